"""What the service says of requests, fields and runs that went wrong: codes here, a file of texts for each language."""
