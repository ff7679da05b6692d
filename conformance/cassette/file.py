"""Cassettes as text and back: YAML that a reviewer can read, with documents and JSON as they are.

The digest is that of the content, not of the text, so that another line width is no edit.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import yaml

from conformance.cassette.model import Cassette, Kind, Provenance
from conformance.errors import CassetteError
from conformance.versions import ApiVersion
from conformance.wire import NOT_JSON, Exchange, Request, Response, decode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conformance.wire import Json

FORMAT: Final = 1
_HEADING: Final = (
    "# One case, recorded by pytest --record-mode. Not to be edited: `conformance cassettes lint` tells.\n"
)
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WIDTH: Final = 120

Plain = dict[str, Any]


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as such."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


def dumps(cassette: Cassette) -> str:
    """Return the text of a cassette's file, with the digest of its content."""
    plain = _to_plain(cassette)
    plain["digest"] = _digest(plain)
    # The exchanges are what is long: what tells about them comes first.
    plain |= {name: plain.pop(name) for name in ("documents", "exchanges")}
    text: str = yaml.dump(plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return _HEADING + text


def loads(text: str, origin: str) -> Cassette:
    """Return the cassette that a file's text holds.

    Args:
        text: the text.
        origin: how to call the file in a message.

    Raises:
        CassetteError: it is no cassette of a known format.
    """
    try:
        plain = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, the one written in C where there is one
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise CassetteError(
            f"{origin}{place} is not YAML: {getattr(error, 'problem', None) or 'it holds what YAML forbids'}.",
            hint=_AGAIN,
        ) from None
    if not isinstance(plain, dict) or "exchanges" not in plain:
        raise CassetteError(f"{origin} is no cassette of ours.", hint=_AGAIN)
    if plain.get("format") != FORMAT:
        raise CassetteError(
            f"{origin} has format {plain.get('format')!r}; this version reads format {FORMAT}.", hint=_AGAIN
        )
    try:
        return _from_plain(plain)
    except KeyError as error:
        raise CassetteError(f"{origin} is damaged: {error.args[0]!r} is missing.", hint=_AGAIN) from None
    except (TypeError, ValueError, AttributeError) as error:
        raise CassetteError(f"{origin} is damaged: {error}.", hint=_AGAIN) from None


_AGAIN: Final = "Record the case anew: --record-mode=rewrite."


def read(path: Path) -> Cassette:
    """Read a cassette.

    Raises:
        CassetteError: it can't be read, or is none.
    """
    try:
        return loads(path.read_text("utf-8"), str(path))
    except OSError as error:
        raise CassetteError(f"{path} can't be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise CassetteError(f"{path} is not UTF-8.", hint=_AGAIN) from None


def write(path: Path, text: str) -> None:
    """Write a file beside its place and move it there, so that a run that dies leaves the old one whole.

    Raises:
        CassetteError: it can't be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, "utf-8", newline="\n")
        draft.replace(path)
    except OSError as error:
        raise CassetteError(f"{path} can't be written: {error.strerror or error}.") from None
    finally:
        if path.parent.is_dir():
            draft.unlink(missing_ok=True)


def digest(cassette: Cassette) -> str:
    """Return the digest of a cassette's content as it is now."""
    return _digest(_to_plain(replace(cassette, digest="")))


def _digest(plain: Plain) -> str:
    content = json.dumps(plain, sort_keys=True)
    return "sha256:" + sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def _to_plain(cassette: Cassette) -> Plain:
    origin = cassette.provenance
    names: dict[str, str] = {}
    exchanges = [_exchange(exchange, origin, names) for exchange in cassette.exchanges]
    return {
        "format": FORMAT,
        "case": cassette.case,
        "about": origin.kind.about,
        "provenance": {
            "kind": origin.kind.value,
            "asked": origin.asked,
            "served": origin.served,
            "recorded": origin.recorded.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "suite": origin.suite,
            "seed": origin.seed,
            "source": origin.source,
            "tokens": None if origin.tokens is None else list(origin.tokens),
        },
        "pseudonyms": list(cassette.pseudonyms),
        "documents": {name: document for document, name in names.items()},
        "exchanges": exchanges,
    }


def _exchange(exchange: Exchange, origin: Provenance, names: dict[str, str]) -> Plain:
    request, response = exchange.request, exchange.response
    plain: Plain = {"document": names.setdefault(request.document, _name(request.document, names))}
    asked = request.asked or request.version.handle
    special = {"operation": request.operation_name, "token": request.token}
    plain |= {name: value for name, value in special.items() if value}
    if asked != origin.asked:
        plain["asked"] = asked
    if request.headers:
        plain["sent"] = dict(request.headers)
    if request.variables:
        plain["variables"] = _pretty(json.loads(json.dumps(request.variables, default=dict)))
    return {**plain, "status": response.status, "headers": dict(response.headers), **_body(response)}


def _name(document: str, names: Mapping[str, str]) -> str:
    words = document.replace("(", " ").replace("{", " ").split()
    is_named = len(words) > 1 and words[0] in {"query", "mutation"} and words[1].isidentifier()
    name = words[1] if is_named else "Anonymous"
    taken = set(names.values())
    return next(
        each for each in (name, *(f"{name}{number}" for number in range(2, 10_000))) if each not in taken
    )


def _body(response: Response) -> Plain:
    """Return a body: as JSON to read if that loses nothing, else to the letter."""
    if response.payload is not NOT_JSON and _is_faithful(response.body):
        return {"answer": _pretty(response.payload)}
    try:
        return {"text": response.body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(response.body).decode("ascii")}


def _is_faithful(body: bytes) -> bool:
    """Tell whether JSON comes out of Python as it went in: no key twice, no number that is written otherwise."""
    lossy: list[str] = []

    def pairs(found: list[tuple[str, Json]]) -> dict[str, Json]:
        made = dict(found)
        if len(made) != len(found):
            lossy.append("a key twice")
        return made

    def number(text: str) -> float:
        value = float(text)
        if repr(value) != text:
            lossy.append(text)
        return value

    json.loads(body, object_pairs_hook=pairs, parse_float=number)
    return not lossy


def _pretty(value: Json) -> str:
    text = json.dumps(value, indent=1, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=1)
    return text + "\n"


def _from_plain(plain: Plain) -> Cassette:
    told = plain["provenance"]
    origin = Provenance(
        kind=Kind(told["kind"]),
        asked=ApiVersion(told["asked"]).handle,
        served=str(told["served"]),
        recorded=datetime.fromisoformat(told["recorded"]),
        suite=str(told["suite"]),
        seed=str(told["seed"]),
        source=str(told["source"]),
        tokens=None if told["tokens"] is None else tuple(told["tokens"]),
    )
    documents = plain["documents"]
    version = ApiVersion(origin.asked)
    return Cassette(
        case=str(plain["case"]),
        provenance=origin,
        exchanges=tuple(_read_exchange(each, documents, version) for each in plain["exchanges"]),
        pseudonyms=tuple(plain["pseudonyms"]),
        digest=str(plain.get("digest", "")),
    )


def _read_exchange(plain: Plain, documents: Mapping[str, str], version: ApiVersion) -> Exchange:
    variables = json.loads(plain["variables"]) if "variables" in plain else {}
    asked = plain.get("asked", "")
    request = Request(
        documents[plain["document"]],
        variables,
        version,
        plain.get("operation"),
        plain.get("token", ""),
        asked,
        {str(name): str(value) for name, value in plain.get("sent", {}).items()},
    )
    headers = {str(name): str(value) for name, value in plain["headers"].items()}
    return Exchange(request, Response(int(plain["status"]), headers, _read_body(plain)))


def _read_body(plain: Plain) -> bytes:
    if "answer" in plain:
        body: bytes = plain["answer"].encode("utf-8")
        if decode(body) is NOT_JSON:
            raise ValueError("an answer is not JSON")
        return body
    return base64.b64decode(plain["base64"]) if "base64" in plain else str(plain["text"]).encode("utf-8")
