"""The design system: stateless parts."""
