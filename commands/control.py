"""`control`: What the remaining hours of today may average for the day to stay 优 or 良."""

from __future__ import annotations

from typing import Any

from assessment.answer import Answer
from commands.budget import of_today
from store.opening import Store


def _control(store: Store, **asked: Any) -> Answer:
    from assessment.control import control

    return control(store, **asked)


COMMAND = of_today("What the remaining hours of today may average for the day to stay 优 or 良.", _control)
