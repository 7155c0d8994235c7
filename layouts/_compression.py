"""Compression of what is sent, done once: for a file as long as the server runs, for an answer while it is asked again.

Many walls ask for the same hour; packing its answer anew for each took longer than finding it.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Any, Final

import flask
from flask_compress import Compress

FILES: Final = 256
ANSWERS: Final = 256
_ANSWER: Final = "answer "
_VERSIONED: Final = ("_dash-component-suites", "?m=")


def compressed(server: flask.Flask) -> None:
    """Let a server compress texts by brotli or gzip, whichever the browser takes, and keep what it packed."""
    files: dict[str, Any] = {}
    answers: OrderedDict[str, Any] = OrderedDict()

    class Kept:
        """What is packed by the name of its content: files that bear their version, answers by what they say."""

        def get(self, key: str) -> Any:
            if key in answers:
                answers.move_to_end(key)
                return answers[key]
            return files.get(key)

        def set(self, key: str, value: Any) -> None:
            if _ANSWER in key:
                answers[key] = value
                while len(answers) > ANSWERS:
                    answers.popitem(last=False)
            elif any(sign in key for sign in _VERSIONED) and len(files) < FILES:
                files[key] = value

    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    server.config["COMPRESS_MIMETYPES"] = [
        "text/html", "text/css", "application/json", "application/javascript", "text/javascript",
    ]  # fmt: skip
    server.config["COMPRESS_BR_LEVEL"] = 5
    server.config["COMPRESS_CACHE_BACKEND"] = Kept
    server.config["COMPRESS_CACHE_KEY"] = _named
    Compress(server)

    @server.after_request  # registered last, and so called before it is packed
    def say(answer: flask.Response) -> flask.Response:
        if flask.request.method == "POST" and answer.mimetype == "application/json":
            flask.g.said = hashlib.blake2b(answer.get_data(), digest_size=16).hexdigest()
        return answer


def _named(request: flask.Request) -> str:
    """The name of what a request is answered with: of an answer what it says, of a file where it lies."""
    said = flask.g.get("said")
    return f"{_ANSWER}{said}" if said else request.full_path
