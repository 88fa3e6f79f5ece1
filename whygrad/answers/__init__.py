"""Makes answers for people of what was found."""
