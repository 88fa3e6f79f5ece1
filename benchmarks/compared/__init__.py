"""What whygrad and four other tools say of the same faulty programs; `python -m benchmarks.compared` asks them."""
