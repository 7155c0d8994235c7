"""Steps, exceedances and slots as they are drawn."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from assessment.slots import TITLES
from figures.series import exceedance_days, series
from figures.slot_days import slot_days
from tests.figures.answers import answer

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 3)
NOON = datetime.fromisoformat("2026-03-01T12:00")  # as an axis has it, in the zone of the house


def day(n: int, value: str) -> dict[str, str]:
    return {"start": f"2026-03-{n:02d}T00:00:00+08:00", "value": value}


def test_few_steps_are_bars_with_their_numbers_and_a_missing_one_is_a_gap() -> None:
    rows = [day(1, "48"), day(2, ""), day(3, "160")]
    bars = series(answer(rows, FIRST, LAST), lang="zh", every="day", level=True).data[0]
    assert list(bars.y) == [48, None, 160]
    assert list(bars.text) == ["48", "", "160"]
    assert [bars.marker.color[0], bars.marker.color[2]] == ["#00E400", "#FF0000"]  # levels 1 and 4


def test_a_concentration_has_no_colour_of_a_level() -> None:
    bars = series(answer([day(1, "48")], FIRST, FIRST, unit="µg/m³"), lang="en", every="day").data[0]
    assert isinstance(bars.marker.color, str)


def test_hours_are_a_line_in_shanghai_time_with_the_suspect_ones_ringed() -> None:
    rows = [{"start": f"2026-03-01T{hour:02d}:00:00+08:00", "value": str(hour)} for hour in range(24)]
    noon = datetime(2026, 3, 1, 4, tzinfo=UTC)  # 12:00 in Shanghai
    line, rings = series(answer(rows, FIRST, FIRST), lang="zh", every="hour", suspect=[noon]).data
    assert line.mode == "lines"
    assert (list(line.x)[12], list(line.y)[12]) == (NOON, 12.0)
    assert (list(rings.x), list(rings.y)) == ([NOON], [12.0])


def test_exceedances_stand_in_rows_of_members_in_the_colour_of_their_level() -> None:
    rows = [
        {"code": code, "name": code.upper(), "aqi": aqi, "level": level, **day(n, "")}
        for code, n, aqi, level in (("a", 1, "130", 3), ("b", 2, "210", 5), ("b", 3, "", 0))
    ]
    made = exceedance_days(answer(rows, FIRST, LAST), lang="en", names={"a": "A", "b": "B"})
    assert [(one.name, one.base[0] + 0.4, one.marker.color) for one in made.data] == [
        ("Ⅲ Lightly polluted · 1", 0.0, "#FF7E00"), ("Ⅴ Heavily polluted · 1", 1.0, "#99004C"),
    ]  # fmt: skip
    assert list(made.layout.yaxis.ticktext) == ["A", "B"]


def slot(hour: int, state: str) -> dict[str, object]:
    when = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hour)
    return {
        "day": when.date().isoformat(),
        "hour": when.hour,
        "state": state,
        "delay": "",
        "evidence": "batch 1 a",
    }


def test_slots_stand_by_day_and_hour_and_what_is_not_simply_there_has_a_sign() -> None:
    rows = [slot(0, "arrived"), slot(1, "silent"), slot(25, "late"), slot(26, "late")]
    made = slot_days(answer(rows, FIRST, LAST), TITLES, lang="zh")
    bars = {one.name: one for one in made.data if one.type == "bar"}
    assert list(bars) == ["按时到达 · 1", "△ 迟到 · 2", "– 数据源无数据 · 1"]
    assert (list(bars["△ 迟到 · 2"].x), [base + 0.45 for base in bars["△ 迟到 · 2"].base]) == (
        [2, 2],
        [1.0, 2.0],
    )
    assert [list(one.text) for one in made.data if one.type == "scatter"] == [["△", "△"], ["–"]]
