#!/usr/bin/env python3
"""Writes docs/fidelity.md: what is known of Shopify, whether the mock does it, and what proves that.

    python tools/fidelity.py            write the page
    python tools/fidelity.py --check    say what is wrong, and write nothing

The facts are docs/fidelity/*.yaml. A fact is proven by scenarios (`upsert/unknown-email-creates`) and tests
(`test_mock_cost::test_a_mutation_costs_ten`); each that is named must exist. A fact that is documented or observed
has a proof; one that is only assumed may say instead why the mock does not model it.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from conformance.domain.readings import CHOICES
from conformance.domain.rules import RULES, RULES_BY_MUTATION
from conformance.scenario.catalogue import bundled_root, exclusions, load

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
FACTS: Final = ROOT / "docs" / "fidelity"
TARGET: Final = ROOT / "docs" / "fidelity.md"
EVIDENCE: Final = ("documented", "observed", "assumed")
_CERTAIN: Final = frozenset({"documented", "observed"})
_FEWEST_WORDS: Final = 3
_LONGEST_MESSAGE: Final = 120

_HEAD: Final = """\
# Fidelity

What is known of `customerSet`, its neighbours and the platform around them, whether the mock does the same, and what
proves it. This page is written by `python tools/fidelity.py` from `docs/fidelity/*.yaml`; a test keeps it fresh, and
refuses a documented or observed fact without proof.

**Evidence.** *documented*: Shopify's reference, changelog or schema says it. *observed*: a recorded response of a real
store shows it, or people report it. *assumed*: nobody has recorded it for this place; it is the most likely answer, and
where two are plausible a switch gives the other one. A store that differs from an assumption is a discovery, not a
failure.

**Sources.** `H4/x` and `H1/x` are recordings of a development store at versions 2026-04 and 2025-01
(`SDP`: github.com/airhorns/shopify-draft-proxy, `fixtures/conformance`, customers), `V1/x` of another store there; `CAT` is
the set of all top-level errors in them; `schema` is the Admin schema of the bundled versions; `graphql-ruby` is the library
that Shopify answers with, whose texts the recorded ones match.
"""


@dataclass(frozen=True, slots=True)
class Fact:
    """One row.

    Attributes:
        id: stable name: what it is about, a dot, what is so.
        fact: the statement.
        evidence: how it is known.
        source: where it is from.
        proven_by: ids of scenarios, and of tests as `file::function`.
        not_modelled: why the mock does not do what is only assumed; empty if it does.
        switch: name of the setting with the other answer.
    """

    id: str
    fact: str
    evidence: str
    source: str
    proven_by: tuple[str, ...] = ()
    not_modelled: str = ""
    switch: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of facts."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Proofs:
    """Everything that can prove something: the file, below the project's root, by scenario id or test name."""

    files: Mapping[str, str]


