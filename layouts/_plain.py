"""Components as the plain JSON that Dash would make of them: made once, they are sent again at no cost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dash.development.base_component import Component


def plain(part: Any) -> Any:
    """Lists, mappings, components and times as lists, mappings and texts alone; anything else as it is.

    Dash asks every component of an answer for its JSON each time it is sent, a thousandfold for a picture of the wall.
    """
    if isinstance(part, Component):
        told: dict[str, Any] = part.to_plotly_json()  # type: ignore[no-untyped-call]
        return {key: plain(value) for key, value in told.items()}
    if isinstance(part, dict):
        return {key: plain(value) for key, value in part.items()}
    if isinstance(part, datetime):
        return part.isoformat()
    return [plain(one) for one in part] if isinstance(part, list | tuple) else part
