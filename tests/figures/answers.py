"""Answers written by hand, for figures that are drawn from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd

from assessment.answer import Answer, Passport, Reference
from indicators.parameters import Label


def midnight(day: date) -> datetime:
    """Midnight of a day in Shanghai, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)


def answer(
    rows: Sequence[Mapping[str, Any]],
    first: date,
    last: date,
    *,
    unit: str = "",
    remarks: Sequence[Label] = (),
) -> Answer:
    """An answer of rows over whole days, both included."""
    name = Label(zh="甲", en="a")
    return Answer(
        table=pd.DataFrame(list(rows)),
        passport=Passport(
            title=name, unit=unit, start=midnight(first), end=midnight(last + timedelta(days=1)), members="",
            editions=(), clauses=(), formula=name, stage="provisional",
            reference=Reference(question="a", arguments={}, as_of=midnight(last)),
        ),
        remarks=tuple(remarks),
    )  # fmt: skip
