"""Months and days as people write them; two months are none."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.water_months import Month, clock_of, day_of, evidence, month_of, whole_month


@pytest.mark.parametrize(
    ("texts", "year", "month"),
    [
        (["2026年3月地表水"], 2026, 3),
        (["2026 年 12 月份"], 2026, 12),
        (["二〇二六年十二月"], 2026, 12),
        (["二○二六年三月"], 2026, 3),
        (["十月水质"], None, 10),
        (["2026-03"], 2026, 3),
        (["202603"], 2026, 3),
        (["2026年水质月报", "3月"], 2026, 3),
        (["2026年3月", "制表日期：2026年4月10日"], 2026, 3),
        (["制表日期：2026-04-10"], None, None),
        (["第13号"], None, None),
        (["2026年度"], None, None),
        (["2026年3月", "2026年3月"], 2026, 3),
        (["13月"], None, None),
        ([], None, None),
    ],
)
def test_a_month_is_what_the_texts_tell_together(
    texts: list[str], year: int | None, month: int | None
) -> None:
    found = evidence(texts)
    assert (found.month.year, found.month.month) == ((year, month) if texts != ["2026年度"] else (2026, None))
    assert not found.others


def test_two_months_and_spans_are_none() -> None:
    assert evidence(["2026年3月", "2025年3月"]).others == ("2026年3月", "2025年3月")
    assert evidence(["2026年3月与4月"]).others == ("2026年3月", "4月")
    assert evidence(["3月", "4月"]).others == ("3月", "4月")
    assert [evidence([text]).span for text in ("2026年1-3月", "1～6月", "2026年第一季度", "上半年", "1月至3月")] == [
        "1-3月", "1~6月", "一季度", "上半年", "1月至3月",
    ]  # fmt: skip
    assert not evidence(["2026年1-3月"]).month.is_whole


def test_four_digits_are_a_year_only_in_the_name_of_a_file() -> None:
    assert evidence(["地表水2026"]).month == Month()
    assert evidence(["地表水2026"], bare_year=True).month == Month(year=2026)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-05", date(2026, 3, 5)), ("2026/3/5", date(2026, 3, 5)), ("2026.3.5", date(2026, 3, 5)),
        ("2026年3月5日", date(2026, 3, 5)), ("20260305", date(2026, 3, 5)), ("3月5日", date(2025, 3, 5)),
        ("46086", date(2026, 3, 5)), ("2026-03-05T10:25", date(2026, 3, 5)), ("2026-03-05 10:25", date(2026, 3, 5)),
        ("2026-02-30", None), ("3.5", None), ("上旬", None), ("", None), ("7", None),
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_ways_it_is_written(text: str, day: date | None) -> None:
    assert day_of(text, Month(year=2025)) == day


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("10:25", "10:25"),
        ("7：50", "07:50"),
        ("1025", "10:25"),
        ("910", "09:10"),
        ("2228", "22:28"),
        ("12:10:00", "12:10"),
        ("0.5", "12:00"),
        ("2026-03-05T10:25", "10:25"),
        ("25:00", ""),
        ("1060", ""),
        ("上午", ""),
        ("", ""),
        ("2026-03-05", ""),
    ],
)
def test_a_clock_is_read_in_the_ways_it_is_typed(text: str, clock: str) -> None:
    assert clock_of(text) == clock


@pytest.mark.parametrize(
    ("text", "month"),
    [("3月", Month(month=3)), ("12月份", Month(month=12)), ("2026年3月", Month(year=2026, month=3)),
     ("2026-03", Month(year=2026, month=3)), ("202603", Month(year=2026, month=3)), ("3", None), ("3月5日", None),
     ("2026年3月5日", None), ("氨氮", None), ("13月", None)],
)  # fmt: skip
def test_a_header_may_be_a_month(text: str, month: Month | None) -> None:
    assert month_of(text) == month


def test_a_month_ends_with_the_first_day_of_the_next() -> None:
    assert whole_month(2026, 12) == ("2026-12-01", "2027-01-01")
    assert whole_month(2024, 2) == ("2024-02-01", "2024-03-01")
