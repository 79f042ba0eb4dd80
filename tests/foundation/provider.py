"""A provider of SMS and WhatsApp as a real HTTP server on loopback: it can refuse, stumble, hang and call back."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from foundation.signatures import SIGNATURE, TIMESTAMP, sign

KEY = b"g" * 32


@dataclass
class Provider:
    """`provider.answers = [500, 429, 202]`: how the next calls are answered; after that 202."""

    server: ThreadingHTTPServer
    answers: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0
    """Seconds before it answers anything."""
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Messages taken on, by reference: the same reference twice is one message."""
    calls: int = 0
    genuine: list[bool] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/kirim"


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_POST(self) -> None:
        provider = self.provider
        body = self.rfile.read(int(self.headers["Content-Length"]))
        provider.calls += 1
        provider.genuine.append(sign(KEY, body, int(self.headers[TIMESTAMP])) == self.headers[SIGNATURE])
        time.sleep(provider.hang)
        status = provider.answers.pop(0) if provider.answers else 202
        if status == 202:
            note = json.loads(body)
            assert note["reference"] == self.headers["Idempotency-Key"]
            provider.taken[note["reference"]] = note
        self.send_response(status)
        for name, value in provider.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Quiet."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.provider = Provider(server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield handler.provider
    server.shutdown()
    server.server_close()
    thread.join()
