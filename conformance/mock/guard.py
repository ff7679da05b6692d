"""Steps of a plan as an app meets them that may not see and do everything.

It is decided when the plan is compiled, so that an app that may do everything pays nothing for it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

from graphql import get_named_type, is_abstract_type, is_leaf_type

from conformance.domain.normalize import masked_phone
from conformance.mock.access import PROTECTED
from conformance.mock.errors import FieldError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from graphql import GraphQLSchema
    from graphql.language import FieldNode, SelectionSetNode

    from conformance.mock.access import Access
    from conformance.mock.plan import Path, Run, Step

    Fields = Callable[[Sequence[SelectionSetNode], Any], Iterable[FieldNode]]
    """Gives the fields that selections ask an object of a type for."""


def guarded(step: Step, parent: str, type_: Any, access: Access, selects: Callable[[str], bool]) -> Step:
    """Return a step that gives what the app may see, or raises the reason why it may not.

    Args:
        step: as it is for an app that may see everything.
        parent: the type that the field belongs to.
        type_: of the field, without lists and non-null.
        access: what the app may do.
        selects: whether protected fields are selected of an object of a type that the field may hold.
    """
    error = access.refuse_field(parent, step.name)
    if error is None and not is_leaf_type(type_):
        if is_abstract_type(type_):
            return replace(step, complete=_completer(step, access, selects))
        error = access.refuse_object(step.name, _subject(type_), selects)
    if error is None and access.masks(parent, step.name):
        return replace(step, complete=_mask)
    if error is None:
        return step
    # No source and no table has a field of this name, so that nothing is resolved and `absent` is asked instead.
    return replace(step, name="", absent=_refusal(error))


def selects_protected(
    schema: GraphQLSchema, fields: Fields, sets: Sequence[SelectionSetNode]
) -> Callable[[str], bool]:
    """Return what tells whether selections ask objects of a type for protected fields.

    What belongs to another customer or order further down is asked about there.
    """

    def selects(type_name: str, sets: Sequence[SelectionSetNode] = sets) -> bool:
        type_: Any = schema.get_type(type_name)
        for node in fields(sets, type_):
            name = node.name.value
            if name in PROTECTED.get(type_name, ()):
                return True
            definition = schema.get_field(type_, name)
            if definition is None or not node.selection_set:
                continue
            inner: Any = get_named_type(definition.type)
            if is_abstract_type(inner) or _subject(inner) in {"Customer", "Order"}:
                continue
            if selects(inner.name, (node.selection_set,)):
                return True
        return False

    return selects


def _subject(type_: Any) -> str:
    """Return the name of the type that a field is about: of a connection, that of its nodes."""
    fields: Mapping[str, Any] = getattr(type_, "fields", {})
    if "pageInfo" in fields and "nodes" in fields:
        return str(get_named_type(fields["nodes"].type).name)
    return str(type_.name)


def _mask(value: str | None, _run: Run, _path: Path) -> str | None:
    return value and masked_phone(value)


def _refusal(error: FieldError) -> Callable[[str, Mapping[str, Any]], NoReturn]:
    def refuse(_type_name: str, _variables: Mapping[str, Any]) -> NoReturn:
        raise _again(error)

    return refuse


def _again(error: FieldError) -> FieldError:
    """Return a copy, for an exception that is raised once more keeps the traceback of each time."""
    return FieldError(error.message, error.code, **error.details)


def _completer(
    step: Step, access: Access, selects: Callable[[str], bool]
) -> Callable[[Any, Run, Path], Any] | None:
    """Return what completes a value that shows only when it is there what type it has."""
    complete = step.complete
    if complete is None:
        return None

    def check(value: Any, run: Run, path: Path) -> Any:
        for each in value if isinstance(value, list | tuple) else (value,):
            type_name = run.resolvers.type_names.get(each.__class__)
            error = type_name and access.refuse_object(step.name, type_name, selects)
            if error:
                raise _again(error)
        return complete(value, run, path)

    return check
