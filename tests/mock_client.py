"""A mock without a network, with a clock that stands still until it is told to go on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from conformance.mock.service import Service
from conformance.mock.settings import Rates, Settings

if TYPE_CHECKING:
    from conformance.mock.reply import Reply

PLENTY = Rates(1_000_000, 1_000_000)


@dataclass
class Clock:
    """The time, which tests set forward."""

    now: datetime = datetime(2026, 11, 23, 12, 0, 0, 250_000, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def go_on(self, seconds: float) -> None:
        """Set the time forward."""
        self.now += timedelta(seconds=seconds)


@dataclass
class Client:
    """Sends GraphQL to a mock in process."""

    settings: Settings = field(default_factory=lambda: Settings(bucket=PLENTY, clock=Clock()))
    host: str = "example.myshopify.com"
    token: str = "token"
    version: str = "2026-04"

    def __post_init__(self) -> None:
        """Start the mock."""
        self.service = Service(self.settings)

    def headers(self, **more: str) -> dict[str, str]:
        """Return the headers of a request."""
        return {
            "host": self.host,
            "content-type": "application/json",
            "x-shopify-access-token": self.token,
            **{name.replace("_", "-"): value for name, value in more.items()},
        }

    def post(self, body: bytes, **headers: str) -> Reply:
        """Send a body to the GraphQL endpoint."""
        path = f"/admin/api/{self.version}/graphql.json"
        return self.service.answer("POST", path, self.headers(**headers), body)

    def send(self, document: str, variables: Any = None, **more: Any) -> dict[str, Any]:
        """Send a document and return the response's JSON."""
        payload = {"query": document, "variables": variables or {}, **more}
        found: dict[str, Any] = json.loads(self.post(json.dumps(payload).encode()).body)
        return found

    def data(self, document: str, variables: Any = None) -> Any:
        """Send a document that should succeed and return `data`."""
        answer = self.send(document, variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def set(self, input_: Any, identifier: Any = None, selection: str = "id") -> Any:
        """Send customerSet and return its payload."""
        document = (
            "mutation Set($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {"
            " customerSet(identifier: $identifier, input: $input) {"
            f" customer {{ {selection} }} userErrors {{ field message code }} }} }}"
        )
        variables = {"input": input_} | ({} if identifier is None else {"identifier": identifier})
        return self.data(document, variables)["customerSet"]

    def create(self, **input_: Any) -> str:
        """Create a customer and return its id."""
        payload = self.set(input_)
        assert payload["userErrors"] == []
        created: str = payload["customer"]["id"]
        return created

    def read(self, id_: str, selection: str) -> Any:
        """Look a customer up by its id."""
        return self.data(f"query Read($id: ID!) {{ customer(id: $id) {{ {selection} }} }}", {"id": id_})[
            "customer"
        ]
