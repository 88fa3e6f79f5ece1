"""Rewrites of somebody's own program: what can be edited, and what each edit takes for granted. Runs nothing."""
