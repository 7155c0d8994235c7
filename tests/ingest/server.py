"""A service on the loopback that answers what it was told to: real HTTP, and every request remembered."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer; `silent` never comes, `cut` announces more than it sends."""

    body: bytes = b"[]"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    silent: bool = False
    cut: int = 0


@dataclass(frozen=True, kw_only=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]


Script = Sequence[Answer] | Callable[[Request], Answer]


@dataclass(kw_only=True)
class Service:
    """What it was asked, and where it is."""

    url: str = ""
    asked: list[Request] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.asked]


@contextmanager
def serving(script: Script, *, tls: ssl.SSLContext | None = None) -> Iterator[Service]:
    """A service that gives the answers of a list in turn (the last for ever), or what a function says."""
    service, over = Service(), Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            held = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            request = Request(
                method=self.command,
                path=parts.path,
                query=dict(parse_qsl(parts.query, keep_blank_values=True)),
                form=dict(parse_qsl(held, keep_blank_values=True)),
                headers={key.lower(): value for key, value in self.headers.items()},
            )
            service.asked.append(request)
            answer = script(request) if callable(script) else script[min(len(service.asked), len(script)) - 1]
            if answer.silent:
                over.wait(30)
                self.close_connection = True
                return
            if "Date" in answer.headers:
                self.send_response_only(answer.status)
            else:
                self.send_response(answer.status)
            for key, value in answer.headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(answer.body) + answer.cut))
            self.end_headers()
            self.wfile.write(answer.body)
            if answer.cut:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    service.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
