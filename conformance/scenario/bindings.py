"""References in a scenario, and the scope that fills them in while it runs."""

from __future__ import annotations

import json
import string
from dataclasses import dataclass, field, fields, replace
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import UsageError, did_you_mean
from conformance.match import Matcher, argument_problem, render
from conformance.scenario.enums import ENUMS
from conformance.scenario.graph import SUGAR, long_path
from conformance.scenario.model import OMITTED, CallAction, ParallelAction
from conformance.scenario.unique import Unique

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.scenario.model import Action, Case, Expectation
    from conformance.versions import ApiVersion
    from conformance.wire import Json

UNKNOWN_CUSTOMER: Final = "gid://shopify/Customer/999999999999999"
"""The id of a customer that nobody has: ids of today have 13 or 14 digits."""

MOST_TEXT: Final = 1_000_000
"""Letters or tags that one reference may ask for."""

_SUGAR: Final = SUGAR["Customer"]


class UnboundError(UsageError):
    """A reference names something that is not there when the scenario runs."""


@dataclass(frozen=True, slots=True)
class Reference:
    """`${customer.id}`: stands for a value that is known only when the scenario runs.

    Attributes:
        path: the words between the dots.
        line: where it stands, 1-based.
        as_text: whether a number or boolean is turned into text, as the place takes strings only.
    """

    path: tuple[str, ...]
    line: int
    as_text: bool = False

    def __str__(self) -> str:
        return f"${{{'.'.join(self.path)}}}"


@dataclass(frozen=True, slots=True)
class Template:
    """Text with references in it, which are written out."""

    parts: tuple[str | Reference, ...]

    def __str__(self) -> str:
        return "".join(str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class FieldKey:
    """A key of an expected customer that a reference names, so that short names are resolved when it is known."""

    name: Reference | Template

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True, slots=True)
class OrNull:
    """An object of one key, `{emailAddress: ...}`, that is null as a whole if its value turns out to be null."""

    key: str
    value: Any


@dataclass(frozen=True, slots=True)
class Scope:
    """What references stand for at one moment of a run.

    Attributes:
        unique: the case's generated identities.
        columns: the case's values by column; they may hold references themselves.
        names: given customers, the definition and saved values, as the target answered them.
        n: which of several parallel calls this is, from 0.
        path: the scenario's file, for messages.
    """

    unique: Unique
    columns: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Json] = field(default_factory=dict)
    n: int | None = None
    path: str = ""

    @classmethod
    def opening(cls, case: Case, version: ApiVersion, *, seed: str, worker: str = "") -> Scope:
        """Return the scope in which a case starts, before anything is given."""
        unique = Unique(seed, case.scenario.id, case.label, version.handle, worker)
        return cls(unique, case.bindings, path=case.scenario.path)

    def naming(self, names: Mapping[str, Json]) -> Scope:
        """Return a scope with further names: given customers by name, `definition`, or what a step saves."""
        return replace(self, names={**self.names, **names})

    def numbered(self, n: int) -> Scope:
        """Return the scope of the n-th parallel call."""
        return replace(self, n=n)

    def resolve(self, reference: Reference) -> Json:
        """Return the value that a reference stands for.

        Raises:
            UnboundError: there is no such value now.
        """
        root, *rest = reference.path
        if root in self.columns:
            value = bind(self.columns[root], self)
        elif root in self.names:
            value = self.names[root]
        elif root in _GENERATED:
            return _GENERATED[root](self, reference)
        else:
            known = [*_GENERATED, *self.columns, *self.names]
            raise self.unbound(reference, f'nothing is called "{root}" here.{did_you_mean(root, known)}')
        for at, name in enumerate(rest):
            value = self._below(value, name, rest[at + 1 : at + 2], reference)
        return value

    def _below(self, value: Json, name: str, following: list[str], reference: Reference) -> Json:
        """Return what `name` means in `value`; short names count unless the long form is written."""
        if isinstance(value, dict):
            sugar = _SUGAR.get(name)
            if sugar and sugar.outer in value and following != [sugar.inner]:
                outer = value[sugar.outer]
                return None if outer is None else outer.get(sugar.inner)
            if name in value:
                return value[name]
            raise self.unbound(
                reference, f'{render(value, 40)} has no "{name}".{did_you_mean(name, map(str, value))}'
            )
        if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            return value[int(name)]
        raise self.unbound(reference, f'{render(value, 40)} has nothing at "{name}".')

    def unbound(self, reference: Reference, reason: str) -> UnboundError:
        """Return the error that tells why a reference can't be filled in."""
        return UnboundError(f"{self.path}:{reference.line}: {reference} can't be filled in: {reason}")


def _n(scope: Scope, reference: Reference) -> Json:
    if scope.n is None:
        raise scope.unbound(reference, "only parallel calls are numbered.")
    return scope.n


def _unique(scope: Scope, reference: Reference) -> Json:
    _, kind, *number = reference.path
    return scope.unique.get(kind, int(number[0]) if number else 1)


