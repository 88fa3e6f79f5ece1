"""What runs in the zygote and its children: the only place of the service that imports torch."""
