"""Months, hours, years and slopes as they are drawn: what stands where, and that no scale borrows a level's colour."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assessment.answer import Answer
from figures.ground import SCALE
from figures.hour_fields import trend_level, week
from figures.levels import levels
from figures.month_levels import month_levels
from figures.primary_shares import COLOURS, primary_shares
from figures.same_period_bars import same_period_bars
from figures.theil_sen import theil_sen
from figures.theme import ILL, WELL
from tests.figures.answers import answer

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 30)
MONTHS = ("2026-03-01T00:00:00+08:00", "2026-04-01T00:00:00+08:00")


def days(kind: str, counts: dict[str, tuple[str, str]], valid: tuple[int, int] = (31, 28)) -> Answer:
    rows = [
        {"start": month, "indicator": f"{kind}_{part}", "value": values[n], "expected": (31, 30)[n],
         "valid": valid[n], "note": ""}
        for n, month in enumerate(MONTHS) for part, values in counts.items()
    ]  # fmt: skip
    return answer(rows, MARCH, APRIL, unit="d")


def test_hj633_2026_categories_days_are_stacked_from_the_best_level_up_and_those_without_on_top() -> None:
    made = month_levels(
        days("days_by_level", {"1": ("10", "0"), "2": ("21", "20"), "3": ("0", "8")}), lang="zh"
    )
    assert [one.name for one in made.data] == ["Ⅰ 优", "Ⅱ 良", "Ⅲ 轻度污染", "无有效值"]
    assert [list(one.y) for one in made.data] == [[10, 0], [21, 20], [0, 8], [0, 2]]
    assert list(made.data[0].text) == ["10", ""]
    assert made.data[3].marker.pattern.shape == "/"
    assert list(made.layout.xaxis.ticktext) == ["2026年3月", "4月"]


def test_shares_of_primary_pollutants_are_of_all_days_that_name_one() -> None:
    months = days("days_by_primary", {"pm25": ("6", "3"), "o3_8h": ("0", "3"), "co": ("0", "0")})
    rows = [
        {"indicator": f"days_by_primary_{p}", "value": v}
        for p, v in (("pm25", "9"), ("o3_8h", "3"), ("co", "0"))
    ]
    made = primary_shares(months, answer(rows, MARCH, APRIL), lang="en")
    whole = made.data[-1]
    assert list(whole.text) == ["3 · 25.0 %", "9 · 75.0 %"]  # the most on top
    assert [one.name for one in made.data[:-1]] == ["PM<sub>2.5</sub>", "O<sub>3</sub>-8h"]


def test_no_scale_and_no_item_borrows_a_colour_of_a_level() -> None:
    taken = {one.colour.upper() for day in (date(2025, 1, 1), APRIL) for one in levels(day)}
    assert not taken & {colour.upper() for colour in (*SCALE, *COLOURS.values(), WELL, ILL)}


@pytest.mark.parametrize(("better", "colours"), [("low", [WELL, ILL]), ("high", [ILL, WELL])])
def test_the_newest_year_is_told_with_its_change_and_whether_that_is_well(
    better: str, colours: list[str]
) -> None:
    rows = [
        {"year": 2026, "period": "2026", "part": "03", "value": "40", "change_percent": "-20.0"},
        {"year": 2026, "period": "2026", "part": "04", "value": "33", "change_percent": "10.0"},
        {"year": 2025, "period": "2025", "part": "03", "value": "50", "change_percent": ""},
        {"year": 2025, "period": "2025", "part": "04", "value": "30", "change_percent": ""},
    ]
    made = same_period_bars(answer(rows, MARCH, APRIL, unit="µg/m³"), lang="zh", better=better)
    assert [(one.name, list(one.y)) for one in made.data] == [("2025年", [50, 30]), ("2026年", [40, 33])]
    assert [(one.text, one.font.color) for one in made.layout.annotations] == [
        ("-20.0%", colours[0]), ("+10.0%", colours[1])
    ]  # fmt: skip


def test_members_stand_by_the_newest_figure_and_those_without_one_last() -> None:
    rows = [{"year": 2026, "period": "2026", "part": code, "value": value, "change_percent": ""}
            for code, value in (("a", "30"), ("b", ""), ("c", "20"))]  # fmt: skip
    made = same_period_bars(
        answer(rows, MARCH, APRIL), lang="en", better="low", names={"a": "A-town", "b": "B-town", "c": "C-town"}
    )  # fmt: skip
    assert list(made.layout.xaxis.ticktext) == ["C-town", "A-town", "B-town"]


def hour(group: str, at: str, value: str, low: str = "", high: str = "") -> dict[str, Any]:
    return {
        "group": group,
        "hour": at,
        "value": value,
        "low": low,
        "high": high,
        "valid": 2,
        "capture": "100.0",
    }


def test_openair_time_variation_hours_run_to_the_right_and_weekdays_down() -> None:
    rows = [hour(str(d), str(h), f"{10 * d + h}") for d in range(1, 8) for h in range(24)]
    rows += [hour("", str(h), f"{40 + h}", f"{39 + h}", f"{41 + h}") for h in range(24)]
    rows += [hour(str(d), "", f"{10 * d}", f"{10 * d - 1}", f"{10 * d + 1}") for d in range(1, 8)]
    made = week(answer(rows, MARCH, APRIL, unit="µg/m³"), lang="en")
    field = next(one for one in made.data if one.type == "heatmap")
    assert list(field.y) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert field.z[6][23] == 93
    low, high, mean = (list(one.y) for one in made.data[:3])
    assert (low[0], mean[0], high[0]) == (39, 40, 41)
    spread = made.data[-1]
    assert list(spread.x) == [10, 20, 30, 40, 50, 60, 70]
    assert list(spread.error_x.array) == [1] * 7


def test_openair_trend_level_months_run_to_the_right_and_a_missing_cell_stays_empty() -> None:
    rows = [
        hour(month, str(h), "" if h == 7 else f"{h}") for month in ("2026-03", "2026-04") for h in range(24)
    ]
    made = trend_level(answer(rows, MARCH, APRIL, unit="µg/m³"), lang="zh").data[0]
    assert list(made.x) == ["2026-03", "2026-04"]
    assert list(made.z[7]) == [None, None]
    assert list(made.z[23]) == [23.0, 23.0]
    assert "03:00–04:00" in made.hovertext[3][0]


def months(trend: str = "fall", slope: str = "-3.65") -> Answer:
    rows = [
        {"start": f"2026-0{n}-01T00:00:00+08:00", "value": str(50 - n), "adjusted": str(50 - n), "fitted": str(50 - n),
         "slope": slope, "slope_low": "-5.00" if slope else "", "slope_high": "-1.00" if slope else "",
         "trend": trend, "season": "in"}
        for n in range(1, 4)
    ]  # fmt: skip
    return answer(rows, date(2026, 1, 1), date(2026, 3, 31), unit="µg/m³")


def test_the_line_of_a_slope_turns_about_the_middle_of_the_window_between_those_of_its_interval() -> None:
    made = theil_sen(months(), lang="en", better="low")
    line = made.data[-1]
    assert line.line.color == WELL
    # 59 days apart, the middle at 48: 3.65 a year is 0.01 a day.
    assert [line.y[0], line.y[-1]] == pytest.approx([48 + 0.01 * 29.5, 48 - 0.01 * 29.5])
    assert made.layout.annotations[0].text == "<b>-3.65 µg/m³ per year (95 %: -5.00 … -1.00) · a fall</b>"


def test_too_few_months_are_drawn_without_a_line_and_say_so() -> None:
    made = theil_sen(months(trend="", slope=""), lang="zh", better="low")
    assert len(made.data) == 1
    assert "不足 6 个" in made.layout.annotations[0].text
