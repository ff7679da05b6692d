"""Verdicts as they may be shown and written down."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from conformance.privacy.redaction import Redactor
from conformance.privacy.residue import residue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance.verdict import Verdict
    from conformance.wire import Exchange

WITHHELD: Final = "(withheld: it could not be made fit to be written down)"


def presentable(verdict: Verdict, overheard: Sequence[Exchange], secrets: Sequence[str] = ()) -> Verdict:
    """Return a verdict without credentials, addresses of shops and data of others.

    If a second look still finds some, the exchanges and what they were compared with are withheld; requirement, place and
    status stay.

    Args:
        verdict: the verdict.
        overheard: everything that was said while it came about.
        secrets: credentials in use.
    """
    redactor = Redactor(secrets)
    redactor.learn(overheard or verdict.exchanges)
    clean = redactor.verdict(verdict)
    foreign = tuple(redactor.mapping)
    names = tuple(redactor.mapping.values())
    if not residue(_text(clean), secrets, foreign, redactor.ours, names):
        return clean
    return replace(
        clean,
        exchanges=(),
        reason=WITHHELD if clean.reason else "",
        mismatches=tuple(
            replace(mismatch, expected=WITHHELD, actual=WITHHELD, message=WITHHELD, exchange=-1)
            for mismatch in clean.mismatches
        ),
    )


def _text(verdict: Verdict) -> str:
    """Return all that a verdict says of what was sent and answered."""
    parts = [verdict.reason]
    for mismatch in verdict.mismatches:
        parts += [mismatch.expected, mismatch.actual, mismatch.message]
    for exchange in verdict.exchanges:
        parts += [exchange.request.document, repr(exchange.request.variables)]
        parts += [exchange.response.body.decode("utf-8", "replace"), repr(dict(exchange.response.headers))]
    return "\n".join(parts)
