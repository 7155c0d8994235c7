"""The command line holds its contract: words, columns, order, exit codes, what goes to which stream."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.little_network import HOSTILE, rows_of
from tests.contract.process import Forked, command_line

Ask = Callable[..., list[dict[str, str]]]
COLUMNS = next(
    csv.reader(["code,name,start,end,indicator,value,unit,edition,expected,observed,valid,stage,note"])
)
DAYS = ("--start", "2026-03-05", "--end", "2026-03-06")
DAY = ("--start", "2026-03-05", "--end", "2026-03-05")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:00:00\+08:00")


def city_day(ask: Ask, name: str, *more: str) -> dict[tuple[str, str], dict[str, str]]:
    rows = ask("table", name, "--of", "city", "--in", "河南", *DAYS, "--every", "day", *more)
    return {(row["name"], row["start"][:10]): row for row in rows}


# --- columns, order, words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "of", "every"),
    [
        ("pm25", "station", "hour"),
        ("aqi", "city", "day"),
        ("pm25", "city", "all"),
        ("pm25", "province", "day"),
    ],
)
def test_table_has_the_columns_of_the_contract_in_their_order(
    name: str, of: str, every: str, ask: Ask
) -> None:
    rows = ask("table", name, "--of", of, "--in", "410000", *DAYS, "--every", every)
    assert rows
    assert list(rows[0]) == COLUMNS
    order = [(row["code"], row["start"], row["indicator"]) for row in rows]
    assert order == sorted(order)
    assert len(set(order)) == len(order)
    for row in rows:
        assert STAMP.fullmatch(row["start"]), row
        assert STAMP.fullmatch(row["end"]), row
        assert row["start"] < row["end"]
        assert row["indicator"] == name
        assert row["stage"] in {"provisional", "reviewed", "mixed", ""}
        assert row["value"] or row["note"], f"an empty value without a word why: {row}"


def test_notes_come_from_the_closed_list(ask: Ask) -> None:
    closed = {row["note"] for row in ask("indicators", "--notes")}
    used = set()
    for name, of, every in [
        ("aqi", "city", "day"), ("pm25", "station", "day"), ("pm25", "city", "all"), ("aqi", "station", "hour"),
        ("aqi", "province", "day"),
    ]:  # fmt: skip
        for row in ask("table", name, "--of", of, "--in", "410000", *DAYS, "--every", every):
            used |= set(filter(None, row["note"].split(";")))
    assert used
    assert used <= closed


def test_hour_end_is_exclusive_and_t01_begins_at_midnight(ask: Ask) -> None:
    rows = ask("table", "pm25", "--of", "station", "--in", "济源市", "--start", "2026-03-05T10",
               "--end", "2026-03-05T12", "--every", "hour")  # fmt: skip
    assert [(r["start"], r["end"]) for r in rows] == [
        ("2026-03-05T10:00:00+08:00", "2026-03-05T11:00:00+08:00"),
        ("2026-03-05T11:00:00+08:00", "2026-03-05T12:00:00+08:00"),
    ]
    whole = ask("table", "pm25", "--of", "station", "--in", "济源市", *DAY, "--every", "hour")
    assert whole[0]["start"] == "2026-03-05T00:00:00+08:00"
    assert whole[-1]["end"] == "2026-03-06T00:00:00+08:00"
    assert [r["value"] for r in whole] == ["45"] * 24


def test_both_days_are_whole(ask: Ask) -> None:
    rows = ask("table", "pm25", "--of", "station", "--in", "济源市", *DAYS, "--every", "day")
    assert [(r["start"], r["end"], r["value"]) for r in rows] == [
        ("2026-03-05T00:00:00+08:00", "2026-03-06T00:00:00+08:00", "45"),
        ("2026-03-06T00:00:00+08:00", "2026-03-07T00:00:00+08:00", "45"),
    ]


@pytest.mark.parametrize("region", ["410800", "焦作市", "焦作"])
def test_a_region_is_a_code_or_a_name(region: str, ask: Ask) -> None:
    rows = ask("table", "pm25", "--of", "city", "--in", region, *DAY, "--every", "day")
    assert [(r["code"], r["name"], r["value"]) for r in rows] == [("410800", "焦作市", "46")]


def test_a_station_keeps_its_published_code_and_name(ask: Ask) -> None:
    rows = ask("table", "pm25", "--of", "station", "--in", "410800", *DAY, "--every", "day")
    assert [(r["code"], r["name"]) for r in rows] == [
        ("9101A", "环保局（微调20250119）"),
        ("9102A", "高新区"),
    ]


# --- how numbers are made ----------------------------------------------------------------------------------


def test_t00_is_the_last_hour_of_the_day_before(ask: Ask) -> None:
    """23 hours of 20 and the one stamped T00 of 260 make 30; the next day is 20."""
    days = city_day(ask, "pm25")
    assert days["郑州市", "2026-03-05"]["value"] == "30"
    assert days["郑州市", "2026-03-06"]["value"] == "20"


def test_gbt8170_half_even_on_output(ask: Ask) -> None:
    """(40 + 51) / 2 = 45.5 -> 46; (60 + 29) / 2 = 44.5 -> 44; unrounded on demand."""
    assert city_day(ask, "pm25")["焦作市", "2026-03-05"]["value"] == "46"
    assert city_day(ask, "pm10")["焦作市", "2026-03-05"]["value"] == "44"
    assert float(city_day(ask, "pm10", "--precision", "full")["焦作市", "2026-03-05"]["value"]) == 44.5


def test_gb3095_a_day_needs_20_hours(ask: Ask) -> None:
    rows = ask("table", "pm25", "--of", "station", "--in", "新乡市", *DAY, "--every", "day")
    first, second = rows
    assert (first["code"], first["value"], first["expected"], first["valid"]) == ("9105A", "", "24", "19")
    assert (second["code"], second["value"], second["expected"], second["observed"], second["valid"]) == (
        "9106A", "", "24", "10", "10",
    )  # fmt: skip
    assert first["note"]
    assert second["note"]


def test_663_city_is_the_mean_of_the_stations_that_have_a_day(ask: Ask) -> None:
    """On the 6th one station of two has 24 hours at 60, the other only ten hours at 20."""
    row = city_day(ask, "pm25")["新乡市", "2026-03-06"]
    assert (row["value"], row["expected"], row["valid"]) == ("60", "2", "1")


def test_663_ozone_of_a_city_is_the_mean_of_the_daily_maxima(ask: Ask) -> None:
    """One station reaches 168 from the ninth hour on, the other stays at 60."""
    assert city_day(ask, "o3_8h")["洛阳市", "2026-03-05"]["value"] == "114"
    station = ask("table", "o3_8h", "--of", "station", "--in", "洛阳", *DAY, "--every", "hour")
    moving = {r["start"][11:13]: r["value"] for r in station if r["code"] == "9107A"}
    assert (moving["07"], moving["08"], moving["11"], moving["15"]) == ("60", "74", "114", "168")


@pytest.mark.parametrize(
    ("edition", "expected", "named"),
    [("auto", "114", "HJ 633-2026"), ("2026", "114", "HJ 633-2026"), ("2012", "100", "HJ 633-2012")],
)
def test_edition_words(edition: str, expected: str, named: str, ask: Ask) -> None:
    """PM2.5 of 75 is 114 under the table of 2026 and 100 under that of 2012."""
    row = city_day(ask, "aqi", "--edition", edition)["洛阳市", "2026-03-05"]
    assert (row["value"], row["edition"]) == (expected, named)


def test_663_few_windows_make_an_ozone_day_only_above_the_limit(ask: Ask) -> None:
    """Ten hours of ozone make five windows: at 170 the limit is exceeded whatever is missing, at 160 it is not."""
    rows = ask("table", "o3_8h", "--of", "station", "--in", "新乡", *DAYS, "--every", "day")
    assert [row["value"] for row in rows if row["code"] == "9106A"] == ["170", ""]


CHANGE = ("--start", "2026-02-28", "--end", "2026-03-01")


def test_each_hour_is_judged_under_the_edition_of_its_start(ask: Ask) -> None:
    """The hour stamped 03-01T00 is the last under the table of 2012: PM2.5 75 is 100, an hour later 114."""
    rows = ask("table", "aqi", "--of", "city", "--in", "洛阳", *CHANGE, "--every", "hour")
    found = {row["start"]: (row["value"], row["edition"]) for row in rows}
    assert len(found) == 48
    assert found["2026-02-28T23:00:00+08:00"] == ("100", "HJ 633-2012")
    assert found["2026-03-01T00:00:00+08:00"] == ("114", "HJ 633-2026")


@pytest.mark.parametrize(
    ("edition", "good", "named"),
    [("auto", "1", "HJ 633-2012+HJ 633-2026"), ("2012", "2", "HJ 633-2012"), ("2026", "0", "HJ 633-2026")],
)
def test_a_window_across_the_change_says_how_it_was_judged(
    edition: str, good: str, named: str, ask: Ask
) -> None:
    rows = ask(
        "table", "good_days", "--of", "city", "--in", "洛阳", *CHANGE, "--every", "all", "--edition", edition
    )
    assert [(row["value"], row["edition"], row["expected"], row["valid"]) for row in rows] == [
        (good, named, "2", "2")
    ]


def test_nothing_is_known_before_it_came(ask: Ask) -> None:
    """The readings were loaded long after the 6th of March: as known on that day there were none."""
    rows = ask(
        "table", "pm25", "--of", "city", "--in", "焦作", *DAYS, "--every", "day", "--as-of", "2026-03-06T12"
    )
    assert [row["value"] for row in rows] == ["", ""]
    assert all(row["note"] for row in rows)


def test_no_reviewed_reading_no_reviewed_value(ask: Ask) -> None:
    rows = ask(
        "table", "pm25", "--of", "city", "--in", "焦作", *DAYS, "--every", "day", "--stage", "reviewed"
    )
    assert [row["value"] for row in rows] == ["", ""]


def test_the_compared_period_counts_what_the_period_counts(ask: Ask) -> None:
    """The 6th against the 5th: two stations of two, both times."""
    row = ask(
        "table", "pm25", "--of", "city", "--in", "焦作", *DAYS, "--every", "day", "--against", "period"
    )[1]
    assert (row["value"], row["expected"], row["valid"]) == ("46", "2", "2")
    assert (row["against_value"], row["against_expected"], row["against_valid"]) == ("46", "2", "2")


def test_hj633_2026_5_3_a_slash_is_not_missing(ask: Ask) -> None:
    """No station of Jiyuan measures SO2 and CO: its AQI is published, from PM2.5 45 -> 70."""
    row = city_day(ask, "aqi")["济源市", "2026-03-05"]
    assert row["value"] == "70"


def test_hj633_2026_5_3_a_missing_item_withholds_what_is_not_over_100(ask: Ask) -> None:
    """PM2.5 has no valid day in Xinxiang on the 5th and the rest is low."""
    row = city_day(ask, "aqi")["新乡市", "2026-03-05"]
    assert row["value"] == ""
    assert row["note"]


def test_hj633_2026_5_3_a_missing_item_does_not_hide_what_is_over_100(ask: Ask) -> None:
    """Station 9108A has no PM10; PM2.5 of 75 alone gives 114."""
    rows = ask("table", "aqi", "--of", "station", "--in", "洛阳", *DAY, "--every", "day")
    assert {r["code"]: r["value"] for r in rows}["9108A"] == "114"


def test_primary_is_empty_at_50(ask: Ask) -> None:
    """PM2.5 30 and PM10 300 in Zhengzhou; PM2.5 45.5 -> 46 in Jiaozuo; 75 in Luoyang."""
    found = {key[0]: row["value"] for key, row in city_day(ask, "primary").items() if key[1] == "2026-03-05"}
    assert (found["郑州市"], found["焦作市"], found["洛阳市"]) == ("pm10", "pm25", "pm25")


def test_a_province_is_the_mean_of_its_cities_and_has_no_aqi(ask: Ask) -> None:
    """On the 6th: Jiaozuo 45.5, Zhengzhou 20, Jiyuan 45, Xinxiang 60, Luoyang 75 -> 49.1."""
    rows = ask("table", "pm25", "--of", "province", "--in", "河南", "--start", "2026-03-06", "--end", "2026-03-06",
               "--every", "day", "--precision", "full")  # fmt: skip
    assert [r["code"] for r in rows] == ["410000"]
    assert float(rows[0]["value"]) == pytest.approx(49.1, abs=1e-9)
    rows = ask("table", "aqi", "--of", "province", "--in", "河南", *DAY, "--every", "day")
    assert [r["value"] for r in rows] == [""]


def test_rates_have_one_decimal_and_percent(ask: Ask) -> None:
    """Good: Jiaozuo 2 of 2; Luoyang 0 of 2 (114 each day); Xinxiang has an AQI on the 6th only (100)."""
    rows = ask("table", "good_day_rate", "--of", "city", "--in", "河南", *DAYS, "--every", "all")
    found = {row["name"]: (row["value"], row["unit"]) for row in rows}
    assert found["焦作市"] == ("100.0", "%")
    assert found["洛阳市"] == ("0.0", "%")
    assert found["新乡市"] == ("100.0", "%")


# --- rank --------------------------------------------------------------------------------------------------


def test_rank_comes_first_and_members_without_a_value_last(ask: Ask) -> None:
    """Mean of PM2.5 over both days: Zhengzhou 25, Jiyuan 45, Jiaozuo 45.5, Xinxiang 60 (one day), Luoyang 75."""
    rows = ask("rank", "pm25", "--in", "河南", *DAYS)
    assert list(rows[0]) == ["rank", *COLUMNS]
    assert [(r["rank"], r["name"]) for r in rows[:5]] == [
        ("1", "郑州市"), ("2", "济源市"), ("3", "焦作市"), ("4", "新乡市"), ("5", "洛阳市"),
    ]  # fmt: skip
    assert len(rows) == 18
    assert {(r["rank"], r["value"]) for r in rows[5:]} == {("", "")}
    assert all(r["note"] for r in rows[5:])


def test_rank_ties_share_the_better_place_and_more_good_days_are_better(ask: Ask) -> None:
    """Good days: Jiaozuo, Jiyuan 2; Xinxiang 1; Zhengzhou (PM10 300) and Luoyang 0."""
    rows = ask("rank", "good_days", "--in", "河南", *DAYS)
    found = {r["name"]: (r["rank"], r["value"]) for r in rows if r["value"]}
    assert found == {
        "焦作市": ("1", "2"), "济源市": ("1", "2"), "新乡市": ("3", "1"), "郑州市": ("4", "0"), "洛阳市": ("4", "0"),
    }  # fmt: skip


# --- streams, forms, exits ---------------------------------------------------------------------------------


def test_stdout_is_utf8_without_bom_and_with_it_on_demand(home: Path) -> None:
    question = ("table", "pm25", "--of", "city", "--in", "焦作", *DAY, "--every", "day")
    hostile = {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}
    plain = command_line(home, *question, extra=hostile)
    assert plain.returncode == 0
    assert plain.stdout.decode("utf-8").splitlines()[0] == ",".join(COLUMNS)
    assert "焦作市" in plain.stdout.decode("utf-8")
    marked = command_line(home, *question, "--bom", extra=hostile)
    assert marked.stdout == b"\xef\xbb\xbf" + plain.stdout


def test_json_and_xlsx_say_the_same(home: Path, ask: Ask, call: Forked) -> None:
    from openpyxl import load_workbook

    question = ("table", "pm25", "--of", "station", "--in", "河南", *DAY, "--every", "day")
    expected = ask(*question)
    found = json.loads(call(home, *question, "--format", "json").stdout.decode("utf-8"))
    text = json.dumps(found, ensure_ascii=False)
    for row in expected:
        assert row["code"] in text
        assert json.dumps(row["name"], ensure_ascii=False)[1:-1] in text
    book = load_workbook(io.BytesIO(call(home, *question, "--format", "xlsx").stdout))
    sheet = next(s for s in book.worksheets if "code" in [c.value for c in next(s.iter_rows())])
    head, *body = sheet.iter_rows()
    assert [c.value for c in head] == COLUMNS
    assert [line[0].value for line in body] == [row["code"] for row in expected]
    shown = ["" if line[5].value is None else str(line[5].value) for line in body]
    assert shown == [row["value"] for row in expected]


def test_hostile_names_survive_as_text(home: Path, ask: Ask, call: Forked) -> None:
    from openpyxl import load_workbook

    question = ("table", "pm25", "--of", "station", "--in", "河南", *DAY, "--every", "day")
    names = {row["code"]: row["name"] for row in ask(*question)}
    assert {code: names[code] for code in HOSTILE} == HOSTILE
    book = load_workbook(io.BytesIO(call(home, *question, "--format", "xlsx").stdout))
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    links = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.hyperlink]
    assert "f" not in kinds
    assert links == []
    written = {str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line}
    assert set(HOSTILE.values()) <= written


@pytest.mark.parametrize("command", ["sources", "editions", "indicators", "regions"])
def test_lists_are_tables_on_stdout(command: str, home: Path, call: Forked) -> None:
    done = call(home, command)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    assert b"Traceback" not in done.stderr
    rows = rows_of(done.stdout)
    assert rows
    widths = {len(line) for line in csv.reader(io.StringIO(done.stdout.decode("utf-8"), newline=""))}
    assert len(widths) == 1


def test_regions_give_cities_of_their_own_a_stable_code(ask: Ask) -> None:
    text = "\n".join(",".join(row.values()) for row in ask("regions"))
    for name in ("焦作市", "济源市", "雄安新区", "定州", "辛集", "五家渠"):
        assert name in text


def test_doctor_answers(home: Path, call: Forked) -> None:
    done = call(home, "doctor")
    assert done.returncode == 0, done.stderr.decode("utf-8")
    assert b"Traceback" not in done.stderr


TABLE = ("table", "pm25", "--of", "city")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param((*TABLE, "--in", "亚特兰蒂斯", *DAY), id="unknown-region"),
        pytest.param((*TABLE, "--in", "999999", *DAY), id="unknown-code"),
        pytest.param(
            (*TABLE, "--in", "", *DAY),
            id="empty-region",
        ),
        pytest.param(("table", "pm3", "--of", "city", "--in", "河南", *DAY), id="unknown-indicator"),
        pytest.param(("rank", "pm3", "--in", "河南", *DAY), id="rank-unknown-indicator"),
        pytest.param(("rank", "pm25", "--in", "亚特兰蒂斯", *DAY), id="rank-unknown-region"),
        pytest.param(
            (*TABLE, "--in", "河南", "--start", "2026-02-30", "--end", "2026-03-05"), id="no-such-day"
        ),
        pytest.param(
            (*TABLE, "--in", "河南", "--start", "2026-03-06", "--end", "2026-03-05"), id="end-before-start"
        ),
        pytest.param((*TABLE, "--in", "河南", "--start", "5 March", "--end", "2026-03-05"), id="not-a-date"),
        pytest.param((*TABLE, "--in", "河南", *DAY, "--edition", "1996"), id="unknown-edition"),
        pytest.param((*TABLE, "--in", "河南", *DAY, "--every", "fortnight"), id="unknown-period"),
        pytest.param(("table", "pm25", "--of", "planet", *DAY), id="unknown-level"),
        pytest.param(("load", "no_such_source", "x.csv"), id="unknown-source"),
        pytest.param(("judge", "aqi", "no-such-file.csv"), id="no-such-file"),
        pytest.param(("judge", "weather", "x.csv"), id="unknown-judge"),
        pytest.param(("frobnicate",), id="unknown-command"),
        pytest.param((*TABLE, "--in", "河南"), id="no-window"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(words: tuple[str, ...], home: Path, call: Forked) -> None:
    done = call(home, *words)
    said = done.stderr.decode("utf-8")
    assert done.returncode == 2, said
    assert done.stdout == b""
    assert "Traceback" not in said
    errors = [line for line in said.splitlines() if line.strip() and not line.startswith(("Usage:", "Try "))]
    assert errors, "nothing was said"
    assert len(errors) <= 4, said


def test_an_empty_store_answers_without_a_traceback(tmp_path: Path, call: Forked) -> None:
    done = call(tmp_path / "new", "table", "pm25", "--of", "city", "--in", "焦作", *DAY, "--every", "day")
    assert b"Traceback" not in done.stderr
    assert done.returncode in {0, 1}
    assert all(row["value"] == "" for row in rows_of(done.stdout))
