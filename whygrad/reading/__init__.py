"""Reads any pasted text into a report of what failed and where."""

from whygrad.reading.budget import TooComplex
from whygrad.reading.log import read_log
from whygrad.reading.reader import BUDGET_SECONDS, read_report
from whygrad.reading.report import Failure, Frame, Report, ReportedException, SourceLine, Spans

__all__ = [
    "BUDGET_SECONDS",
    "Failure",
    "Frame",
    "Report",
    "ReportedException",
    "SourceLine",
    "Spans",
    "TooComplex",
    "read_log",
    "read_report",
]
