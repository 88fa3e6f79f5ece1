"""The service: what runs on a server."""
