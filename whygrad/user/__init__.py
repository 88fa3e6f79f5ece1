"""What belongs to the user of this machine: settings, what may leave it, and the last failure."""