def read(folder: Path = FACTS) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Return the parts in a folder, in order of file names, and what is wrong with the form of the files."""
    parts, problems = [], []
    for file in sorted(folder.glob("*.yaml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        rows = []
        for given in content["facts"]:
            wrong = _malformed(given)
            problems += [f"{file.name}: {given.get('id', given)}: {each}" for each in wrong]
            if not wrong:
                rows.append(Fact(**{**given, "proven_by": tuple(given.get("proven_by", "").split())}))
        parts.append(Part(content["title"], tuple(rows)))
    return tuple(parts), tuple(problems)


def _malformed(given: Mapping[str, Any]) -> list[str]:
    known = {field.name for field in fields(Fact)}
    wrong = [f"there is no {name}" for name in given if name not in known]
    wrong += [f"{name} is missing" for name in ("id", "fact", "evidence", "source") if not given.get(name)]
    return wrong


def proofs() -> Proofs:
    """Return all scenarios of the catalogue and all tests."""
    files: dict[str, str] = {}
    for scenario in load(bundled_root()).scenarios:
        files[scenario.id] = Path(scenario.path).resolve().relative_to(ROOT).as_posix()
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        files |= {f"{file.stem}::{name}": file.relative_to(ROOT).as_posix() for name in _tests(tree)}
    return Proofs(files)


def _tests(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node.name


def uncatalogued(parts: Sequence[Part], excluded: Container[str]) -> tuple[str, ...]:
    """Return which documented or observed facts are neither proven by a scenario nor excluded from the catalogue.

    A scenario proves requirements, so that each of these facts is one, or has a reason why it is none.

    Args:
        parts: the facts.
        excluded: ids of the facts that the catalogue excludes.
    """
    found = []
    for fact in (fact for part in parts for fact in part.facts):
        in_scenarios = any("::" not in name for name in fact.proven_by)
        if fact.evidence != "assumed" and not in_scenarios and fact.id not in excluded:
            found.append(
                f"{fact.id}: no scenario proves it, and scenarios/requirements.yaml does not exclude it"
            )
        if in_scenarios and fact.id in excluded:
            found.append(f"{fact.id}: a scenario proves it, and scenarios/requirements.yaml excludes it")
    return tuple(found)


def problems(parts: Sequence[Part], known: Proofs, switches: Sequence[str]) -> tuple[str, ...]:
    """Return what is wrong with the facts, in words; empty if nothing is."""
    facts = [fact for part in parts for fact in part.facts]
    found = [
        f"{name}: the id stands {times} times"
        for name, times in Counter(f.id for f in facts).items()
        if times > 1
    ]
    for fact in facts:
        found += [f"{fact.id}: {problem}" for problem in _problems_of(fact, known, switches)]
    named = {fact.switch for fact in facts}
    found += [f"no fact names the switch {name}" for name in CHOICES if name not in named]
    return tuple(found)


def _problems_of(fact: Fact, known: Proofs, switches: Sequence[str]) -> Iterator[str]:
    if fact.evidence not in EVIDENCE:
        yield f"{fact.evidence} is no evidence; there are {', '.join(EVIDENCE)}"
    for name in fact.proven_by:
        if name not in known.files:
            yield f"there is no scenario or test {name}"
    if fact.not_modelled and fact.proven_by:
        yield "it is not modelled, and proven"
    if fact.not_modelled and len(fact.not_modelled.split()) < _FEWEST_WORDS:
        yield "say why it is not modelled"
    if not fact.proven_by and fact.evidence in _CERTAIN:
        yield f"nothing proves it, though it is {fact.evidence}"
    elif not fact.proven_by and not fact.not_modelled:
        yield "nothing proves it"
    if fact.switch and fact.switch not in switches:
        yield f"there is no switch {fact.switch}"


def render(parts: Sequence[Part], known: Proofs) -> str:
    """Return the page."""
    blocks = [_HEAD, _counts(parts), _missing(parts), _switches()]
    for part in parts:
        rows = "\n".join(_row(fact, known) for fact in part.facts)
        blocks.append(
            f"## {part.title}\n\n| fact | evidence | implemented | proven by |\n|---|---|---|---|\n{rows}\n"
        )
    return "\n".join([*blocks, _refusals()])


def _refusals() -> str:
    rows = []
    for rule in RULES:
        message = (
            rule.message if len(rule.message) < _LONGEST_MESSAGE else rule.message[:_LONGEST_MESSAGE] + " ..."
        )
        mutations = [name for name, rules in RULES_BY_MUTATION.items() if rule in rules]
        whole = (
            "null"
            if "customerSet" not in mutations
            else "`input`"
            if len(mutations) == 1
            else "`input`, else null"
        )
        where = (
            "top level" if rule.layer == "errors" else f"`{'.'.join(rule.field)}`" if rule.field else whole
        )
        cells = (
            ", ".join(mutations),
            where.replace("{it.", "{"),
            message.replace("{it.", "{"),
            rule.code or "null",
            f"{rule.evidence.value}: {rule.source}",
        )
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return (
        "## Every refusal\n\n"
        "The table that the mock decides by, in its order; each row is made to fire by\n"
        "[test_domain_rules](../tests/domain/test_domain_rules.py). Mutations other than customerSet have neither\n"
        "`input` before the path nor, but for metafields and definitions, a code.\n\n"
        "| mutations | where | message | code | evidence |\n|---|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def _counts(parts: Sequence[Part]) -> str:
    facts = [fact for part in parts for fact in part.facts]
    rows = []
    for evidence in EVIDENCE:
        those = [fact for fact in facts if fact.evidence == evidence]
        proven = sum(1 for fact in those if fact.proven_by)
        rows.append(f"| {evidence} | {len(those)} | {proven} | {len(those) - proven} |")
    return (
        "| evidence | facts | implemented and proven | not modelled |\n|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def _missing(parts: Sequence[Part]) -> str:
    rows = [
        f"- {fact.fact} ({fact.evidence}) — {fact.not_modelled}"
        for part in parts
        for fact in part.facts
        if fact.not_modelled
    ]
    if not rows:
        return "## What the mock does not do\n\nOf what is listed here, nothing.\n"
    return "## What the mock does not do\n\n" + "\n".join(rows) + "\n"


def _switches() -> str:
    rows = [
        f"| `{name}` | `{_yaml(answers[0])}` | `{_yaml(answers[1])}` |" for name, answers in CHOICES.items()
    ]
    return (
        "## Open questions\n\n"
        "Each has two plausible answers; `readings` in the mock's configuration chooses. What they mean is described in\n"
        "[readings.py](../conformance/domain/readings.py).\n\n"
        "| question | assumed | the other answer |\n|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def _yaml(value: bool | str) -> str:  # noqa: FBT001 - a value of a table
    return str(value).lower() if isinstance(value, bool) else value


def _row(fact: Fact, known: Proofs) -> str:
    state = (
        "no: " + fact.not_modelled
        if fact.not_modelled
        else "assumed"
        if fact.evidence == "assumed"
        else "yes"
    )
    if fact.switch:
        state += f"; switch `{fact.switch}`"
    proven = "<br>".join(f"[{name}](../{known.files[name]})" for name in fact.proven_by) or "—"
    cells = (fact.fact, f"{fact.evidence}: {fact.source}", state, proven)
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"


def main(arguments: Sequence[str]) -> int:
    """Write the page, or with `--check` only say what is wrong; 1 if something is."""
    parts, malformed = read()
    known = proofs()
    excluded = {fact.id for fact in exclusions(bundled_root())}
    wrong = malformed + problems(parts, known, tuple(CHOICES)) + uncatalogued(parts, excluded)
    for each in wrong:
        print(each, file=sys.stderr)
    if wrong:
        return 1
    page = render(parts, known)
    if "--check" in arguments:
        is_fresh = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == page
        if not is_fresh:
            print("docs/fidelity.md is stale; run python tools/fidelity.py", file=sys.stderr)
        return 0 if is_fresh else 1
    TARGET.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
