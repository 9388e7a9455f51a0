"""Frozen dataclasses sent to the browser: every field str, int, bool or a list of those."""
