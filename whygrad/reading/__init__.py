"""Reads any pasted text into a report of what failed and where."""
