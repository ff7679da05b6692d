"""`conformance gate`: whether a report holds what its baseline and profile ask, as an exit code."""

from __future__ import annotations

import argparse
import difflib
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conformance.verdict import Profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.report.baseline import Baseline
    from conformance.report.gate import Judgement

EPILOG: Final = """exit codes: 0 open   1 a new failure, or a cost that rose   2 usage or bad input
            3 no verdict: errored, interrupted, too little applies   4 the baseline is stale"""

_DAYS: Final = 30
"""How long a proposed entry counts, unless the user says otherwise."""

_PERCENT: Final = re.compile(r"(\d+(?:\.\d+)?)%?\Z")


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = command("gate", gate, "Hold a report against a baseline of known failures; strict both ways.")
    parser.epilog, parser.formatter_class = EPILOG, argparse.RawDescriptionHelpFormatter
    parser.add_argument("report", type=Path, metavar="REPORT", help="the report.json of a run")
    parser.add_argument(
        "--baseline", type=Path, metavar="FILE", help="known failures and flaky cases, in YAML"
    )
    parser.add_argument(
        "--profile",
        choices=[*Profile],
        help="what must hold (default: what the run was for, else all that was run)",
    )
    parser.add_argument(
        "--partial", action="store_true", help="a part was run, so that an entry may match nothing"
    )
    parser.add_argument(
        "--max-not-applicable",
        type=percent,
        default=0.2,
        metavar="P%",
        help="how many cases need not apply (default: 20%%)",
    )
    parser.add_argument(
        "--baseline-run", type=Path, metavar="REPORT", help="an earlier report, whose cost must not rise"
    )
    parser.add_argument(
        "--cost-tolerance",
        type=percent,
        default=0.1,
        metavar="P%",
        help="by how much a cost may rise (default: 10%%)",
    )
    parser.add_argument("--format", choices=("text", "markdown"), default="text", help="default: text")
    parser.add_argument(
        "--update", action="store_true", help="propose a baseline that fits, and show what would change"
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="where to (default: FILE.proposed.yaml, beside it)"
    )
    parser.add_argument("--owner", default="", help="with --update: who looks after new entries")
    parser.add_argument("--link", default="", help="with --update: where new entries are tracked")
    parser.add_argument(
        "--expires", type=day, metavar="DATE", help="with --update: their last day (default: in 30 days)"
    )


def gate(options: argparse.Namespace) -> int:
    """Judge a report, say why the gate is shut, and return its exit code."""
    from conformance.errors import UsageError  # noqa: PLC0415 - the command line itself needs none of these
    from conformance.report import files, gate_text  # noqa: PLC0415
    from conformance.report.cost import rises  # noqa: PLC0415
    from conformance.report.gate import Asked, judge  # noqa: PLC0415

    if options.update and options.baseline is None:
        raise UsageError("--update needs --baseline FILE.", hint="The file need not exist yet.")
    run = files.read(options.report)
    today = datetime.now(UTC).date()
    baseline = _baseline(options)
    asked = Asked(today, options.profile or run.profile, options.partial, options.max_not_applicable)
    risen = (
        rises(files.read(options.baseline_run), run, options.cost_tolerance) if options.baseline_run else ()
    )
    judgement = judge(run, baseline, asked, risen)
    if options.format == "markdown":
        print(gate_text.markdown(judgement, run), end="")
    else:
        print("\n".join(gate_text.text_lines(judgement, run)))
    if options.update and baseline is not None:
        _propose(options, judgement, baseline, today)
    return judgement.code


def _baseline(options: argparse.Namespace) -> Baseline | None:
    if options.baseline is None:
        return None
    from conformance.report.baseline import Baseline, load  # noqa: PLC0415 - loads YAML
    from conformance.scenario.source import Source  # noqa: PLC0415

    if options.update and not options.baseline.exists():
        return Baseline(Source(str(options.baseline), ""))
    return load(options.baseline)


def _propose(options: argparse.Namespace, judgement: Judgement, baseline: Baseline, today: date) -> None:
    from conformance.commands.output import emit  # noqa: PLC0415 - only for a proposal
    from conformance.report.proposal import Fill, propose  # noqa: PLC0415

    fill = Fill(options.expires or today + timedelta(days=_DAYS), options.owner, options.link)
    text = propose(judgement, baseline, fill)
    before = baseline.source.text
    if text.strip() == before.strip():
        print("The baseline fits; there is nothing to propose.")
        return
    file = options.output or options.baseline.with_suffix(".proposed.yaml")
    emit(text, file)
    names = (str(options.baseline), str(file))
    print("\n".join(difflib.unified_diff(before.splitlines(), text.splitlines(), *names, n=1, lineterm="")))
    print(f"Proposed: {file}. Read it, say who owns what, and put it in the place of {options.baseline}.")


def percent(text: str) -> float:
    """Return a share from 0 to 1 for a text such as `10%` or `10`.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    found = _PERCENT.match(text)
    if not found or float(found[1]) > 1000:
        raise argparse.ArgumentTypeError(f"a percentage is like 10%, not {text}")
    return float(found[1]) / 100


def day(text: str) -> date:
    """Return a date for a text such as `2027-01-31`.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a date is like 2027-01-31, not {text}") from None
