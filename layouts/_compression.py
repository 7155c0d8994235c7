"""Compression of what is sent: a file once, as small as it gets; an answer each time, as fast as it goes.

The answer to a wall that goes to another hour took longer to pack than to find; at a lower level it takes a quarter
of that and is a sixth larger.
"""

from __future__ import annotations

from typing import Any, Final

import brotli  # type: ignore[import-not-found, import-untyped, unused-ignore]
import flask
from flask_compress import Compress

FILES: Final = 256
FILE_LEVEL: Final = 5
ANSWER_LEVEL: Final = 3
LEAST_BYTES: Final = 500
_VERSIONED: Final = ("_dash-component-suites", "?m=")


def compressed(server: flask.Flask) -> None:
    """Let a server compress texts by brotli or gzip, whichever the browser takes; files are packed once a process."""
    files: dict[str, Any] = {}

    class Kept:
        """Packed files by their address, if that bears their version."""

        def get(self, key: str) -> Any:
            return files.get(key)

        def set(self, key: str, value: Any) -> None:
            if any(sign in key for sign in _VERSIONED) and len(files) < FILES:
                files[key] = value

    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    server.config["COMPRESS_MIMETYPES"] = [
        "text/html", "text/css", "application/json", "application/javascript", "text/javascript",
    ]  # fmt: skip
    server.config["COMPRESS_BR_LEVEL"] = FILE_LEVEL
    server.config["COMPRESS_CACHE_BACKEND"] = Kept
    server.config["COMPRESS_CACHE_KEY"] = lambda request: request.full_path
    Compress(server)

    @server.after_request  # registered last, and so called first
    def pack(answer: flask.Response) -> flask.Response:
        asked = flask.request
        if (
            asked.method != "POST"
            or answer.mimetype != "application/json"
            or not asked.accept_encodings["br"]
        ):
            return answer
        told = answer.get_data()
        if len(told) > LEAST_BYTES and "Content-Encoding" not in answer.headers:
            answer.set_data(brotli.compress(told, quality=ANSWER_LEVEL))
            answer.headers["Content-Encoding"] = "br"
            answer.vary.add("Accept-Encoding")
        return answer
