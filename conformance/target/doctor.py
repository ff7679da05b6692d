"""What stands between us and a verdict on a target: one check after another, each with what to do. Writes nothing."""

from __future__ import annotations

import socket
import ssl
import time
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from conformance.errors import TargetError
from conformance.privacy.redaction import Redactor
from conformance.target.address import STORE_VARIABLE, TOKEN_VARIABLE
from conformance.target.attribution import start_of
from conformance.target.safety import PROOF, judge
from conformance.wire import NOT_JSON, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.target.address import Address
    from conformance.target.connect import Connection
    from conformance.versions import ApiVersion
    from conformance.wire import Response

_PATIENCE: Final = 10.0
_SOON: Final = 14
"""Days before its end from which a certificate is worth a remark."""

_NAMING: Final = ("name", "TLS", "plan", "writing")
"""Checks that say nothing but what we say, or the store's own domain as the list of stores must have it."""

_SCOPES: Final = ("read_customers", "write_customers")
_FIELDS: Final = "firstName defaultEmailAddress { emailAddress } defaultAddress { address1 }"
_ACCESS: Final = f"query ConformanceAccess {{ customers(first: 1) {{ nodes {{ id {_FIELDS} }} }} }}"
_GRANTED: Final = "query ConformanceScopes { currentAppInstallation { accessScopes { handle } } }"
_VERSIONS: Final = "query ConformanceVersions { publicApiVersions { handle supported } }"


