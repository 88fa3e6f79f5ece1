"""Finds the entries that a report, or a question, is about."""
