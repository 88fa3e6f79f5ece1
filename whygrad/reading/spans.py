"""Finds parts of a report again in the text as it was sent."""

from __future__ import annotations

from whygrad.reading.report import ReportedException, Span, Spans, failing_frame


def find_spans(text: str, exception: ReportedException) -> Spans:
    """Where the message and the failing line of `exception` stand, letter by letter, in `text`."""
    message = find_span(text, exception.message, 0)
    frame = failing_frame(exception)
    line = find_failing_line(text, frame.source, message) if frame and frame.source else None
    return Spans(message, line)


def find_failing_line(text: str, source: str, message: Span | None) -> Span | None:
    """The last place of a source line above the message; without a message that was found, the last of all."""
    end = utf16_index(text, message[0]) if message else len(text)
    start = text.rfind(source, 0, end)
    return utf16_span(text, start, len(source)) if start >= 0 else find_span(text, source, 0)


def find_span(text: str, part: str, start: int) -> Span | None:
    """The first place of `part`; `None` where it does not occur as it is."""
    start = text.find(part, start) if part else -1
    return utf16_span(text, start, len(part)) if start >= 0 else None


def utf16_span(text: str, start: int, length: int) -> Span:
    """The span of some characters of `text`, counted in UTF-16 units."""
    first = utf16_length(text[:start])
    return first, first + utf16_length(text[start : start + length])


def utf16_length(text: str) -> int:
    """How many UTF-16 units `text` takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_index(text: str, units: int) -> int:
    """The number of characters that `units` UTF-16 units at the start of `text` are."""
    if text.isascii():
        return units
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "surrogatepass"))
