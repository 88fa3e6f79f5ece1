"""The media types that are read and sent."""

from __future__ import annotations

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
PROBLEM = "application/problem+json"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"
HTML = "text/html"
SVG = "image/svg+xml"
READABLE = (MARKDOWN, PLAIN)
