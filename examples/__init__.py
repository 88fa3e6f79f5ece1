"""A first look: one real paste, answered by a running service."""
