"""The one place that composes targets, and makes sure of them before a run begins."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from conformance.errors import RefusedError
from conformance.target.endpoint import Endpoint
from conformance.target.patience import Patient
from conformance.target.settings import TOKEN_VARIABLE
from conformance.wire import NOT_JSON, Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conformance.target.settings import Address
    from conformance.versions import ApiVersion
    from conformance.wire import Response, Target

_PROBE: Final = """query ConformanceProbe {
  shop { name plan { partnerDevelopment } }
  customers(first: 1) { nodes { id firstName } }
}"""


@contextmanager
def connect(address: Address) -> Iterator[Target]:
    """Open the target at `address` for the length of a with block."""
    endpoint = Endpoint(
        address.name,
        address.url,
        token=address.token,
        tokens=address.tokens,
        is_shopify=address.is_shopify,
        is_disposable=address.is_disposable,
    )
    with endpoint:
        yield Patient(endpoint)


def make_sure(target: Target, versions: Iterable[ApiVersion]) -> None:
    """Ask the target a harmless question in each version, so that a run does not begin in vain.

    Raises:
        RefusedError: it answers, but it is no Admin API for us: a wrong token, HTML, a version it does not
            serve; or it is a store that is not meant for development.
        UnreachableError: nobody answers.
    """
    for version in versions:
        response = target.send(Request(_PROBE, version=version))
        _make_sure_of_answer(target, response, version)
        _make_sure_of_access(target, response)
        if target.is_shopify:
            _make_sure_of_store(target, response)


def _make_sure_of_answer(target: Target, response: Response, version: ApiVersion) -> None:
    said = f"{target.name} answered HTTP {response.status}"
    if response.status in {401, 403}:
        raise RefusedError(
            f"{said}: it does not accept the access token.",
            hint=f"Set {TOKEN_VARIABLE} to an Admin API token of that store with read_customers and write_customers.",
        )
    if response.status == 404:
        raise RefusedError(
            f"{said}: it does not serve API version {version}, or the address is wrong.",
            hint="Try another --api-version, or give the whole URL of the GraphQL endpoint.",
        )
    if response.payload is NOT_JSON:
        kind = response.headers.get("content-type", "no content type")
        start = " ".join(response.body[:80].decode("utf-8", "replace").split())
        raise RefusedError(
            f"{said} with {kind}, not with JSON: {start or '(an empty body)'}",
            hint="Is the address that of a GraphQL Admin API, such as https://STORE/admin/api/2026-10/graphql.json?",
        )
    if response.status != 200 or not isinstance(response.payload, dict):
        raise RefusedError(f"{said}: {response.body[:120].decode('utf-8', 'replace')}")
    served = response.headers.get("x-shopify-api-version", version.handle)
    if served != version.handle:
        raise RefusedError(
            f"{target.name} was asked for API version {version} and served {served}.",
            hint=f"It no longer, or not yet, supports {version}: try --api-version={served}.",
        )


def _make_sure_of_access(target: Target, response: Response) -> None:
    """Scopes and approval for customer data are the app's; without them every scenario would fail alike."""
    errors = response.payload.get("errors")
    for error in errors if isinstance(errors, list) else ():
        extensions = error.get("extensions") if isinstance(error, dict) else None
        if isinstance(extensions, dict) and extensions.get("code") == "ACCESS_DENIED":
            raise RefusedError(
                f"{target.name} does not let this token at customers: {error.get('message')}",
                hint="The app needs read_customers, write_customers and approval for protected customer data.",
            )


def _make_sure_of_store(target: Target, response: Response) -> None:
    data = response.payload.get("data")
    shop = data.get("shop") if isinstance(data, dict) else None
    plan = shop.get("plan") if isinstance(shop, dict) else None
    if not isinstance(plan, dict) or plan.get("partnerDevelopment") is not True:
        raise RefusedError(
            f"{target.name} does not say that it is a development store, and the scenarios write customers.",
            hint="Use a development store (shop.plan.partnerDevelopment is true there).",
        )