def _text(_scope: Scope, reference: Reference) -> Json:
    size = int(reference.path[1])
    return (string.ascii_lowercase * (size // 26 + 1))[:size]


def _tags(_scope: Scope, reference: Reference) -> Json:
    size = int(reference.path[1])
    width = len(str(size))
    return [f"tag-{number:0{width}}" for number in range(1, size + 1)]


def _addresses(_scope: Scope, reference: Reference) -> Json:
    size = int(reference.path[1])
    return [{"address1": f"{number} King St", "city": "Ottawa"} for number in range(1, size + 1)]


def _exemptions(_scope: Scope, reference: Reference) -> Json:
    # Those of the United States are in every version.
    known = [name for name in ENUMS["TaxExemption"] if name.startswith("US_")]
    return list(islice(cycle(known), int(reference.path[1])))


_GENERATED: Final[Mapping[str, Callable[[Scope, Reference], Json]]] = {
    "unique": _unique,
    "gid": lambda _scope, _reference: UNKNOWN_CUSTOMER,
    "text": _text,
    "tags": _tags,
    "addresses": _addresses,
    "exemptions": _exemptions,
    "n": _n,
}


def bind(value: Any, scope: Scope) -> Any:
    """Return a tree with every reference in it filled in, in mapping keys and matchers too.

    Raises:
        UnboundError: a reference stands for nothing, or for something that can't stand at its place.
    """
    kind = type(value)
    if kind is str:
        return value
    binder = _BINDERS.get(kind)
    return binder(value, scope) if binder else value


def bind_action(action: Action, scope: Scope) -> Action:
    """Return an action with every reference filled in; a parallel one is bound once per call, by its own scope.

    Raises:
        UnboundError: as `bind`.
    """
    if isinstance(action, ParallelAction):
        return action
    if isinstance(action, CallAction):
        name = action.operation_name
        return replace(
            action,
            document=_bind_as(str, action.document, scope),
            variables=_bind_as(dict, action.variables, scope),
            operation_name=None if name is None else _bind_as(str, name, scope),
        )
    return replace(action, **{each.name: bind(getattr(action, each.name), scope) for each in fields(action)})


def _bind_as(kind: type, value: Any, scope: Scope) -> Any:
    """Bind a value that must be text or a mapping."""
    bound = bind(value, scope)
    if isinstance(value, Reference) and type(bound) is not kind:
        what = "text" if kind is str else "a mapping"
        raise scope.unbound(value, f"here it must be {what}, not {render(bound, 40)}.")
    return bound


def bind_expectation(then: Expectation, scope: Scope) -> Expectation:
    """Return an expectation with every reference filled in.

    Raises:
        UnboundError: as `bind`.
    """
    bound = {name: bind(getattr(then, name), scope) for name in _EXPECTED}
    if then.changed is not OMITTED:
        bound["changed"] = tuple(long_path(_bind_as(str, path, scope)) for path in then.changed)
    return replace(then, **bound)


_EXPECTED: Final = ("customer", "user_errors", "errors", "data", "body", "http", "deleted", "cost")


def _bind_mapping(value: dict[Any, Any], scope: Scope) -> dict[str, Any]:
    bound: dict[str, Any] = {}
    for key, item in value.items():
        if type(key) is str:
            bound[key] = bind(item, scope)
            continue
        name, item = _bind_key(key, bind(item, scope), scope)  # noqa: PLW2901  both halves change together
        if name in bound:
            raise scope.unbound(_reference_in(key), f'the key "{name}" stands there twice.')
        bound[name] = item
    return bound


def _bind_key(key: Reference | Template | FieldKey, item: Any, scope: Scope) -> tuple[str, Any]:
    template = key.name if isinstance(key, FieldKey) else key
    name = bind(template, scope)
    if type(name) is not str:
        raise scope.unbound(_reference_in(key), f"a key must be text, and this is {render(name, 40)}.")
    sugar = _SUGAR.get(name) if isinstance(key, FieldKey) else None
    if not sugar:
        return name, item
    return sugar.outer, None if item is None and sugar.lifts_null else {sugar.inner: item}


def _reference_in(key: Reference | Template | FieldKey) -> Reference:
    template = key.name if isinstance(key, FieldKey) else key
    if isinstance(template, Reference):
        return template
    return next(part for part in template.parts if isinstance(part, Reference))


def _bind_reference(reference: Reference, scope: Scope) -> Any:
    value = scope.resolve(reference)
    if reference.as_text and isinstance(value, bool | int | float):
        return json.dumps(value)
    return value


def _bind_template(template: Template, scope: Scope) -> str:
    return "".join(
        part if isinstance(part, str) else _written_out(scope.resolve(part), part, scope)
        for part in template.parts
    )


def _written_out(value: Json, reference: Reference, scope: Scope) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    raise scope.unbound(reference, f"inside other text it must be text or a number, not {render(value, 40)}.")


def _bind_matcher(matcher: Matcher, scope: Scope) -> Matcher:
    argument = bind(matcher.argument, scope)
    problem = argument_problem(matcher.kind, argument)
    if problem:
        raise UnboundError(f"{scope.path}: `{matcher.kind}` {problem}, not {render(argument, 40)}.")
    return Matcher(matcher.kind, argument)


def _bind_or_null(value: OrNull, scope: Scope) -> Any:
    bound = bind(value.value, scope)
    return None if bound is None else {value.key: bound}


_BINDERS: Final[Mapping[type, Callable[[Any, Scope], Any]]] = {
    dict: _bind_mapping,
    list: lambda value, scope: [bind(item, scope) for item in value],
    Matcher: _bind_matcher,
    Reference: _bind_reference,
    Template: _bind_template,
    OrNull: _bind_or_null,
}
