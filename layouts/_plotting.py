"""The library that draws figures: its build for charts with axes, in place of the whole that Dash would send."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import flask

from layouts._page import Hall

SCRIPT: Final = Path(__file__).resolve().parents[1] / "data" / "plotly" / "plotly-cartesian.min.js"
PLACE: Final = "_dash-component-suites/plotly/package_data/plotly.min.js"
"""Where Dash's graphs ask for it, under the prefix of the installation."""


def plotting_route(server: flask.Flask, hall: Hall) -> None:
    """Let a server answer a graph that asks for its library; a rule without variables goes before Dash's own."""
    script = SCRIPT.read_bytes()

    @server.get(hall.prefix + PLACE)
    def plotting() -> flask.Response:
        answer = flask.Response(script, mimetype="text/javascript")
        # Its address bears no version: a browser asks each time whether what it keeps is still the same.
        answer.headers["Cache-Control"] = "no-cache"
        answer.add_etag()
        answer.make_conditional(flask.request)
        return answer
