"""The curve of hours: gaps stay gaps, bands are the levels, dates are in Shanghai."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pandas as pd

from assessment.answer import Answer, Passport, Reference
from figures.course import course
from indicators.parameters import Label

START = datetime(2026, 3, 11, 16, tzinfo=UTC)  # midnight of 12 March in Shanghai
NAME = Label(zh="空气质量指数", en="AQI")


def hours(values: list[float], *, leave_out: int | None = None) -> Answer:
    rows = [
        {"start": START + timedelta(hours=i), "aqi": value}
        for i, value in enumerate(values)
        if i != leave_out
    ]
    end = START + timedelta(hours=len(values))
    return Answer(
        table=pd.DataFrame(rows),
        passport=Passport(
            title=NAME, unit="", start=START, end=end, members="", editions=(), clauses=(), formula=NAME,
            stage="provisional", reference=Reference(question="course", arguments={}, as_of=end),
        ),
    )  # fmt: skip


def test_a_missing_and_an_absent_hour_are_gaps() -> None:
    drawn = course(hours([50, math.nan, 70, 80], leave_out=3), lang="zh")
    line = drawn.data[0]
    assert [None if math.isnan(y) else y for y in line.y] == [50, None, 70, None]
    assert line.connectgaps is False


def test_hours_are_shown_in_shanghai_time() -> None:
    drawn = course(hours([50] * 30), lang="en")
    assert pd.Timestamp(drawn.data[0].x[0]) == pd.Timestamp("2026-03-12T00:00")
    assert list(drawn.layout.xaxis.ticktext) == ["03-12<br>Thu", "03-13<br>Fri"]
    assert list(course(hours([50] * 30), lang="zh").layout.xaxis.ticktext) == [
        "03-12<br>周四",
        "03-13<br>周五",
    ]


def test_bands_reach_from_nothing_to_the_top_without_a_gap() -> None:
    drawn = course(hours([260.0, 40.0]), lang="zh")
    bands = sorted(
        {(shape.y0, shape.y1) for shape in drawn.layout.shapes if shape.type == "rect" and shape.x0 == 0}
    )
    assert bands[0][0] == 0
    assert all(low[1] == high[0] for low, high in pairwise(bands))
    assert bands[-1][1] >= 260


def test_the_hour_shown_is_marked() -> None:
    drawn = course(hours([50.0, 60.0, 70.0]), lang="zh", mark=START + timedelta(hours=1))
    assert list(drawn.data[1].y) == [60.0]


def test_a_window_without_any_value_is_drawn_empty() -> None:
    drawn = course(hours([math.nan, math.nan]), lang="zh", mark=START)
    assert len(drawn.data) == 1
