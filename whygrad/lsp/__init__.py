"""For editors, over the language server protocol: the last failure, and what is certain from the text alone."""
