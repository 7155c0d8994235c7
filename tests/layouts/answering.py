"""What the screens answer without a browser: their callbacks called over HTTP, as Dash's own script calls them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dash import Dash

URL = ("lanbi-url", "search")


def outputs(key: str) -> list[tuple[str, str]]:
    """Ids and properties of the outputs of a callback; those that a second callback shares too are left out."""
    return [one for one in _all(key) if "@" not in one[1]]


def answered(
    app: Dash, output: tuple[str, str], given: Mapping[tuple[str, str], Any], changed: str = ""
) -> Any:
    """What the callback of an output answers for it; None for no update."""
    return response(app, output, given, changed).get(output[0], {}).get(output[1])


def response(
    app: Dash, output: tuple[str, str], given: Mapping[tuple[str, str], Any], changed: str = ""
) -> dict[str, Any]:
    """What the callback of an output answers for all of its outputs, by id and property; empty for no update.

    `given` are the values of its inputs and states, by id and property; those that are not named are empty.
    """
    client = app.server.test_client()
    client.get(
        app.config.requests_pathname_prefix + "_dash-layout"
    )  # Dash takes its callbacks in at the first request
    key = next(one for one in app.callback_map if output in outputs(one))
    known = app.callback_map[key]

    def told(parts: Any) -> list[dict[str, Any]]:
        return [one | {"value": given.get((one["id"], one["property"]))} for one in parts]

    named = [{"id": ident, "property": what.partition("@")[0]} for ident, what in _all(key)]
    body = {
        "output": key, "outputs": named if key.startswith("..") else named[0], "inputs": told(known["inputs"]),
        "state": told(known["state"]), "changedPropIds": [changed] if changed else [],
    }  # fmt: skip
    done = client.post(app.config.requests_pathname_prefix + "_dash-update-component", json=body)
    if done.status_code == 204:
        return {}
    assert done.status_code == 200, done.get_data(as_text=True)[:400]
    found: dict[str, Any] = json.loads(done.get_data())["response"]
    return found


def _all(key: str) -> list[tuple[str, str]]:
    parts = key.strip(".").split("...") if key.startswith("..") else [key]
    return [(one.rpartition(".")[0], one.rpartition(".")[2]) for one in parts]