class State(StrEnum):
    """How a check went."""

    OK = "ok"
    BAD = "bad"
    UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: what.
        state: how it went.
        found: what was seen.
        advice: what to do about it; empty if there is nothing to do.
    """

    name: str
    state: State
    found: str
    advice: str = ""


def examine(address: Address, connection: Connection, version: ApiVersion) -> Iterator[Check]:
    """Yield every check of a target, up to the first that makes the ones after it impossible.

    What the target said is told without credentials and others' data; the store itself is named where its user must know.
    """
    for check in _examine(address, connection, version):
        if check.name not in _NAMING:
            clean = Redactor((*address.secrets, *connection.secrets)).text
            check = replace(check, found=clean(check.found), advice=clean(check.advice))  # noqa: PLW2901
        yield check


def _examine(address: Address, connection: Connection, version: ApiVersion) -> Iterator[Check]:
    for check in _network(address):
        yield check
        if check.state is State.BAD:
            return
    try:
        began = time.perf_counter()
        response = connection.ask(Request(PROOF, version=version))
        elapsed = time.perf_counter() - began
    except TargetError as error:
        yield Check("answer", State.BAD, error.message, error.hint)
        return
    yield (answer := _answer(response, elapsed, address))
    if answer.state is State.BAD:
        return
    yield _version(connection, response, version)
    yield from _safety(response, address)
    yield _scopes(connection, version)
    yield _protected(connection, version)
    yield _bucket(response)


def _network(address: Address) -> Iterator[Check]:
    parts = urlsplit(address.url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        advice = f"Is the name right? {STORE_VARIABLE} is like my-dev-store.myshopify.com."
        yield Check("name", State.BAD, f"{host} leads nowhere: {error}.", advice)
        return
    yield Check("name", State.OK, f"{host} is {', '.join(sorted(found)[:3])}")
    yield _tls(host, port) if parts.scheme == "https" else _plain(host, port)


def _plain(host: str, port: int) -> Check:
    try:
        with closing(socket.create_connection((host, port), timeout=_PATIENCE)):
            return Check("TLS", State.OK, f"none: {host} is asked over plain http")
    except OSError as error:
        return Check("TLS", State.BAD, f"{host}:{port} takes no connection: {error}.", "Is it running?")


def _tls(host: str, port: int) -> Check:
    import httpx  # noqa: PLC0415 - for the certificates that the run itself trusts

    context = httpx.create_ssl_context()
    try:
        with (
            closing(socket.create_connection((host, port), timeout=_PATIENCE)) as bare,
            closing(context.wrap_socket(bare, server_hostname=host)) as secure,
        ):
            certificate: Any = secure.getpeercert()
            protocol = secure.version()
    except ssl.SSLCertVerificationError as error:
        advice = "A proxy between may have a certificate of its own: SSL_CERT_FILE names whom to trust."
        return Check("TLS", State.BAD, f"The certificate is not trusted: {error.verify_message}.", advice)
    except OSError as error:
        advice = "Is there a firewall or a proxy between? HTTPS_PROXY is respected."
        return Check("TLS", State.BAD, f"{host}:{port} takes no secure connection: {error}.", advice)
    days = int((ssl.cert_time_to_seconds(certificate["notAfter"]) - time.time()) / 86_400)
    told = f"{protocol}, the certificate holds for {days} more days"
    return Check("TLS", State.OK, told, "It has to be renewed soon." if days < _SOON else "")


def _answer(response: Response, elapsed: float, address: Address) -> Check:
    status = response.status
    start = start_of(response)
    if status in {401, 403}:
        whose = "the app's credentials gave" if address.grant else f"{TOKEN_VARIABLE} holds"
        advice = f"It is the token that {whose}: make a new one, of an app that is installed in this store."
        return Check("token", State.BAD, f"HTTP {status}: {start}", advice)
    if 300 <= status < 400:
        return Check("token", State.BAD, f"HTTP {status} to {response.headers.get('location')}", "Ask there.")
    if status == 404:
        advice = "The API version or the address is not served: try another --api-version."
        return Check("token", State.BAD, f"HTTP 404: {start}", advice)
    if status in {402, 423}:
        return Check(
            "token", State.BAD, f"HTTP {status}: {start}", "The shop itself is closed: see its admin."
        )
    if status != 200 or response.payload is NOT_JSON or not isinstance(response.payload, dict):
        advice = "Is that the address of a GraphQL Admin API?"
        return Check("token", State.BAD, f"HTTP {status}, not a GraphQL answer: {start}", advice)
    return Check("token", State.OK, f"accepted, answered in {elapsed * 1000:.0f} ms")


def _version(connection: Connection, response: Response, version: ApiVersion) -> Check:
    served = response.headers.get("x-shopify-api-version", "")
    listed = _data(connection, _VERSIONS, version).get("publicApiVersions")
    supported = [
        str(each.get("handle"))
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, dict) and each.get("supported") is True
    ]
    known = f" It supports {', '.join(supported)}." if supported else ""
    if served == version.handle:
        return Check("API version", State.OK, f"asked for {version}, served {served}.{known}")
    if not served:
        advice = "Make sure of it by other means: verdicts are about the version that is served."
        return Check("API version", State.UNKNOWN, f"asked for {version}, served is not told.{known}", advice)
    advice = f"Run with --api-version={served}, or one that it supports."
    return Check("API version", State.BAD, f"asked for {version}, served {served}.{known}", advice)


def _safety(response: Response, address: Address) -> Iterator[Check]:
    proof = judge(response, address)
    told = {True: "a development store", False: "no development store", None: "not told"}
    called = f" {proof.domain}" if proof.domain else ""
    yield Check(
        "plan",
        {True: State.OK, False: State.BAD, None: State.UNKNOWN if not address.is_shopify else State.BAD}[
            proof.is_development
        ],
        f"{told[proof.is_development]}{called}",
        "" if proof.is_development or not address.is_shopify else "Only development stores are written to.",
    )
    if not address.is_shopify:
        found = "an endpoint of your own: no proof is needed"
        yield Check("writing", State.BAD if proof.objections else State.OK, found, " ".join(proof.objections))
        return
    objections = [each for each in proof.objections if "partnerDevelopment" not in each]
    if objections:
        yield from (Check("writing", State.BAD, "not allowed yet", each) for each in objections)
    else:
        yield Check("writing", State.OK, "on the list of stores, and opted into")


def _scopes(connection: Connection, version: ApiVersion) -> Check:
    installation = _data(connection, _GRANTED, version).get("currentAppInstallation")
    listed = installation.get("accessScopes") if isinstance(installation, dict) else None
    if not isinstance(listed, list):
        advice = "read_customers shows below; whether write_customers is there shows with the first write."
        return Check("scopes", State.UNKNOWN, "not told (currentAppInstallation.accessScopes)", advice)
    granted = {str(each.get("handle")) for each in listed if isinstance(each, dict)}
    # Whoever may write may read as well, and Shopify then lists the scope to write alone or both.
    missing = [scope for scope in _SCOPES if not granted & {scope, "write_customers"}]
    if missing:
        advice = f"Give the app {' and '.join(missing)}, and install it again."
        return Check("scopes", State.BAD, f"{', '.join(sorted(granted)) or 'none'}", advice)
    return Check("scopes", State.OK, ", ".join(sorted(granted)))


def _protected(connection: Connection, version: ApiVersion) -> Check:
    name = "customer data"
    try:
        payload = connection.ask(Request(_ACCESS, version=version)).payload
    except TargetError as error:
        return Check(name, State.UNKNOWN, error.message, error.hint)
    errors = payload.get("errors") if isinstance(payload, dict) else None
    refusals = [
        str(each.get("message"))
        for each in (errors if isinstance(errors, list) else ())
        if isinstance(each, dict) and (each.get("extensions") or {}).get("code") == "ACCESS_DENIED"
    ]
    if refusals:
        advice = (
            "Request access to protected customer data, names, emails, phones and addresses included, in the app's"
            " settings; a missing scope is refused in the same way."
        )
        return Check(name, State.BAD, refusals[0], advice)
    data = payload.get("data") if isinstance(payload, dict) else None
    customers = data.get("customers") if isinstance(data, dict) else None
    nodes = customers.get("nodes") if isinstance(customers, dict) else None
    if errors or not isinstance(nodes, list):
        return Check(
            name, State.UNKNOWN, "customers can't be read", "See the answer of `customers(first: 1)`."
        )
    if not nodes:
        found = "customers can be read; whether all their fields can does not show, for there is nobody yet"
        return Check(name, State.OK, found)
    return Check(name, State.OK, "customers can be read, with names, emails and addresses")


def _bucket(response: Response) -> Check:
    try:
        status = response.payload["extensions"]["cost"]["throttleStatus"]
        size, left, rate = (
            float(status[name]) for name in ("maximumAvailable", "currentlyAvailable", "restoreRate")
        )
    except (KeyError, TypeError, ValueError):
        return Check("bucket", State.UNKNOWN, "not told", "Nothing is waited for until it throttles.")
    told = f"{left:.0f} of {size:.0f} points left, {rate:.0f} flow back a second"
    if left < size / 2:
        return Check("bucket", State.OK, told, "Somebody else takes from it: a run will take longer.")
    return Check("bucket", State.OK, told, "--plan-only says how long a run takes with it.")


def _data(connection: Connection, document: str, version: ApiVersion) -> dict[str, Any]:
    """Return the data of an answer; nothing where the target does not serve what was asked for."""
    try:
        payload = connection.ask(Request(document, version=version)).payload
    except TargetError:
        return {}
    data = payload.get("data") if isinstance(payload, dict) else None
    return data if isinstance(data, dict) else {}
