"""Exchanges, verdicts and free text without what must not be written down.

By path: what stands at a protected place of the schema and is not ours gets a pseudonym. By value: credentials, the store's
domain, and whatever looks like an email, a phone number or an id that tells the shop, wherever it stands. A value
that was met once is the same pseudonym everywhere, also in the words of an error.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from conformance.privacy import credentials
from conformance.privacy.credentials import HIDDEN_HOST
from conformance.privacy.identity import (
    EMAIL,
    GID,
    NAMELESS,
    PHONE,
    Ours,
    is_generated,
    is_nobodys,
    said_by,
)
from conformance.privacy.leaves import OUTSIDE, rewrite
from conformance.privacy.protected import GEOGRAPHIC, KEPT_HEADERS, MESSAGES, is_protected
from conformance.privacy.pseudonym import Pseudonyms
from conformance.wire import NOT_JSON, Response

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from conformance.verdict import Mismatch, Verdict
    from conformance.wire import Exchange, Json, Request

_REQUEST_ID: Final = "x-request-id"
"""Of this one only the form is."""

_SHORTEST_IN_TEXT: Final = 3
"""Values of one or two characters are replaced where they stand alone, not within a text, which they would mangle."""
_ELLIPSIS: Final = "…"
_CUT: Final = 60
"""A message may show a long value cut; its beginning is then as telling."""
_LITERAL: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


class Redactor:
    """Takes out of one case's exchanges, and of what is said about them, what must not be written down.

    Args:
        secrets: credentials in use, and other texts that must not occur whatever they look like.
        known: pseudonyms that the exchanges hold already, if they come from a recording.
    """

    def __init__(self, secrets: Sequence[str] = (), known: tuple[str, ...] = ()) -> None:
        self._secrets = tuple(secrets)
        self._ours = Ours()
        self._names = Pseudonyms(known)
        self._pattern: tuple[int, re.Pattern[str]] | None = None

    @property
    def mapping(self) -> Mapping[str, str]:
        """Pseudonym by foreign value, in the order of first appearance."""
        return self._names.mapping

    @property
    def ours(self) -> Ours:
        """What the requests have said so far."""
        return self._ours

    def learn(self, exchanges: Sequence[Exchange]) -> None:
        """Find out, in the order of the exchanges, which values are ours and which are somebody else's."""
        for exchange in exchanges:
            if exchange.response.payload is not NOT_JSON:
                rewrite(exchange.response.payload, exchange.request, self._collect_words)
        for exchange in exchanges:
            for said in said_by(exchange.request):
                # A text that holds a foreign value was made of an earlier answer.
                if said not in self._names.known and self._by_name(said) == said:
                    self._ours.add(said)
            payload = exchange.response.payload
            if payload is not NOT_JSON:
                rewrite(payload, exchange.request, self._change)

    def _collect_words(self, _kind: str | None, field: str, value: Json) -> Json:
        if field in GEOGRAPHIC and isinstance(value, str):
            self._ours.add_words(value)
        return value

    def _change(self, kind: str | None, field: str, value: Json) -> Json:
        """Return what stands for a scalar of a response."""
        if isinstance(value, bool) or value is None:
            return value
        if not isinstance(value, str):
            is_foreign = is_protected(kind, field) and not self._ours.holds(json.dumps(value))
            return self._names.of_number(value) if is_foreign else value
        clean = self._clean(value)
        if is_protected(kind, field) and self._is_foreign(clean):
            return self._names.of(clean)
        return self._by_value(self._by_name(clean) if kind == OUTSIDE or field in MESSAGES else clean)

    def _is_foreign(self, text: str) -> bool:
        return not (
            HIDDEN_HOST in text
            or text == credentials.REDACTED
            or text in self._names.known
            or self._ours.holds(text)
        )

    def _clean(self, text: str) -> str:
        """Return a text without credentials and without a shop's domain."""
        return credentials.text(text, self._secrets)

    def _by_value(self, text: str) -> str:
        """Return a text with foreign emails, phone numbers and telling ids replaced, known by what they look like."""
        if "@" in text:
            text = EMAIL.sub(self._email, text)
        if "+" in text:
            text = PHONE.sub(self._other, text)
        return GID.sub(self._gid, text) if "gid:" in text else text

    def _email(self, match: re.Match[str]) -> str:
        return (
            match[0] if is_nobodys(match[0]) and match[0] not in self._names.mapping else self._other(match)
        )

    def _other(self, match: re.Match[str]) -> str:
        found = match[0]
        is_fine = is_generated(found) or found in self._names or not self._is_foreign(found)
        return found if is_fine else self._names.of(found)

    def _gid(self, match: re.Match[str]) -> str:
        found = match[0]
        is_ours = match[1] in NAMELESS or found in self._names or self._ours.holds(found)
        return found if is_ours else self._names.of(found)

    def _by_name(self, text: str) -> str:
        """Return a text with the foreign values that were met replaced, where they stand as words of their own."""
        if text in self._names.mapping:
            return self._names.mapping[text]
        pattern = self._names_pattern()
        return pattern.sub(self._named, text) if pattern else text

    def _names_pattern(self) -> re.Pattern[str] | None:
        mapping = self._names.mapping
        if not mapping:
            return None
        if self._pattern is None or self._pattern[0] != len(mapping):
            forms = {form for value in mapping for form in _forms(value)}
            long = sorted((form for form in forms if len(form) >= _SHORTEST_IN_TEXT), key=len, reverse=True)
            words = "|".join(
                re.escape(form[:_CUT]) + (r"[^\"\n…]*" if len(form) > _CUT else r"(?!\w)") for form in long
            )
            self._pattern = (len(mapping), re.compile(rf"(?<!\w)(?:{words})" if words else r"(?!)"))
        return self._pattern[1]

    def _named(self, match: re.Match[str]) -> str:
        found = match[0]
        for value, name in self._names.mapping.items():
            for form in _forms(value):
                if found == form or (len(form) > _CUT and found.startswith(form[:_CUT])):
                    return name if found == form else name[: len(found)]
        return credentials.REDACTED

    def text(self, text: str) -> str:
        """Return free text, such as a message or a traceback, without what must not be written down."""
        return self._cut(self._by_value(self._by_name(self._clean(text))))

    def _cut(self, text: str) -> str:
        """Return a text that was cut with an ellipsis without the beginning of a foreign value before it."""
        if not text.endswith(_ELLIPSIS):
            return text
        for form in (form for value in self._names.mapping for form in _forms(value)):
            for size in range(min(len(form), len(text)) - 1, _SHORTEST_IN_TEXT - 1, -1):
                if text[:-1].endswith(form[:size]):
                    return text[: -1 - size] + _ELLIPSIS
        return text

    def exchange(self, exchange: Exchange) -> Exchange:
        """Return an exchange as it may be written down."""
        return replace(exchange, request=self._request(exchange.request), response=self._response(exchange))

    def _request(self, request: Request) -> Request:
        document = request.document
        if self._names.mapping:
            document = _LITERAL.sub(self._literal, document)
        return replace(
            request,
            document=self._by_value(self._clean(document)),
            variables=self._tree(request.variables),
            headers={name: self.text(value) for name, value in request.headers.items()},
        )

    def _literal(self, match: re.Match[str]) -> str:
        try:
            value = json.loads(match[0])
        except ValueError:
            return match[0]
        name = self._names.mapping.get(value)
        return match[0] if name is None else json.dumps(name, ensure_ascii=False)

    def _tree(self, value: Json) -> Json:
        """Return variables with every foreign value replaced; what is equal in an answer is equal here."""
        if isinstance(value, str):
            clean = self._clean(value)
            return self._by_value(self._by_name(clean))
        if isinstance(value, list | tuple):
            return [self._tree(item) for item in value]
        if hasattr(value, "items"):
            return {
                key: credentials.REDACTED
                if isinstance(item, str) and credentials.is_key(key)
                else self._tree(item)
                for key, item in value.items()
            }
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self._names.of_number(value) if json.dumps(value) in self._names.mapping else value
        return value

    def _response(self, exchange: Exchange) -> Response:
        response = exchange.response
        headers = {
            name: self._header(name, value)
            for name, value in response.headers.items()
            if name in KEPT_HEADERS
        }
        return Response(response.status, headers, self._body(exchange), response.elapsed, response.retries)

    def _header(self, name: str, value: str) -> str:
        return re.sub("[0-9a-f]", "0", value) if name == _REQUEST_ID else self.text(value)

    def _body(self, exchange: Exchange) -> bytes:
        response = exchange.response
        if response.payload is NOT_JSON:
            known = [secret.encode("utf-8").decode("latin-1") for secret in self._secrets]
            text = self.text(credentials.text(response.body.decode("latin-1"), known))
            return text.encode("latin-1", "backslashreplace")
        payload = rewrite(response.payload, exchange.request, self._change)
        if payload == response.payload:
            return response.body
        return json.dumps(payload, separators=(",", ":")).encode()

    def verdict(self, verdict: Verdict) -> Verdict:
        """Return a verdict as it may be written down: its exchanges, what it says of them, and why it is none."""
        exchanges = tuple(self.exchange(exchange) for exchange in verdict.exchanges)
        return replace(
            verdict,
            exchanges=exchanges,
            reason=self.text(verdict.reason),
            mismatches=tuple(map(self._mismatch, verdict.mismatches)),
        )

    def _mismatch(self, mismatch: Mismatch) -> Mismatch:
        return replace(
            mismatch,
            actual=self.text(mismatch.actual),
            expected=self.text(mismatch.expected),
            message=self.text(mismatch.message),
        )


def _forms(value: str) -> tuple[str, ...]:
    """Return how a value may be written in a text: as it is, in JSON, in Python, and in one within the other."""
    once = [value, *_written(value)]
    return tuple(dict.fromkeys((*once, *(form for each in once[1:] for form in _written(each)))))


def _written(value: str) -> tuple[str, str, str]:
    return json.dumps(value)[1:-1], repr(value)[1:-1], repr(value.encode())[2:-1]
