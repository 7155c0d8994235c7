"""What one text means, or why it means nothing."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import cells
from ingest.contract import MARKS, SHANGHAI, Quality

MISSING = frozenset({"", "NA", "—"})
SLASH = frozenset({"/"})


def read(text: str) -> cells.Cell:
    return cells.cell(text, missing=MISSING, not_monitored=SLASH)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("35", 35.0),
        ("0.4", 0.4),
        ("13251", 13251.0),  # real dust or a broken instrument: not ours to filter
        ("007", 7.0),
        ("+12", 12.0),
        ("1e2", 100.0),
        ("1.5E+2", 150.0),
        (".5", 0.5),
        (" 12 ", 12.0),
        ("\t12", 12.0),
        ("-0", 0.0),
        ("-0.0", 0.0),
    ],
)
def test_a_plain_number_is_its_value(text: str, value: float) -> None:
    found = read(text)
    assert (found.value, found.quality, found.mark, found.reason) == (value, Quality.NOT_EVALUATED, 0, "")
    assert math.copysign(1.0, found.value) == 1.0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-1", cells.NEGATIVE),
        ("-0.1", cells.NEGATIVE),
        ("nan", cells.NOT_FINITE),
        ("NaN", cells.NOT_FINITE),
        ("inf", cells.NOT_FINITE),
        ("-Infinity", cells.NOT_FINITE),
        ("1e999", cells.NOT_FINITE),
        ("1e9999", cells.NOT_A_NUMBER),
        ("1,234", cells.NOT_A_NUMBER),
        ("1 234", cells.NOT_A_NUMBER),
        ("1_000", cells.NOT_A_NUMBER),
        ("0x1F", cells.NOT_A_NUMBER),
        ("１２", cells.NOT_A_NUMBER),
        ("٣", cells.NOT_A_NUMBER),
        ("²", cells.NOT_A_NUMBER),
        ("12.", cells.NOT_A_NUMBER),  # the end of a cut file, not a number
        ("1.2.3", cells.NOT_A_NUMBER),
        ("--5", cells.NOT_A_NUMBER),
        ("<3", cells.NOT_A_NUMBER),
        ("=1+1", cells.NOT_A_NUMBER),
        ("12\n", cells.NOT_A_NUMBER),
        ("12\xa0", cells.NOT_A_NUMBER),
        ("null", cells.NOT_A_NUMBER),  # this source does not say null
        ("N/A", cells.NOT_A_NUMBER),
        ("9" * 41, cells.TOO_LONG),
        ("9" * 100_000, cells.TOO_LONG),
    ],
)
def test_what_is_no_number_is_refused_with_its_reason(text: str, reason: str) -> None:
    found = read(text)
    assert math.isnan(found.value)
    assert (found.quality, found.reason) == (Quality.MISSING, reason)


@pytest.mark.parametrize(
    ("text", "quality", "mark"),
    [
        ("", Quality.MISSING, ""),
        ("NA", Quality.MISSING, "NA"),
        (" NA ", Quality.MISSING, "NA"),
        ("—", Quality.MISSING, "—"),
        ("/", Quality.NOT_MONITORED, "/"),
    ],
)
def test_a_mark_is_kept_and_is_no_refusal(text: str, quality: Quality, mark: str) -> None:
    found = read(text)
    assert math.isnan(found.value)
    assert (found.quality, MARKS[found.mark], found.reason) == (quality, mark, "")


def test_minus_one_means_missing_only_where_the_source_says_so() -> None:
    declared = cells.cell("-1", missing=frozenset({"-1"}), not_monitored=SLASH)
    assert (declared.quality, MARKS[declared.mark], declared.reason) == (Quality.MISSING, "-1", "")
    assert read("-1").reason == cells.NEGATIVE


def test_a_signed_quantity_may_be_negative() -> None:
    assert cells.cell("-3.5", missing=MISSING, not_monitored=SLASH, signed=True).value == -3.5


def test_a_factor_is_exact_in_decimals() -> None:
    found = cells.cell("0.057", missing=MISSING, not_monitored=SLASH, times=Decimal(1000))
    assert found.value == 57.0  # 0.057 * 1000 is 57.00000000000001 in binary


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_every_decimal_is_read_as_the_nearest_double(number: Decimal) -> None:
    assert abs(Fraction(read(str(number)).value) - Fraction(number)) <= Fraction(1, 2**22)
    assert read(str(number)).value == float(number)


@given(st.text(max_size=60))
def test_any_text_is_a_value_or_a_mark_or_has_a_reason(text: str) -> None:
    found = read(text)
    is_value = math.isfinite(found.value)
    assert is_value == (found.quality is Quality.NOT_EVALUATED)
    assert bool(found.reason) == (not is_value and text.strip(" \t") not in MISSING | SLASH)


@pytest.mark.parametrize(
    ("text", "stamp", "start"),
    [
        ("2026-03-13T0100", "end", datetime(2026, 3, 12, 16, tzinfo=UTC)),
        ("2026-03-13T0000", "end", datetime(2026, 3, 12, 15, tzinfo=UTC)),  # the last hour of the 12th
        ("2026-03-13T0000", "start", datetime(2026, 3, 12, 16, tzinfo=UTC)),
        ("2026-03-13 01:00:00", "end", datetime(2026, 3, 12, 16, tzinfo=UTC)),
        ("2026-03-13T01:00", "end", datetime(2026, 3, 12, 16, tzinfo=UTC)),
        ("2026-03-13T01:00:00+08:00", "end", datetime(2026, 3, 12, 16, tzinfo=UTC)),
        ("2026-03-13T01:00:00.000+0800", "end", datetime(2026, 3, 12, 16, tzinfo=UTC)),
        ("2024-02-29T2300", "end", datetime(2024, 2, 29, 14, tzinfo=UTC)),
        ("1989-07-01T1200", "start", datetime(1989, 7, 1, 3, tzinfo=UTC)),  # summer time was +09:00
    ],
)
def test_a_stamp_names_the_start_of_its_hour_in_utc(text: str, stamp: str, start: datetime) -> None:
    assert cells.hour_start(text, zone=SHANGHAI, stamp=stamp) == (int(start.timestamp()), "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-02-30T0100", cells.NO_SUCH_TIME),
        ("2026-02-29T0100", cells.NO_SUCH_TIME),
        ("2026-13-01T0100", cells.NO_SUCH_TIME),
        ("2026-03-13T2400", cells.NO_SUCH_TIME),
        ("2026-03-13T0160", cells.NO_SUCH_TIME),
        ("2026-03-13T0130", cells.NOT_FULL_HOUR),
        ("2026-03-13T01:00:01", cells.NOT_FULL_HOUR),
        ("2026-03-13T01:00:00Z", cells.WRONG_ZONE),
        ("2026-03-13T01:00:00+09:00", cells.WRONG_ZONE),
        ("2026-03-13T01:00:00+99:99", cells.WRONG_ZONE),
        ("2026-03-13T01:00:00-08:00", cells.WRONG_ZONE),
        ("0001-01-01T0000", cells.OUT_OF_TIME),
        ("9999-12-31T2300", cells.OUT_OF_TIME),
        ("", cells.NOT_A_TIME),
        ("NA", cells.NOT_A_TIME),
        ("2026-3-13T0100", cells.NOT_A_TIME),
        ("2026/03/13 01:00", cells.NOT_A_TIME),
        ("20260313T0100", cells.NOT_A_TIME),
        ("46094.04166", cells.NOT_A_TIME),  # what a spreadsheet makes of it
        ("２０２６-03-13T0100", cells.NOT_A_TIME),
        ("2026-03-13T0100\n", cells.NOT_A_TIME),
    ],
)
def test_an_impossible_stamp_is_refused_with_its_reason(text: str, reason: str) -> None:
    assert cells.hour_start(text, zone=SHANGHAI, stamp="end") == (0, reason)


@given(st.datetimes(min_value=datetime(1992, 1, 1), max_value=datetime(2199, 12, 30)))  # noqa: DTZ001
def test_an_end_stamp_is_one_hour_after_its_start(moment: datetime) -> None:
    end = moment.replace(minute=0, second=0, microsecond=0, tzinfo=ZoneInfo("Asia/Shanghai"))
    start, reason = cells.hour_start(f"{end:%Y-%m-%dT%H%M}", zone=SHANGHAI, stamp="end")
    assert (start, reason) == (int(end.timestamp()) - 3600, "")


@given(st.text(max_size=40))
def test_any_stamp_has_a_start_or_a_reason(text: str) -> None:
    start, reason = cells.hour_start(text, zone=SHANGHAI, stamp="end")
    assert (start == 0) == bool(reason)


@pytest.mark.parametrize("text", ["1001A", "4325A", " 1001A ", "D4101A", "苏南-01", "S_1.2"])
def test_a_station_code_is_taken_without_spaces(text: str) -> None:
    assert cells.station_code(text) == (text.strip(), "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", cells.NO_STATION),
        ("   ", cells.NO_STATION),
        ("-", cells.BAD_STATION),
        ("10 01A", cells.BAD_STATION),
        ("=cmd()", cells.BAD_STATION),
        ("1001A\x00", cells.BAD_STATION),
        ("<b>", cells.BAD_STATION),
        ("A" * 41, cells.BAD_STATION),
    ],
)
def test_what_is_no_station_code_is_refused(text: str, reason: str) -> None:
    assert cells.station_code(text) == ("", reason)


def test_a_name_is_kept_as_published_with_its_notes() -> None:
    assert cells.name("城关区政府（微调20250119）") == ("城关区政府（微调20250119）", "")
    assert cells.name("") == ("", "")
    assert cells.name("a\x1bb") == ("", cells.BAD_NAME)
    assert cells.name("名" * 121) == ("", cells.BAD_NAME)


@pytest.mark.parametrize(
    ("text", "limit", "value", "reason"),
    [
        ("116.3611", 180, 116.3611, ""),
        ("-33.9", 90, -33.9, ""),
        ("90", 90, 90.0, ""),
        ("NA", 180, math.nan, ""),
        ("90.0001", 90, math.nan, cells.BAD_POSITION),
        ("1163611", 180, math.nan, cells.BAD_POSITION),
        ("116°21′", 180, math.nan, cells.NOT_A_NUMBER),
    ],
)
def test_degrees_lie_on_the_earth_or_are_none(text: str, limit: float, value: float, reason: str) -> None:
    found, why = cells.degrees(text, limit=limit, missing=MISSING)
    assert why == reason
    assert found == value or (math.isnan(found) and math.isnan(value))
