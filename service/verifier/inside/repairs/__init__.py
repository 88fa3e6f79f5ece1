"""Repairs a program in one confined child: executes it, has edits proposed, and proves them against a reference."""
