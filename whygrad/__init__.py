"""Reads tracebacks, finds the fault, and explains it: what is installed where the user's code runs."""
