"""The languages that every text for people exists in."""

LANGUAGES = ("en", "zh")
