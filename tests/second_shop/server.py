"""HTTP before a shop, by the standard library: Shopify's path, one thread a connection."""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final, Protocol

from second_shop.sdl import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATH: Final = re.compile(r"/admin/api/([\w-]+)/graphql\.json\Z")


class Answering(Protocol):
    """What can stand behind the server."""

    def answer(self, version: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a request's body."""


def server(shop: Answering, port: int = 0) -> ThreadingHTTPServer:
    """Return a server for a shop, bound to a port of this machine; 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one write an answer: small writes wait for each other's acknowledgement
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            found = _PATH.match(self.path)
            sent = self.rfile.read(int(self.headers.get("content-length", 0)))
            if not found or found[1] not in VERSIONS:
                self._reply(404, {"errors": "Not Found"}, "")
                return
            try:
                body = json.loads(sent)
            except ValueError:
                self._reply(400, {"errors": {"query": "Required parameter missing or invalid"}}, found[1])
                return
            self._reply(200, shop.answer(found[1], body), found[1])

        def _reply(self, status: int, body: dict[str, Any], version: str) -> None:
            content = json.dumps(body, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json; charset=utf-8")
            self.send_header("content-length", str(len(content)))
            if version:
                self.send_header("x-shopify-api-version", version)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    made = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    made.daemon_threads = True
    return made


@contextmanager
def serving(shop: Answering) -> Iterator[str]:
    """Serve a shop on a thread for the length of a with block; gives its base URL."""
    made = server(shop)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_port}"
    finally:
        made.shutdown()
        made.server_close()
        thread.join()
