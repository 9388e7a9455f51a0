"""The demo city: made up from a seed, written in bulk. Nobody in it exists."""
