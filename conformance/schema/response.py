"""The data of a response, held against the schema and against what the document selects.

Nothing here knows how Shopify behaves; it knows types. A document is compiled once; checking is then cheap.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from graphql import BooleanValueNode

from conformance.schema.document import document
from conformance.schema.load import load
from conformance.schema.selection import compile_operation, condition_names
from conformance.schema.shape import render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphql import OperationDefinitionNode

    from conformance.schema.shape import Check
    from conformance.versions import ApiVersion

_CACHED: Final = 1024


@dataclass(frozen=True, slots=True)
class Problem:
    """One way in which a response's data breaks the schema or the selection.

    Attributes:
        path: JSON path in the response, such as `$.data.customerSet.customer.tags[0]`.
        expected: what is due there.
        actual: what stands there, rendered.
        message: one sentence that says what is wrong.
    """

    path: str
    expected: str
    actual: str
    message: str


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks the data that answers one operation of one document.

    Attributes:
        conditions: the variables that @skip and @include depend on, each with its default.
        check_for: returns the check for values of those variables, in their order; None if the operation can't
            be run, so that no data can answer it.
        refusal: why it can't be run.
    """

    conditions: tuple[tuple[str, bool], ...]
    check_for: Callable[[tuple[bool, ...]], Check] | None
    refusal: str = ""

    def check(
        self, data: Any, *, errors_present: bool = False, variables: Mapping[str, Any] | None = None
    ) -> tuple[Problem, ...]:
        """Return what is wrong with the data of a response, nothing if all is well.

        Args:
            data: the decoded value of the response's `data`; None if it is null or absent.
            errors_present: whether the response has top-level errors; they excuse data that is null, nothing else.
            variables: the variables that were sent, for @skip and @include.
        """
        if data is None:
            return () if errors_present else _NO_DATA
        if self.check_for is None:
            message = f"No data can answer this document: {self.refusal}"
            return (Problem("$.data", "no data", render(data), message),)
        sent = variables or {}
        judge = self.check_for(tuple(sent.get(name, default) is True for name, default in self.conditions))
        return tuple(Problem("$.data" + found.path, *found[1:]) for found in judge(data))


_NO_DATA: Final = (Problem("$.data", "an object", "null", "There is no data, and there are no errors."),)


@lru_cache(_CACHED)
def response_checker(version: ApiVersion, text: str, operation_name: str | None = None) -> Checker:
    """Return the checker of the data that answers a document; compiled once, then cached.

    A document that is not valid has a checker too: nothing but errors can answer it.

    Args:
        version: the API version whose schema holds.
        text: the document, as sent.
        operation_name: the request's operationName.

    Raises:
        UnknownVersionError: no schema is bundled for the version.
    """
    found = document(version, text)
    operation = found.operation(operation_name)
    if found.errors or found.ast is None or operation is None:
        reason = found.errors[0].message if found.errors else "which operation runs cannot be told."
        return Checker((), None, reason)
    ast, schema = found.ast, load(version)
    names = condition_names(ast)

    def check_for(values: tuple[bool, ...]) -> Check:
        return compile_operation(schema, ast, operation, dict(zip(names, values, strict=True)))

    return Checker(tuple((name, _default(operation, name)) for name in names), cache(check_for))


def _default(operation: OperationDefinitionNode, name: str) -> bool:
    """Return the default of a Boolean variable; false if it has none, for then a value must be sent."""
    return any(
        isinstance(definition.default_value, BooleanValueNode) and definition.default_value.value
        for definition in operation.variable_definitions or ()
        if definition.variable.name.value == name
    )
