"""Failures as scenario files: written in the language, ready to commit."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

import yaml

from conformance.explore import taxonomy
from conformance.explore.expected import DomainSide, shown
from conformance.explore.player import MODEL
from conformance.explore.script import plain
from conformance.privacy import credentials
from conformance.privacy.residue import refuse, residue
from conformance.scenario import catalogue
from conformance.scenario.bindings import Scope, bind
from conformance.scenario.model import OMITTED
from conformance.scenario.problem import render_problems
from conformance.verdict import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.explore.player import Deviation, Table
    from conformance.explore.script import Agreement
    from conformance.oracle.finding import Finding
    from conformance.privacy.redaction import Redactor
    from conformance.scenario.model import Expectation
    from conformance.scenario.unique import Unique

AREA: Final = "found"

_PROBE: Final = """mutation Probe($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {
  customerSet(identifier: $identifier, input: $input) { customer { id } userErrors { message } }
}"""
_FIELD: Final = re.compile(r"\$\.data\.(?:customerSet\.customer|customerByIdentifier|customer)\.(\w+)")
_KINDS: Final = ("email", "phone", "value", "key", "tag", "name")
_NUMBERS: Final = 9
_LONG: Final = 64


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as such, and the entries of lists below their key as the bundled files have them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_block = "\n" in text and text == text.strip() and " \n" not in text and "\t" not in text
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if is_block else None)


_Dumper.add_representer(str, _represent)


def scenario_text(deviation: Deviation, table: Table, people: int = 1) -> tuple[str, str]:
    """Return a deviation as a scenario's id and the text of a file with it.

    Args:
        deviation: what was found.
        table: where.
        people: how often it is played with other generated identities, for what depends on whom it is about.

    Raises:
        ResidueError: the text would hold what must not be written down.
        RuntimeError: the text is not of the language, which is a bug of ours.
    """
    body = _body(deviation, table)
    if people > 1:
        # What a shop does to some of them only, it does not do to the first one for certain.
        body["cases"] = {"person": [str(number) for number in range(1, people + 1)]}
    digest = blake2b(repr(body).encode(), digest_size=4).hexdigest()
    name = f"{AREA}/{deviation.requirement.replace('.', '-')}-{digest}"
    scenario = {"id": name, **body}
    text = yaml.dump(
        {"area": AREA, "scenarios": [scenario]},
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=110,
        default_flow_style=None,
    )
    _, problems = catalogue.lint_text(text, f"{name}.yaml", table.requirements or None)
    if problems:
        raise RuntimeError(f"What was found can't be written down:\n{render_problems(problems)}\n{text}")
    redactor, secrets = deviation.redactor, table.secrets()
    pseudonyms = frozenset(redactor.mapping.values())
    # The steps are all ours, and may hold what a wrong server made somebody else's value of, such as half of a note.
    refuse(residue(text, secrets, (), redactor.ours, pseudonyms), name)
    refuse(residue(title(deviation), secrets, redactor.mapping, redactor.ours, pseudonyms), name)
    return name, text


def _body(deviation: Deviation, table: Table) -> dict[str, Any]:
    script = deviation.script
    known = table.requirements.get(deviation.requirement)
    # A deviation in what a script starts from needs no step, but a scenario does.
    steps = list(_steps(deviation)) or [{"when": {"input": {"firstName": "Ada"}}}]
    given = {"given": {"definition": {"key": "${unique.key}"}}} if script.defined else {}
    whole = {"steps": steps} if len(steps) > 1 else steps[0]
    return {
        "title": title(deviation),
        "proves": list(deviation.proves),
        "evidence": str(known.evidence if known else Evidence.ASSUMED),
        "source": credentials.text(
            f"found by conformance explore on {table.desk.name}, API version {table.version}, seed {table.seed}",
            table.secrets(),
        ),
        **given,
        **whole,
    }


def title(deviation: Deviation) -> str:
    """Return a deviation in one line: where it is, and what is wrong there."""
    place = re.sub(r"^\$\.(data\.)?", "", deviation.finding.path)
    message = " ".join(deviation.finding.message.split())
    return f"{place}: {message}"[:200] if place and place != "$" else message[:200]


def _steps(deviation: Deviation) -> Iterator[dict[str, Any]]:
    script, last = deviation.script, len(deviation.script.moves) - 1
    agreement = broken(deviation)
    names = _Names()
    for at, move in enumerate(script.moves):
        then = deviation.thens[at] if at < len(deviation.thens) else None
        is_last = at == last and agreement is None
        written = _then(then, deviation, whole=is_last) if then else {}
        verb, what = move.verb, _visible(move.what)
        if is_last and deviation.finding.requirement in _BY_KIND:
            verb, what = _as_call(verb, what)
            written |= _by_kind(deviation.finding)
        step: dict[str, Any] = {verb: names.current(what)}
        if written:
            step["then"] = names.current(_referring(written, deviation.unique))
        if move.name and _is_named(move.name, deviation, at):
            step["save"] = {names.another(move.name): "customer"}
        yield step
    if agreement is not None:
        field = _field(deviation)
        due = _agreed(field, agreement, deviation) if field else {}
        yield names.current({"read": {"id": f"${{{agreement.right}.id}}"}, "then": {"customer": due}})


def _clean(tree: Any, redactor: Redactor) -> Any:
    """Return what is due without what is somebody else's, where it is what another target answered."""
    if isinstance(tree, dict):
        return {key: _clean(value, redactor) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_clean(value, redactor) for value in tree]
    return redactor.text(tree) if isinstance(tree, str) else tree


class _Names:
    """What customers are called in a file, where no name is given twice: a script calls them so whenever they change."""

    def __init__(self) -> None:
        self._latest: dict[str, str] = {}
        self._given: dict[str, int] = {}

    def another(self, name: str) -> str:
        """Return what the customer is called from now on."""
        number = self._given[name] = self._given.get(name, 0) + 1
        self._latest[name] = name if number == 1 else f"{name}_{number}"
        return self._latest[name]

    def current(self, tree: Any) -> Any:
        """Return a tree whose references use the latest names."""
        if isinstance(tree, dict):
            return {key: self.current(value) for key, value in tree.items()}
        if isinstance(tree, list):
            return [self.current(value) for value in tree]
        return _ROOT.sub(self._renamed, tree) if isinstance(tree, str) else tree

    def _renamed(self, found: re.Match[str]) -> str:
        return f"${{{self._latest.get(found[1], found[1])}"


_ROOT: Final = re.compile(r"(?<!\$)\$\{(\w+)")


def _as_call(verb: str, what: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a set as a call of the same document, for a call alone can say what is due of the whole response."""
    if verb != "when" or what.get("inline"):
        return verb, what
    return "call", {"document": _PROBE, "variables": what}


_BY_KIND: Final = frozenset({taxonomy.NO_DATA, taxonomy.TAXONOMY, taxonomy.COST})


def _by_kind(finding: Finding) -> dict[str, Any]:
    """Return what a file says where the kind of an error, or the cost of a mutation, is what was found wrong."""
    if finding.requirement == taxonomy.COST:
        return {"cost": {"requested": {"not": int(finding.actual)}}}
    if finding.requirement == taxonomy.NO_DATA:
        return {"data": {"absent": True}}
    if finding.path == "$.data":
        return {"data": {"any": True}}
    kind = {"path": {"type": "list"}} if finding.path.endswith(".path") else {"code": {"type": "string"}}
    return {"errors": {"contains": kind}}


def _visible(what: dict[str, Any]) -> dict[str, Any]:
    order = [*(key for key in ("inline", "identifier", "input") if key in what)]
    return {key: what[key] for key in order} if order else dict(what)


def _is_named(name: str, deviation: Deviation, at: int) -> bool:
    """Tell whether anything refers to what a step saves before it is saved again."""
    script, agreement = deviation.script, broken(deviation)
    if agreement and name in {agreement.left, agreement.right}:
        return True
    # What is due of a time is told by another time.
    due = deviation.thens[-1].customer if deviation.thens else None
    told = due.get(_field(deviation)) if isinstance(due, dict) else None
    if f"${{{name}." in repr(plain(told)) and at < len(script.moves) - 1:
        return True
    for move in script.moves[at + 1 :]:
        if f"${{{name}." in repr(move.what):
            return True
        if move.name == name:
            return False
    return False


def broken(deviation: Deviation) -> Agreement | None:
    """Return the agreement that was found broken, if that is what was found."""
    for agreement in deviation.script.agreements:
        if deviation.finding.message.startswith(f"{agreement.right} is not as {agreement.left}: "):
            return agreement
    return None


def _field(deviation: Deviation) -> str:
    found = _FIELD.match(deviation.finding.path)
    return found[1] if found else ""


def _then(then: Expectation, deviation: Deviation, *, whole: bool) -> dict[str, Any]:
    """Return what a file says of a step: that it is refused, or for the last one what was found to differ."""
    written: dict[str, Any] = {}
    if then.user_errors not in (OMITTED, []):
        written["userErrors"] = plain(then.user_errors)
    if then.expects_errors:
        written["errors"] = plain(then.errors)
    if then.data is not OMITTED:
        written["data"] = plain(then.data)
    if whole and not written:
        if then.customer is None:
            written["customer"] = None
        elif isinstance(then.customer, dict):
            due = _due(then.customer, _field(deviation))
            written |= {"customer": due} if due else {}
    return written if deviation.side_law == MODEL else _clean(written, deviation.redactor)


def _due(customer: dict[str, Any], field: str) -> dict[str, Any]:
    if field == "addressesV2":
        return {"addresses": plain(customer[field]["nodes"])}
    return {field: plain(customer[field])} if field in customer else {}


def _agreed(field: str, agreement: Agreement, deviation: Deviation) -> dict[str, Any]:
    """Return what a customer must have to be like another; addresses, whose ids differ, by the domain's word."""
    if field == "defaultEmailAddress":
        return {"email": f"${{{agreement.left}.email}}"}
    if field == "defaultPhoneNumber":
        return {"phone": f"${{{agreement.left}.phone}}"}
    if field not in {"addressesV2", "defaultAddress", "metafields"} or deviation.unique is None:
        return {field: f"${{{agreement.left}.{field}}}"}
    side = DomainSide()
    side.begin(Scope(deviation.unique), defined=deviation.script.defined)
    for move in deviation.script.moves:
        side.expect(move)
    customer = shown(side.store.customers[side.names[agreement.left]], metafields=True)
    return dict(_referring(_due(customer, field), deviation.unique))


def _referring(tree: Any, unique: Unique | None) -> Any:
    """Return a tree with references in place of the identities that were generated, and of long texts."""
    if isinstance(tree, dict):
        return {key: _referring(value, unique) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_referring(value, unique) for value in tree]
    if not isinstance(tree, str) or unique is None:
        return tree
    if len(tree) > _LONG and tree == bind_text(len(tree)):
        return f"${{text.{len(tree)}}}"
    for kind in _KINDS:
        for number in range(1, _NUMBERS + 1):
            name = f"${{unique.{kind}}}" if number == 1 else f"${{unique.{kind}.{number}}}"
            tree = tree.replace(unique.get(kind, number), name)
    return tree


def bind_text(size: int) -> str:
    """Return what `${text.SIZE}` stands for."""
    from conformance.explore.script import live  # noqa: PLC0415
    from conformance.scenario.unique import Unique as Identities  # noqa: PLC0415

    return str(bind(live(f"${{text.{size}}}"), Scope(Identities("", "", "", ""))))
