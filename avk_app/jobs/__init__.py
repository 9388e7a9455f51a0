"""Background work, safe with many processes."""
