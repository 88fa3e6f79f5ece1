"""Turns the folders of `knowledge/` and the evidence of their runs into documents that are served."""
