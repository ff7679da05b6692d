"""The codes that answers carry: what each means, where that is from, and what an app should do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_USER: Final = "userErrors"
_TOP: Final = "errors"
_ENUM: Final = "https://shopify.dev/docs/api/admin-graphql/latest/enums/CustomerSetUserErrorCode"
_STATUS: Final = "https://shopify.dev/docs/api/admin-graphql#status-and-error-codes"
_LIMITS: Final = "https://shopify.dev/docs/api/usage/limits"
_STATIC: Final = "https://github.com/rmosolgo/graphql-ruby/tree/master/lib/graphql/static_validation"
_FIX_DOCUMENT: Final = (
    "The document does not fit the schema of the version: fix it; sending it again never helps."
)


@dataclass(frozen=True, slots=True)
class Code:
    """One code.

    Attributes:
        name: as answers carry it.
        layer: `userErrors`, where a mutation refuses, or `errors`, where the request does not get that far.
        meaning: what it says, in one sentence.
        source: where that is said or was seen.
        advice: what an app should do about it.
    """

    name: str
    layer: str
    meaning: str
    source: str
    advice: str


CODES: Final[tuple[Code, ...]] = (
    Code(
        "BLANK",
        _USER,
        "A value that must be there is blank.",
        _ENUM,
        "Fill the field in, or leave it out if it is not known.",
    ),
    Code(
        "ID_NOT_ALLOWED",
        _USER,
        "The input holds an id although an identifier is given.",
        f"{_ENUM}; recorded 2026-04",
        "Put the id into `identifier` and take it out of the input, where it is deprecated.",
    ),
    Code(
        "INCLUSION",
        _USER,
        "A value is not one of those that are allowed.",
        _ENUM,
        "Send one of the allowed values.",
    ),
    Code(
        "INPUT_MISMATCH",
        _USER,
        "The identifier says otherwise than the same field of the input.",
        f"{_ENUM}; text recorded 2026-04",
        "Send the same email or phone in both. To change it, identify the customer by id.",
    ),
    Code(
        "INVALID",
        _USER,
        "A value has not the form that it must have: an email, a phone number, a province, a locale.",
        f"{_ENUM}; texts recorded, the code is assumed",
        "Show the message to whoever can mend the record; do not send it again as it is.",
    ),
    Code(
        "METAFIELD_MISMATCH",
        _USER,
        "The metafields of the input do not contain the custom id. CustomerSetInput has no metafields, so that it cannot occur.",
        _ENUM,
        "Nothing: no request can bring it about today.",
    ),
    Code(
        "MISSING_FIELD_REQUIRED",
        _USER,
        "An upsert by email or phone leaves that field out of the input.",
        f"{_ENUM}; text recorded 2026-04",
        "Send the email or phone in the input as well.",
    ),
    Code(
        "NOT_FOUND",
        f"{_USER} and {_TOP}",
        "No customer has this id; or, at the top level, a custom id has no metafield definition of type `id`.",
        f"{_ENUM}; recorded 2026-04",
        "The customer was deleted or merged, or belongs to another shop: look it up by email, phone or custom id, or create it. "
        "For a custom id, create the definition first.",
    ),
    Code("PRESENT", _USER, "A value is there that must not be.", _ENUM, "Leave the field out."),
    Code(
        "TAKEN",
        _USER,
        "The email or phone belongs to another customer.",
        f"{_ENUM}; text recorded 2026-04, the code is assumed",
        "Upsert by that email or phone, or merge the two records. After a lost answer it may be your own first try: look before you retry a creation.",
    ),
    Code(
        "TOO_LONG",
        _USER,
        "A text or list is longer than allowed.",
        f"{_ENUM}; texts recorded, the code is assumed",
        "Shorten it: names, emails and tags take 255 characters, notes 5000.",
    ),
    Code("TOO_SHORT", _USER, "A text is shorter than allowed.", _ENUM, "Lengthen it."),
    Code(
        "INVALID_VARIABLE",
        _TOP,
        "A variable does not fit its type; `problems` names each place. The mutation did not run.",
        "https://github.com/rmosolgo/graphql-ruby; recorded 2026",
        "Read `extensions.problems`. Most often a field is unknown, a value is no enum value, or an identifier has not exactly one key.",
    ),
    Code(
        "THROTTLED",
        _TOP,
        "The bucket does not hold the requested cost. HTTP 200; nothing was written.",
        _LIMITS,
        "Wait (requestedQueryCost - currentlyAvailable) / restoreRate seconds and send it again.",
    ),
    Code(
        "MAX_COST_EXCEEDED",
        _TOP,
        "A single query costs more than 1000 points, whatever the bucket holds.",
        _LIMITS,
        "Ask for smaller pages or fewer nested connections; waiting does not help.",
    ),
    Code(
        "MAX_INPUT_SIZE_EXCEEDED",
        _TOP,
        "A list of the input has more than 250 entries.",
        f"{_LIMITS}; recorded on other mutations 2026",
        "Send at most 250 entries. A list replaces the stored one, so it can't be sent in parts.",
    ),
    Code(
        "ACCESS_DENIED",
        _TOP,
        "The app lacks a scope, or approval for protected customer data.",
        _STATUS,
        "Read `extensions.requiredAccess`: request the scope and have the shop install the app anew, or apply for protected customer data.",
    ),
    Code(
        "RESOURCE_NOT_FOUND",
        _TOP,
        "A global id is of another type than is due.",
        "recorded on other mutations 2026; assumed for customerSet",
        "Send the id of a customer: gid://shopify/Customer/...",
    ),
    Code(
        "INTERNAL_SERVER_ERROR",
        _TOP,
        "Shopify failed; whether anything was written is not known.",
        _STATUS,
        "Look the customer up before you write again; an upsert may simply be sent again. Keep the request id for support.",
    ),
    Code(
        "BAD_REQUEST",
        _TOP,
        "Arguments do not go together, such as a connection without first or last.",
        "recorded on other fields 2026",
        "Give `first` or `last`, and not both.",
    ),
    Code("PARSE_ERROR", _TOP, "The document is no GraphQL.", "recorded 2026-04", _FIX_DOCUMENT),
    Code(
        "undefinedField",
        _TOP,
        "The version's schema has no such field.",
        f"{_STATIC}; recorded 2026",
        f"{_FIX_DOCUMENT} Fields come and go with API versions: `conformance schema diff`.",
    ),
    Code("undefinedType", _TOP, "The version's schema has no such type.", _STATIC, _FIX_DOCUMENT),
    Code(
        "undefinedDirective",
        _TOP,
        "The version has no such directive.",
        f"{_STATIC}; recorded 2026",
        f"{_FIX_DOCUMENT} @idempotent came with 2026-01.",
    ),
    Code(
        "argumentNotAccepted",
        _TOP,
        "A field or input has no such argument.",
        f"{_STATIC}; recorded 2026",
        _FIX_DOCUMENT,
    ),
    Code(
        "argumentLiteralsIncompatible",
        _TOP,
        "A literal in the document does not fit its type.",
        f"{_STATIC}; recorded 2026",
        "Send values as variables, whose errors name each place.",
    ),
    Code(
        "missingRequiredArguments",
        _TOP,
        "A field lacks an argument that it needs, such as customerSet its input.",
        f"{_STATIC}; recorded 2026",
        _FIX_DOCUMENT,
    ),
    Code(
        "missingRequiredInputObjectAttribute",
        _TOP,
        "An input lacks a field that it needs.",
        f"{_STATIC}; recorded 2026",
        _FIX_DOCUMENT,
    ),
    Code(
        "invalidOneOfInputObject",
        _TOP,
        "A literal identifier has not exactly one key.",
        f"{_STATIC}; recorded on other types 2026",
        "Give exactly one of id, email, phone and customId.",
    ),
    Code(
        "selectionMismatch",
        _TOP,
        "An object is selected without fields, or a scalar with some.",
        f"{_STATIC}; recorded 2026",
        _FIX_DOCUMENT,
    ),
    Code(
        "variableMismatch",
        _TOP,
        "A variable is declared with another type than its place takes, such as CustomerIdentifierInput for CustomerSetIdentifiers.",
        f"{_STATIC}; reported by users",
        "Declare it as the place takes it: the read and the write have identifiers of their own.",
    ),
    Code(
        "variableNotUsed",
        _TOP,
        "A variable is declared and not used.",
        f"{_STATIC}; recorded 2026",
        _FIX_DOCUMENT,
    ),
)
"""In the order in which people meet them: customerSet's own, then those of requests, then those of documents."""


def find_code(name: str) -> Code | None:
    """Return the code of this name, in whatever case, or None."""
    return next((code for code in CODES if code.name.casefold() == name.casefold()), None)
