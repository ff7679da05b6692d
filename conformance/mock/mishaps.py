"""Mishaps: what may befall a good request and its answer, for people who test their own client.

A mishap is no deviation of the shop's (those are `faults`): networks break and servers fail in front of the real
one, too. What each does is a row of MISHAPS; `mishap_script` says when.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from conformance.errors import UsageError, did_you_mean
from conformance.mock.reply import Delivery, dump, internal_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.mock.reply import Reply

Change: TypeAlias = "Callable[[Reply, int | None], Reply]"
"""Makes an answer from another one and the mishap's number."""

MOST_MILLISECONDS: Final = 600_000
"""No mishap keeps a client waiting for longer."""


@dataclass(frozen=True, slots=True)
class Amount:
    """The number that a mishap takes after a colon.

    Attributes:
        unit: what it counts.
        default: if none is given; None if the mishap works it out.
        most: how big it may be.
    """

    unit: str
    default: int | None
    most: int = MOST_MILLISECONDS


@dataclass(frozen=True, slots=True)
class Mishap:
    """Something that goes wrong between a client and the shop.

    Attributes:
        name: how it is asked for.
        summary: what the client sees, and what became of its write.
        amount: the number that it takes; None if it takes none.
        instead: makes the answer from a blank one and the amount; the shop is not asked.
        alter: what becomes of the shop's answer, given the amount.
        throttles: whether the shop answers as if the app's bucket were empty.
        is_once: whether a script that does not say on which calls means the first alone.
        adds: whether it happens beside another one on the same call.
    """

    name: str
    summary: str
    amount: Amount | None = None
    instead: Change | None = None
    alter: Change | None = None
    throttles: bool = False
    is_once: bool = False
    adds: bool = False

    @property
    def usage(self) -> str:
        """The name, and what it takes, if it takes a number."""
        return f"{self.name}[:{self.amount.unit.upper()}]" if self.amount else self.name


def find_mishap(name: str) -> Mishap:
    """Return the mishap called `name`.

    Raises:
        UsageError: there is none; the message names one that is near.
    """
    found = _BY_NAME.get(name)
    if found is None:
        known = ", ".join(_BY_NAME)
        raise UsageError(
            f'There is no mishap "{name}".{did_you_mean(name, _BY_NAME)}', hint=f"Mishaps: {known}."
        )
    return found


def _failed(blank: Reply, _amount: int | None) -> Reply:
    """Return a 500 with the body of Shopify's reference for it (that of the Storefront API)."""
    return replace(blank, status=500, body=dump({"errors": "An unexpected error occurred"}))


def _error_page(status: int, title: str) -> Change:
    """Return what makes a 5xx of the proxies in front of the shop: a page (Shopify/shopify-app-template-node#1326)."""
    page = f'<!DOCTYPE html>\n<html lang="en">\n<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>\n</html>\n'

    def change(blank: Reply, _amount: int | None) -> Reply:
        headers = {"Content-Type": "text/html; charset=utf-8", "X-Request-Id": blank.headers["X-Request-Id"]}
        return replace(blank, status=status, headers=headers, body=page.encode("ascii"))

    return change


def _too_many(blank: Reply, seconds: int | None) -> Reply:
    # Seconds with a decimal are how Shopify's REST limits write the header; the body is assumed.
    headers = {**blank.headers, "Retry-After": f"{seconds}.0"}
    return replace(blank, status=429, headers=headers, body=dump({"errors": "Too Many Requests"}))


def _rejected(blank: Reply, _amount: int | None) -> Reply:
    # The status and its name are documented; the body is assumed.
    return replace(blank, status=430, body=dump({"errors": "Shopify Security Rejection"}))


def _broke(blank: Reply, _amount: int | None) -> Reply:
    return replace(blank, body=dump(internal_error(blank.headers["X-Request-Id"])))


def _seconds(milliseconds: int | None) -> float:
    return (milliseconds or 0) / 1000


def _late(reply: Reply, milliseconds: int | None) -> Reply:
    return replace(reply, delay=reply.delay + _seconds(milliseconds))


def _cut_short(reply: Reply, size: int | None) -> Reply:
    most = max(len(reply.body) - 1, 0)
    sent = len(reply.body) // 2 if size is None else min(size, most)
    return replace(reply, delivery=Delivery(sent=sent))


def _broken(reply: Reply, _amount: int | None) -> Reply:
    return replace(reply, body=reply.body[:-1])


def _reset(reply: Reply, _amount: int | None) -> Reply:
    return replace(reply, delivery=Delivery(resets=True))


def _unanswered(reply: Reply, milliseconds: int | None) -> Reply:
    return replace(reply, delivery=Delivery(hold=_seconds(milliseconds), resets=True))


_PATIENCE: Final = Amount("milliseconds", 300_000)

MISHAPS: Final[tuple[Mishap, ...]] = (
    Mishap("http-500", "Status 500 with a JSON body; nothing is written.", instead=_failed),
    Mishap(
        "http-502",
        "Status 502 with a web page; nothing is written.",
        instead=_error_page(502, "Bad Gateway"),
    ),
    Mishap(
        "http-503",
        "Status 503 with a web page; nothing is written.",
        instead=_error_page(503, "Service Unavailable"),
    ),
    Mishap(
        "http-429",
        "Status 429 with Retry-After; nothing is written.",
        Amount("seconds", 2, 3600),
        instead=_too_many,
    ),
    Mishap(
        "http-430",
        "Status 430, a security rejection; nothing is written.",
        instead=_rejected,
    ),
    Mishap(
        "internal-error",
        "Status 200 with INTERNAL_SERVER_ERROR and data null; nothing is written.",
        instead=_broke,
    ),
    Mishap(
        "throttle-once",
        "One call is answered THROTTLED, with its cost; nothing is written.",
        throttles=True,
        is_once=True,
    ),
    Mishap(
        "latency",
        "The answer comes later; it is written at once.",
        Amount("milliseconds", 1000),
        alter=_late,
        adds=True,
    ),
    Mishap(
        "timeout",
        "There is no answer until the client gives up; nothing is written.",
        _PATIENCE,
        instead=_unanswered,
    ),
    Mishap(
        "reset",
        "The connection is reset before an answer; nothing is written.",
        instead=_reset,
    ),
    Mishap(
        "truncated",
        "The connection ends within the body, short of Content-Length; it is written.",
        Amount("bytes", None, 10_000_000),
        alter=_cut_short,
    ),
    Mishap("invalid-json", "The body lacks its last character; it is written.", alter=_broken),
    Mishap("lost", "It is written, then the connection is reset instead of an answer.", alter=_reset),
    Mishap(
        "lost-timeout",
        "It is written, but there is no answer until the client gives up.",
        _PATIENCE,
        alter=_unanswered,
    ),
)
"""Every mishap; names are unique."""

_BY_NAME: Final = {mishap.name: mishap for mishap in MISHAPS}
