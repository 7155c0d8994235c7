"""What is sent is packed as the browser takes it, and unpacked is what was sent."""

from __future__ import annotations

import json

import brotli
import flask
import pytest

from layouts._compression import compressed

TOLD = {"parts": ["焦作市 PM2.5 36.0 µg/m³"] * 200}


@pytest.fixture
def client() -> flask.testing.FlaskClient:
    server = flask.Flask("some")
    server.add_url_rule("/answer", "answer", lambda: flask.jsonify(TOLD), methods=["POST", "GET"])
    server.add_url_rule("/short", "short", lambda: flask.jsonify({}), methods=["POST"])
    compressed(server)
    return server.test_client()


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_an_answer_is_packed_by_brotli_where_the_browser_takes_it(
    client: flask.testing.FlaskClient, method: str
) -> None:
    for _ in range(2):
        answer = client.open("/answer", method=method, headers={"Accept-Encoding": "gzip, br"})
        assert answer.headers["Content-Encoding"] == "br"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert len(answer.data) == int(answer.headers["Content-Length"]) < 500
        assert json.loads(brotli.decompress(answer.data)) == TOLD


def test_a_browser_that_takes_none_gets_it_plain(client: flask.testing.FlaskClient) -> None:
    answer = client.post("/answer")
    assert "Content-Encoding" not in answer.headers
    assert answer.get_json() == TOLD


def test_what_is_short_is_not_packed(client: flask.testing.FlaskClient) -> None:
    assert client.post("/short", headers={"Accept-Encoding": "br"}).get_json() == {}
