"""Shopify's search syntax for customers: `tag:vip -state:DISABLED (ada OR "grace hopper")`.

Terms beside each other must all match. Which filters there are: Shopify's reference of `customers(query)`.
A filter that there is not is skipped with a warning, as recorded for customersCount.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.domain.customer import Customer
    from conformance.wire import Json

Test = Callable[["Customer"], bool]
Make = Callable[["Term"], Test]
Filters = Mapping[str, Make]

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<paren>[()])
      | (?P<minus>-(?=[^\s]))
      | (?P<field>[A-Za-z_][\w.]*):(?:\s+(?=[<>]))?(?P<sign><=|>=|<|>)?(?:"(?P<quoted_value>(?:[^"\\]|\\.)*)"|'(?P<single_value>[^']*)'|(?P<value>[^\s()]*))
      | "(?P<quoted>(?:[^"\\]|\\.)*)"
      | (?P<word>[^\s()]+)
    )""",
    re.VERBOSE,
)
_SIGN = re.compile(r"\s*(<=|>=|<|>)\s*")
_YEAR = re.compile(r"[0-9]{4}")
_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Term:
    """One condition of a query.

    Attributes:
        field: the filter's name; empty for words that may stand anywhere.
        sign: `<`, `<=`, `>`, `>=` or empty.
        value: what is looked for, without quotes.
        is_quoted: whether it was quoted, so that it must match as a whole.
    """

    field: str
    sign: str
    value: str
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    Attributes:
        matches: tells whether a customer is found.
        unknown: its terms with filters that there are not.
    """

    matches: Test
    unknown: tuple[Term, ...]


def _tokens_of(text: str | None) -> list[str]:
    return [word.casefold() for word in _WORDS.findall(text or "")]


def _text_test(get: Callable[[Customer], Iterable[str | None]]) -> Make:
    """Return what makes tests of a filter over texts: quoted as a whole, else word by word, `*` ends a prefix."""

    def make(term: Term) -> Test:
        wanted = term.value.casefold()
        if term.value == "*":
            return lambda customer: any(get(customer))
        if term.is_quoted:
            return lambda customer: any((text or "").casefold() == wanted for text in get(customer))
        is_prefix, words = wanted.endswith("*"), _tokens_of(wanted)

        def test(customer: Customer) -> bool:
            return any(_holds(_tokens_of(text), words, is_prefix=is_prefix) for text in get(customer))

        return test

    return make


def _holds(tokens: list[str], words: list[str], *, is_prefix: bool) -> bool:
    """Whether the words stand in the tokens one after another."""
    if not words:
        return False
    for start in range(len(tokens) - len(words) + 1):
        part = tokens[start : start + len(words)]
        if part == words or (is_prefix and part[:-1] == words[:-1] and part[-1].startswith(words[-1])):
            return True
    return False


def _exact_test(get: Callable[[Customer], Iterable[str]]) -> Make:
    """Return what makes tests of a filter over whole values, whatever their case; commas part what is wanted."""

    def make(term: Term) -> Test:
        parts = [part.strip().casefold() for part in term.value.split(",")]
        tests = [_exactly(part, get, is_prefix=part.endswith("*") and not term.is_quoted) for part in parts]
        return lambda customer: any(test(customer) for test in tests)

    return make


def _exactly(wanted: str, get: Callable[[Customer], Iterable[str]], *, is_prefix: bool) -> Test:
    if is_prefix:
        return lambda customer: any(each.casefold().startswith(wanted[:-1]) for each in get(customer))
    return lambda customer: any(each.casefold() == wanted for each in get(customer))


def _not(make: Make) -> Make:
    def negated(term: Term) -> Test:
        test = make(term)
        return lambda customer: not test(customer)

    return negated


def _nobody(_term: Term) -> Test:
    return lambda _customer: False


def _ranges(make: Make) -> Make:
    """Return what also takes `from..to`, and a sign inside the quotes."""

    def ranged(term: Term) -> Test:
        first, dots, last = term.value.partition("..")
        if dots and not term.sign:
            above = make(replace(term, sign=">=", value=first))
            below = make(replace(term, sign="<=", value=last))
            return lambda customer: above(customer) and below(customer)
        sign = _SIGN.match(term.value)
        if sign and not term.sign:
            return make(replace(term, sign=sign[1], value=term.value[sign.end() :]))
        return make(term)

    return ranged


def _number_test(get: Callable[[Customer], float]) -> Make:
    def make(term: Term) -> Test:
        try:
            wanted = float(term.value.rpartition("/")[2])
        except ValueError:
            return lambda _customer: False
        return _compared(term.sign, get, wanted)

    return _ranges(make)


def _time_test(get: Callable[[Customer], datetime], *, by_day: bool = False) -> Make:
    """Return what makes tests of a filter over times; without a sign, a date means the day, and so may a time."""

    def make(term: Term) -> Test:
        try:
            wanted = _time(term.value)
        except ValueError:
            return lambda _customer: False
        if not term.sign and (by_day or len(term.value) == len("2026-10-01")):
            return lambda customer: get(customer).date() == wanted.date()
        return _compared(term.sign, lambda customer: get(customer).timestamp(), wanted.timestamp())

    return _ranges(make)


def _time(text: str) -> datetime:
    """Read a time, a date, a year, or `now`, which nothing that was written is later than.

    Raises:
        ValueError: it is none of them.
    """
    if text == "now":
        return datetime.max.replace(tzinfo=UTC)
    found = datetime.fromisoformat(f"{text}-01-01" if _YEAR.fullmatch(text) else text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _compared(sign: str, get: Callable[[Customer], float], wanted: float) -> Test:
    match sign:
        case "<":
            return lambda customer: get(customer) < wanted
        case "<=":
            return lambda customer: get(customer) <= wanted
        case ">":
            return lambda customer: get(customer) > wanted
        case ">=":
            return lambda customer: get(customer) >= wanted
    return lambda customer: get(customer) == wanted


def _country(customer: Customer) -> tuple[str | None, ...]:
    address = customer.default_address
    return (address.country, address.country_code) if address else ()


def _everywhere(customer: Customer) -> tuple[str | None, ...]:
    address = customer.default_address
    where = (address.city, address.province, address.country, address.company) if address else ()
    return (customer.display_name, customer.email, customer.phone, customer.note, *customer.tags, *where)


_BY_TAG = _exact_test(lambda customer: customer.tags)

# The mock knows no invitations, so every customer's account is disabled; nobody has subscribed, ordered or left a checkout.
FILTERS: Final[Filters] = {
    "": _text_test(_everywhere),
    "accepts_marketing": _exact_test(lambda _customer: ("false",)),
    "country": _text_test(_country),
    "customer_date": _time_test(lambda customer: customer.created_at),
    "created_at": _time_test(lambda customer: customer.created_at),
    "updated_at": _time_test(lambda customer: customer.updated_at, by_day=True),
    "last_abandoned_order_date": _nobody,
    "order_date": _nobody,
    "email": _text_test(lambda customer: (customer.email,)),
    "first_name": _text_test(lambda customer: (customer.first_name,)),
    "last_name": _text_test(lambda customer: (customer.last_name,)),
    "id": _number_test(lambda customer: customer.id),
    "orders_count": _number_test(lambda customer: customer.orders),
    "phone": _text_test(lambda customer: (customer.phone,)),
    "state": _exact_test(lambda _customer: ("DISABLED",)),
    "tag": _BY_TAG,
    "tag_not": _not(_BY_TAG),
    "total_spent": _number_test(lambda _customer: 0.0),
}
"""Filters of `customers(query)`; the empty one is for words without a filter."""


class _Parser:
    """Reads a query; whatever it is, it means something, as in a search box."""

    def __init__(self, text: str, filters: Filters) -> None:
        self._tokens = list(_TOKEN.finditer(text))
        self._at = 0
        self._filters = filters
        self.unknown: list[Term] = []

    def _next(self) -> re.Match[str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def everything(self) -> Test:
        """Read the whole query; a closing parenthesis that nothing opened is passed over."""
        tests = [self._any_of()]
        while self._next():
            self._at += 1
            tests.append(self._any_of())
        return lambda customer: all(test(customer) for test in tests)

    def _any_of(self) -> Test:
        tests = [self._all_of()]
        while (token := self._next()) and token["word"] == "OR":
            self._at += 1
            tests.append(self._all_of())
        return tests[0] if len(tests) == 1 else lambda customer: any(test(customer) for test in tests)

    def _all_of(self) -> Test:
        tests: list[Test] = []
        while (token := self._next()) and token["word"] != "OR" and token["paren"] != ")":
            if token["word"] == "AND":
                self._at += 1
            else:
                tests.append(self._one())
        return lambda customer: all(test(customer) for test in tests)

    def _one(self) -> Test:
        token = self._next()
        self._at += 1
        if token is None:
            return _always
        if token["minus"] or token["word"] == "NOT":
            test = self._one()
            return test if test is _always else lambda customer: not test(customer)
        if token["paren"] == "(":
            test = self._any_of()
            # A parenthesis that is never closed ends with the text.
            self._at += 1
            return test
        return self._term(token)

    def _term(self, token: re.Match[str]) -> Test:
        quoted = next(
            (
                text
                for text in (token["quoted_value"], token["single_value"], token["quoted"])
                if text is not None
            ),
            None,
        )
        value = quoted.replace('\\"', '"') if quoted is not None else token["value"] or token["word"] or ""
        term = Term(token["field"] or "", token["sign"] or "", value, quoted is not None)
        make = self._filters.get(term.field)
        if make is None:
            self.unknown.append(term)
            return _always
        return make(term)


def _always(_customer: Customer) -> bool:
    return True


def parse_query(text: str, filters: Filters) -> Query:
    """Read a query; an empty one finds everybody."""
    parser = _Parser(text, filters)
    return Query(parser.everything(), tuple(parser.unknown))


def warnings(path: str, text: str, query: Query) -> Json:
    """Return the entry of `extensions.search` for a query with filters that there are not (recorded)."""
    parsed = [{"field": term.field, "match_all": term.value} for term in query.unknown]
    return {
        "path": [path],
        "query": text,
        "parsed": parsed[0] if len(parsed) == 1 else {"and": parsed},
        "warnings": [
            {"field": term.field, "message": "Invalid search field for this query.", "code": "invalid_field"}
            for term in query.unknown
        ],
    }
