"""Wrong servers that read the request wrong: the GraphQL text, the values of variables, the sizes of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from conformance.mock.faults.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.mock.errors import Error
    from conformance.mock.faults.fault import Answer, Variables

_Problem = dict[str, Any]
_NULL: Final = "Expected value to not be null"
_UNDEFINED: Final = "Field is not defined on "
_CONSENT: Final = frozenset(
    {"emailMarketingConsent", "smsMarketingConsent", "multipassIdentifier", "metafields"}
)


def _recoded(code: str, other: str) -> Answer:
    """Return what gives the top-level errors of a code another one, as another GraphQL library has it."""

    def bent(_call: Any, payload: dict[str, Any]) -> dict[str, Any]:
        for error in payload.get("errors", ()):
            if error.get("extensions", {}).get("code") == code:
                error["extensions"] = {**error["extensions"], "code": other}
        return payload

    return bent


def _first_problem_only(_call: Any, payload: dict[str, Any]) -> dict[str, Any]:
    for error in payload.get("errors", ()):
        if "problems" in error.get("extensions", {}):
            error["extensions"]["problems"] = error["extensions"]["problems"][:1]
    return payload


def _forgiving(
    is_forgiven: Callable[[_Problem], bool],
    mend: Callable[[str, Any, Any], Any] = lambda _name, coerced, _sent: coerced,
) -> Variables:
    """Return what takes a variable nevertheless if there is nothing wrong with it but this.

    Args:
        is_forgiven: tells the problems that do not count.
        mend: gives the value that is taken, from the variable's name, its coerced value and the one that was sent.
    """

    def bent(variables: Mapping[str, Any], errors: list[Error]) -> tuple[Mapping[str, Any], list[Error]]:
        kept, values = [], dict(variables)
        for error in errors:
            extensions = error["extensions"]
            if all(map(is_forgiven, extensions["problems"])):
                name = error["message"].removeprefix("Variable $").partition(" ")[0]
                values[name] = mend(name, values.get(name), extensions["value"])
            else:
                kept.append(error)
        return values, kept

    return bent


def _says(*texts: str) -> Callable[[_Problem], bool]:
    return lambda problem: any(text in problem["explanation"] for text in texts)


def _nothing_as_none(name: str, coerced: Any, _sent: Any) -> Any:
    return coerced or None if name == "identifier" else coerced


def _is_unknown_field(problem: _Problem) -> bool:
    is_input = problem["explanation"].startswith((f"{_UNDEFINED}CustomerSetInput", f"{_UNDEFINED}Mailing"))
    return is_input and problem["path"][-1] not in _CONSENT


def _is_consent(problem: _Problem) -> bool:
    return _UNDEFINED in problem["explanation"] and problem["path"][-1] in _CONSENT


def _key_filled_in(_name: str, coerced: Any, _sent: Any) -> Any:
    custom_id = {"key": "id", "value": "", **coerced["customId"]}
    return {"customId": {key: value or "" for key, value in custom_id.items()}}


def _without_nulls(_name: str, coerced: Any, _sent: Any) -> Any:
    if coerced is None:
        return {}
    return {
        key: [each for each in value if each is not None] if isinstance(value, list) else value
        for key, value in coerced.items()
    }


def _unknown_code_left_out(_name: str, coerced: Any, _sent: Any) -> Any:
    addresses = [
        {key: value for key, value in each.items() if key != "countryCode" or value is not None}
        for each in coerced["addresses"]
    ]
    return {**coerced, "addresses": addresses}


def _converted(_name: str, coerced: Any, sent: Any) -> Any:
    return {
        key: _as_text_or_truth(key, sent[key]) if value is None else value for key, value in coerced.items()
    }


def _as_text_or_truth(key: str, value: Any) -> Any:
    if value is None:
        return None
    return value in {1, "yes", "true"} if key == "taxExempt" else str(value)


REQUESTS: Final = (
    Fault(
        "parse-error-renamed",
        "Text that is no GraphQL has the error code of another library.",
        "schema.parse-error",
        answer=_recoded("PARSE_ERROR", "GRAPHQL_PARSE_FAILED"),
    ),
    Fault(
        "undefined-field-renamed",
        "A field that there is not has the error code of another library.",
        "schema.undefined-field",
        answer=_recoded("undefinedField", "GRAPHQL_VALIDATION_FAILED"),
    ),
    Fault(
        "first-problem-only",
        "Of several problems with a variable only the first is named.",
        "schema.variable-checked",
        answer=_first_problem_only,
    ),
    Fault(
        "unknown-input-ignored",
        "Input fields that there are not are ignored.",
        "schema.unknown-input-field",
        variables=_forgiving(_is_unknown_field),
    ),
    Fault(
        "consent-ignored",
        "Marketing consent and metafields in the input are ignored.",
        "schema.no-consent-fields",
        variables=_forgiving(_is_consent),
    ),
    Fault(
        "nulls-in-lists-dropped",
        "Nulls among the entries of a list are dropped, and a null input is an empty one.",
        "schema.non-null",
        variables=_forgiving(
            lambda problem: problem["path"][:1] != ["customId"] and problem["explanation"] == _NULL,
            _without_nulls,
        ),
    ),
    Fault(
        "values-converted",
        "Numbers and booleans become texts, and texts become booleans.",
        "schema.coercion",
        variables=_forgiving(_says("to String", "to Boolean"), _converted),
    ),
    Fault(
        "unknown-identifier-ignored",
        "A key of the identifier that there is not is ignored, and the call creates.",
        "identify.known-keys",
        variables=_forgiving(_says(f"{_UNDEFINED}CustomerSetIdentifiers"), _nothing_as_none),
    ),
    Fault(
        "custom-id-filled-in",
        "A custom id without its key or its value gets one.",
        "identify.custom-id-key",
        variables=_forgiving(
            lambda problem: problem["path"][:1] == ["customId"] and problem["explanation"] == _NULL,
            _key_filled_in,
        ),
    ),
    Fault(
        "country-code-unchecked",
        "A country code that is none is left out.",
        "address.country-enum",
        variables=_forgiving(
            lambda problem: problem["path"][-1:] == ["countryCode"] and "one of: " in problem["explanation"],
            _unknown_code_left_out,
        ),
    ),
    Fault(
        "unknown-exemption-dropped",
        "A tax exemption that there is not is dropped.",
        "tax.exemptions-enum",
        variables=_forgiving(
            lambda problem: problem["path"][:1] == ["taxExemptions"] and "one of: " in problem["explanation"],
            _without_nulls,
        ),
    ),
    Fault(
        "read-one-of-unchecked",
        "A read by identifier takes no key as one that nobody has.",
        "read.exactly-one",
        variables=_forgiving(
            _says("'CustomerIdentifierInput' requires exactly one argument"),
            lambda _name, coerced, _sent: dict(list((coerced or {}).items())[:1]) or {"emailAddress": ""},
        ),
    ),
    Fault(
        "list-size-unlimited", "A list may have any number of entries.", "list.size-limit", sizes=lambda _: []
    ),
)
