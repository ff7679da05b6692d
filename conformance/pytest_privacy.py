"""What pytest writes down of our items: reports, captured output, logs and internal errors, without what must not be in them.

JUnit XML, Allure results and the terminal are all made of pytest's reports, so that these are where it is taken out.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pytest

from conformance.errors import ConformanceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Clean = Callable[[str], str]

_TALKATIVE: Final = ("gql", "vcr", "httpcore")
"""Loggers that write whole requests and responses, below the level of a warning."""


def veil(report: pytest.TestReport, call: pytest.CallInfo[None], clean: Clean) -> None:
    """Take out of a report, and of the exception that other plugins read, what must not be written down."""
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, ConformanceError) and report.when != "call":
        # A recording that was refused is told as everything is that is not a bug of ours.
        report.longrepr = str(error)
    report.longrepr = _veiled(report.longrepr, clean)
    report.sections = [(name, clean(content)) for name, content in report.sections]
    if hasattr(report, "wasxfail"):
        report.wasxfail = clean(report.wasxfail)
    if call.excinfo is not None and clean(said := call.excinfo.exconly()) != said:
        call.excinfo = _stand_in(call.excinfo, clean(said))


def _veiled(shown: Any, clean: Clean) -> Any:
    if isinstance(shown, tuple):
        place, line, reason = shown
        return place, line, clean(reason)
    if shown is None or clean(text := str(shown)) == text:
        return shown
    return clean(text)


def _stand_in(found: pytest.ExceptionInfo[BaseException], said: str) -> pytest.ExceptionInfo[BaseException]:
    """Return an exception of the same name and place that says no more than it may."""
    name, _, message = said.partition(": ")
    kind = type(name.rpartition(".")[2] or "Exception", (Exception,), {})
    error = kind(message)
    return pytest.ExceptionInfo.from_exc_info((kind, error, found.tb))


class _Lines:
    """A text as pytest draws its own representations of exceptions."""

    def __init__(self, text: str) -> None:
        self._text = text

    def toterminal(self, tw: Any) -> None:
        for line in self._text.splitlines():
            tw.line(line)


def veil_internal_error(shown: Any, clean: Clean) -> None:
    """Take out of the representation of an error within pytest or a plugin what must not be written down."""
    text = str(shown)
    if clean(text) == text:
        return
    lines = _Lines(clean(text))
    shown.reprtraceback = lines
    if hasattr(shown, "chain"):
        shown.chain = [(lines, None, None)]


@contextmanager
def quiet_logs(clean: Clean) -> Iterator[None]:
    """Keep what must not be written down out of every log record made meanwhile, whichever handler writes it."""
    make = logging.getLogRecordFactory()

    def careful(*args: Any, **named: Any) -> logging.LogRecord:
        record = make(*args, **named)
        if record.levelno < logging.WARNING and record.name.partition(".")[0] in _TALKATIVE:
            record.msg, record.args = f"(withheld: {record.name} logs what was sent and answered)", ()
            return record
        record.msg, record.args = clean(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = clean(logging.Formatter().formatException(record.exc_info))
        return record

    logging.setLogRecordFactory(careful)
    try:
        yield
    finally:
        logging.setLogRecordFactory(make)
