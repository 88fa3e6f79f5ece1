"""Reads findings off a trace: `failures` where the program raised, `silent` where it ran and did not learn."""
