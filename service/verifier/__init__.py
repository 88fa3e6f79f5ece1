"""Runs programs in processes of their own and says what happened. Nothing outside `inside` imports torch."""
