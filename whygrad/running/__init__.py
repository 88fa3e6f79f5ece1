"""Runs the user's program as Python would, and looks at how it failed."""
