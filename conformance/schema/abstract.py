"""The check of a value whose type is an interface or a union: find the object's own type, then check it as that.

The type is told by __typename if that is selected, else by the object's global id, else by what fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.schema.scalars import gid_kind
from conformance.schema.shape import Found, render, wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conformance.schema.shape import Check


@dataclass(frozen=True, slots=True)
class Members:
    """What there is to know of an interface or a union where it is selected.

    Attributes:
        kind: its name.
        possible: names of its possible types.
        typename_keys: response keys of `__typename`, selected whatever the type.
        id_keys: response keys of `id`, selected whatever the type.
        check_of: returns the check of an object of the possible type with this name; asked again and again.
        bare: the check of an object of a type that is not known here, by what is selected of the interface
            itself; None for a union, all of whose members are known.
        may_be_cut: tells whether a type with this name may implement the interface although it is not among
            the possible types, because the schema is a slice.
    """

    kind: str
    possible: tuple[str, ...]
    typename_keys: tuple[str, ...]
    id_keys: tuple[str, ...]
    check_of: Callable[[str], Check]
    bare: Check | None
    may_be_cut: Callable[[str], bool]

    def named(self, value: dict[str, Any], key: str) -> Sequence[Found]:
        """Check an object that says its type under `key`."""
        name = value[key]
        if isinstance(name, str):
            if name in self.possible:
                return self.check_of(name)(value)
            if self.bare and self.may_be_cut(name):
                return self.bare(value)
        form = f"the name of a possible type of {self.kind}"
        return (Found(f".{key}", form, render(name), f"The type is no possible type of {self.kind}."),)

    def closest(self, value: dict[str, Any]) -> Sequence[Found]:
        """Check an object as the type that it fits best."""
        best: Sequence[Found] | None = None
        for name in self.possible:
            found = self.check_of(name)(value)
            if not found:
                return found
            if best is None or len(found) < len(best):
                best = found
        if best is None:
            return self.bare(value) if self.bare else ()
        return best


def told_apart(members: Members) -> Check:
    """Return the check of an object of an abstract type."""

    def judge(value: Any) -> Sequence[Found]:
        if not isinstance(value, dict):
            return wrong("an object", value, members.kind)
        for key in members.typename_keys:
            if key in value:
                return members.named(value, key)
        for key in members.id_keys:
            known = gid_kind(value.get(key))
            if known in members.possible:
                return members.check_of(known)(value)
        return members.closest(value)

    return judge
