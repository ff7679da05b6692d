"""A comparison as one HTML file, to read offline or to attach to a pull request.

Targets may answer with markup. The template engine escapes everything, and the page's policy lets no script run.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from conformance.report.compare import Kind
from conformance.report.compare_text import SHOWN, cost_sentence, ending, heading, sentence
from conformance.report.summary import summarize
from conformance.report.wording import printable

if TYPE_CHECKING:
    from conformance.report.compare import Comparison

_TEMPLATES: Final = Path(__file__).parent / "templates"
_LONGEST: Final = 2_000

_SYMBOLS: Final = {
    Kind.NEWLY_FAILING: "✕",
    Kind.FAILING_OTHERWISE: "✕",
    Kind.NO_VERDICT: "!",
    Kind.FIXED: "✓",
    Kind.STILL_FAILING: "=",
    Kind.MESSAGE_CHANGED: "≈",
    Kind.ADDED: "+",
    Kind.REMOVED: "−",
    Kind.OTHERWISE: "→",
}


def render(comparison: Comparison) -> str:
    """Return the HTML page of a comparison."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"printable": printable, "value": _value, "ending": ending}
    page = {
        "sentence": sentence(comparison),
        "cost": cost_sentence(comparison),
        "sides": [
            (side, heading(run), summarize(run).sentence)
            for side, run in (("Before", comparison.before), ("After", comparison.after))
        ],
        "tone": {0: "fixed", 1: "newly-failing", 3: "no-verdict-any-more"}[comparison.code],
        "counts": comparison.counts,
        "sections": [(kind, comparison.of(kind)) for kind in SHOWN if comparison.counts[kind]],
        "symbols": _SYMBOLS,
    }
    return environment.get_template("compare.html.j2").render(page)


def _value(text: str) -> str:
    shown = printable(text[:_LONGEST], "\n")
    return f"{shown}…" if len(text) > _LONGEST else shown
