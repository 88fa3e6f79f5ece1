"""What the service does: plain functions and small classes, no Flask."""
