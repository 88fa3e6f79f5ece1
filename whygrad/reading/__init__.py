"""Reads any pasted text into a report of what failed and where."""

from whygrad.reading.report import Failure, Frame, Report, ReportedException, SourceLine, Spans
from whygrad.reading.traceback_text import read_log, read_report

__all__ = [
    "Failure",
    "Frame",
    "Report",
    "ReportedException",
    "SourceLine",
    "Spans",
    "read_log",
    "read_report",
]
