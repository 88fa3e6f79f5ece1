"""Side by side, in one run, with what a user would pick instead and with the physical limit; figures in README.md."""
