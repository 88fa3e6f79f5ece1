"""HTTP edge: parse, call, dump; one resource a module."""
