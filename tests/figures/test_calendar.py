"""The calendar of levels: a day is told by colour, number and letters; a day without a value is none of a level."""

from __future__ import annotations

from datetime import date
from typing import Any

from figures.calendar import calendar, months_of
from tests.figures.answers import answer

FIRST, LAST = date(2025, 12, 30), date(2026, 1, 2)
GOOD, HEAVY = "#FFFF00", "#99004C"  # the colours of levels 2 and 5 as HJ 633-2026 prints them


def day(stamp: str, value: str, level: int, primary: str = "", observed: int = 24) -> dict[str, Any]:
    return {"start": f"{stamp}T00:00:00+08:00", "value": value, "level": level, "primary": primary,
            "observed": observed, "capture": "100.0" if value else "50.0"}  # fmt: skip


ROWS = [
    day("2025-12-30", "78", 2, "pm25"),
    day("2025-12-31", "250", 5, "pm25+pm10"),
    day("2026-01-01", "", 0, observed=12),
    day("2026-01-02", "", 0, observed=0),
]


def traces(figure: Any) -> dict[str, Any]:
    return {str(one.name): one for one in figure.data if one.type == "bar"}


def test_hj633_2026_categories_every_level_is_a_trace_in_its_own_colour_with_its_days_counted() -> None:
    made = traces(calendar(answer(ROWS, FIRST, LAST), lang="zh"))
    assert made["Ⅱ 良 · 1 天"].marker.color == GOOD
    assert made["Ⅴ 重度污染 · 1 天"].marker.color == HEAVY
    assert next(iter(traces(calendar(answer(ROWS, FIRST, LAST), lang="en")))) == "Ⅱ Good · 1 d"


def test_a_year_that_ends_begins_a_new_row_of_its_own() -> None:
    made = calendar(answer(ROWS, FIRST, LAST), lang="zh")
    assert months_of(answer(ROWS, FIRST, LAST)) == 2
    assert list(made.layout.yaxis.ticktext) == ["2025年12月", "2026年1月"]
    places = {one.customdata[0]: (one.x[0], round(one.base[0] + 0.46, 6)) for one in traces(made).values()}
    assert places == {
        "2025-12-30": (30, 0), "2025-12-31": (31, 0), "2026-01-01": (1, 1), "2026-01-02": (2, 1),
    }  # fmt: skip


def test_a_day_without_a_value_is_hatched_and_one_of_silence_an_empty_frame() -> None:
    made = traces(calendar(answer(ROWS, FIRST, LAST), lang="zh"))
    assert made["无有效值 · 1 天"].marker.pattern.shape == "/"
    silent = made["无数据 · 1 天"]
    assert silent.marker.color == "rgba(0,0,0,0)"
    assert not silent.marker.pattern.shape


def test_a_cell_is_as_wide_as_its_day_on_a_large_screen_too() -> None:
    made = traces(calendar(answer(ROWS, FIRST, LAST), lang="zh"))
    # A screen multiplies every single width as one of a line; that of a cell is a list, which it leaves alone.
    assert {tuple(one.width) for one in made.values()} == {(0.94,)}


def test_numbers_and_letters_stand_in_the_cells_in_the_ink_that_can_be_read_there() -> None:
    texts = [one for one in calendar(answer(ROWS, FIRST, LAST), lang="zh").data if one.type == "scatter"]
    numbers, letters, crosses = texts
    assert list(numbers.text) == ["<b>78</b>", "<b>250</b>"]
    assert list(numbers.textfont.color) == ["#000000", "#FFFFFF"]
    assert list(letters.text) == ["PM<sub>2.5</sub>", "PM<sub>2.5</sub> +1"]
    assert list(crosses.x) == [1]


def test_days_without_levels_take_a_scale_that_has_no_colour_of_a_level() -> None:
    rows = [day("2025-12-30", "12", 0), day("2025-12-31", "90", 0)]
    made = calendar(answer(rows, FIRST, date(2025, 12, 31), unit="µg/m³"), lang="en")
    shaded = made.data[0].marker
    assert list(shaded.color) == [12.0, 90.0]
    levels = {"#00E400", "#FFFF00", "#FF7E00", "#FF0000", "#99004C", "#7E0023"}
    assert not {colour.upper() for _, colour in shaded.colorscale} & levels
