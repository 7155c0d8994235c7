"""Curves of a section: no line leads over a time in which nothing was sampled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd

from figures.water_course import class_course, item_course

FIRST = datetime(2021, 4, 1, tzinfo=UTC)


def sampled(*days: int) -> pd.DataFrame:
    """A sample on each of some days, counted from the first of April."""
    starts = [FIRST + timedelta(days=day) for day in days]
    return pd.DataFrame({"start": starts, "value": [2.0] * len(days), "qualifier": [0] * len(days)})


def test_a_month_without_samples_parts_the_line() -> None:
    drawn = item_course(sampled(0, 1, 2, 40, 41), {}, name="CODMn", unit="mg/L", lang="en")
    assert list(drawn.data[0].y) == [2.0, 2.0, 2.0, None, 2.0, 2.0]
    assert len(drawn.data[0].x) == 6


def test_one_day_left_out_of_daily_samples_does_not_part_it() -> None:
    drawn = item_course(sampled(0, 1, 3, 4), {}, name="CODMn", unit="mg/L", lang="en")
    assert None not in drawn.data[0].y


def test_the_classes_are_parted_alike() -> None:
    classes = sampled(0, 1, 2, 40).assign(water_class="Ⅱ", published="")
    drawn = class_course(classes, lang="en")
    assert list(drawn.data[-1].y) == [2, 2, 2, None, 2]
    assert len(drawn.data[-1].marker.color) == len(drawn.data[-1].text) == 5


def test_a_band_too_thin_for_its_name_bears_none() -> None:
    limits = {"Ⅰ": 0.15, "Ⅱ": 0.5, "Ⅲ": 1.0, "Ⅳ": 1.5, "Ⅴ": 2.0, "least": False}
    rows = sampled(0, 1).assign(value=6.0)
    told = [
        str(one.text) for one in item_course(rows, limits, name="", unit="", lang="en").layout.annotations
    ]
    assert "Ⅱ 0.5" in told
    assert not any(text.startswith("Ⅰ ") for text in told)
