"""What a fault is: a deviation of the mock's, made of small functions at well-chosen points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.domain.customer import Customer
    from conformance.domain.store import Store
    from conformance.mock.engine import Call
    from conformance.mock.errors import Error
    from conformance.mock.reply import Reply
    from conformance.mock.settings import Settings
    from conformance.mock.writing import Write

Read: TypeAlias = "Callable[[Store, Customer], Customer | None]"
Variables: TypeAlias = "Callable[[Mapping[str, Any], list[Error]], tuple[Mapping[str, Any], list[Error]]]"
SetUp: TypeAlias = "Callable[[Settings], Settings]"
Document: TypeAlias = "Callable[[str], str]"
Sizes: TypeAlias = "Callable[[list[Error]], list[Error]]"
Commit: TypeAlias = "Callable[[Store, Store], Store]"
Answer: TypeAlias = "Callable[[Call, dict[str, Any]], dict[str, Any]]"
Send: TypeAlias = "Callable[[Call, dict[str, Any], Reply], Reply]"


@dataclass(frozen=True, slots=True)
class Fault:
    """A plausible bug of a server that is not Shopify.

    Attributes:
        name: how it is asked for.
        summary: what the server does wrong, in one sentence.
        breaks: the id of the requirement that it breaks.
        rule: the id of the domain's rule that it leaves out or bends, if it is about one.
        set_up: how the mock is set up, given how it should be.
        document: the GraphQL text, before it is parsed.
        write: in place of customerSet.
        read: what a look-up shows of a customer, given the store before the latest change.
        variables: after coercion; may change values and drop errors.
        sizes: the errors about lists that are too long; may drop some.
        commit: the store that is kept, given the one before and the one after a mutation.
        answer: the response's JSON, which is the function's to change.
        send: the HTTP answer, given the JSON as well.
    """

    name: str
    summary: str
    breaks: str
    rule: str = ""
    set_up: SetUp | None = None
    document: Document | None = None
    write: Write | None = None
    read: Read | None = None
    variables: Variables | None = None
    sizes: Sizes | None = None
    commit: Commit | None = None
    answer: Answer | None = None
    send: Send | None = None
