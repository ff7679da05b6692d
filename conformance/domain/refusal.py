"""What a mutation answers when it refuses, and the form of the rules that say when it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from conformance.verdict import Evidence

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class UserError:
    """An entry of `userErrors`.

    Attributes:
        field: path from the mutation's arguments, list indexes as strings; None where Shopify sends null.
        message: Shopify's text, to the letter.
        code: None where Shopify sends null, or where the error type has no code.
    """

    field: tuple[str, ...] | None
    message: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class ResolverError:
    """A top-level error that the mutation itself raises: `data.<mutation>` is null and `path` leads to it.

    Attributes:
        code: what stands in `extensions.code`.
    """

    message: str
    code: str


@dataclass(frozen=True, slots=True)
class Surface:
    """In what a mutation differs from its neighbours when it refuses.

    Attributes:
        prefix: what every path starts with.
        coded: whether its user errors carry codes.
        blank_addresses: whether an address without any content is taken.
        codes: the codes that are ever set; None for all.
    """

    prefix: tuple[str, ...] = ()
    coded: bool = False
    blank_addresses: bool = False
    codes: frozenset[str] | None = None

    def code(self, code: str | None) -> str | None:
        """Return the code that an error of this mutation shows, of the one that its rule has."""
        return code if self.coded and (self.codes is None or code in self.codes) else None


CUSTOMER_SET = Surface(prefix=("input",), coded=True, blank_addresses=True)
PLAIN = Surface()
CODED = Surface(coded=True)


@dataclass(frozen=True, slots=True)
class Rule(Generic[D]):
    """One reason to refuse.

    Attributes:
        id: stable name: what it is about, a dot, what is wrong.
        field: path below the surface's prefix; words in braces are attributes of the subject.
        message: text; words in braces likewise.
        code: the error's code where the error type has codes; None where it is null or unknown.
        evidence: how we know; a rule whose code alone is deduced counts by its message and path.
        source: the recording or the reference.
        broken: tells whether the subject breaks the rule.
        alone: whether it is reported alone and nothing else is looked at.
        layer: where it is reported.
    """

    id: str
    field: tuple[str, ...]
    message: str
    code: str | None
    evidence: Evidence
    source: str
    broken: Callable[[D], bool]
    alone: bool = False
    layer: Literal["userErrors", "errors"] = "userErrors"

    def user_error(self, subject: D, surface: Surface) -> UserError:
        """Return the user error that a subject gets for breaking the rule."""
        field = surface.prefix + tuple(part.format(it=subject) for part in self.field)
        return UserError(field or None, self.message.format(it=subject), surface.code(self.code))

    def resolver_error(self, subject: D) -> ResolverError:
        """Return the top-level error that a subject gets for breaking the rule."""
        return ResolverError(self.message.format(it=subject), self.code or "")


def violations(rules: Iterable[Rule[D]], subject: D, unchecked: Collection[str] = ()) -> tuple[Rule[D], ...]:
    """Return the rules that the subject breaks, in order; one that is reported alone is the only one.

    Args:
        rules: in the shop's order.
        subject: what they are about.
        unchecked: ids of rules to leave out.
    """
    found = []
    for rule in rules:
        if rule.broken(subject) and rule.id not in unchecked:
            if rule.alone:
                return (rule,)
            found.append(rule)
    return tuple(found)


def user_errors(
    rules: Iterable[Rule[D]], subject: D, surface: Surface, unchecked: Collection[str] = ()
) -> tuple[UserError, ...]:
    """Return the user errors of a subject, in order; those of `unchecked` rules are left out."""
    return tuple(rule.user_error(subject, surface) for rule in violations(rules, subject, unchecked))
