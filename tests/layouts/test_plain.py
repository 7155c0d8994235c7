"""What is sent again is the same as Dash makes of components."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pandas as pd
from dash import dcc, html
from plotly.utils import PlotlyJSONEncoder

from layouts._plain import plain


def test_plain_components_are_what_dash_sends() -> None:
    further = {"data-place": "410800", "aria-label": "焦作"}
    given = [
        html.Div(
            [html.B("蓝碧", lang="zh"), None, 3.5, html.Ul([html.Li("a"), html.Li(("b", html.I()))])],
            **further,
        ),
        {"x": [datetime(2026, 3, 13, 14, tzinfo=UTC), pd.Timestamp("2026-03-13 15:30")], "y": [1, None]},
        {"url": "x", "parts": (html.Span("c"), dcc.Link("d", href="/e"))},
    ]
    sent = json.loads(json.dumps(given, cls=PlotlyJSONEncoder))
    assert json.loads(json.dumps(plain(given))) == sent
