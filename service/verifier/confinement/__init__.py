"""What keeps a program in: namespaces for the zygote, and the layers that each of its children puts on itself."""
