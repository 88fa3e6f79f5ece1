"""Storage: the tables, how knowledge gets into them, and the snapshot that requests read."""
