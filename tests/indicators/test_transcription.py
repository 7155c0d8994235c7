"""The tables of the editions against a second transcription that was typed on its own.

Holds: HJ 633-2012 IAQI table; HJ 633-2026 IAQI table; HJ 633-2012 categories; HJ 633-2026 categories;
HJ 633-2026 above the table; HJ 633-2012 above the table; GB 3095-2012 table 1; GB 3095-2012 table 2;
GB 3095-2026 table 1; GB 3095-2026 table 2; GB 3095-2012 table 4; GB 3095-2026 table 4;
HJ 663-2013 annual items; HJ 663-2026 annual items.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from indicators import trend
from indicators.standard import edition, editions

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "standards"
ITEM = {"SO2": "so2", "NO2": "no2", "CO": "co", "O3": "o3", "PM10": "pm10", "PM2.5": "pm25"}
OTHER = {"TSP": "tsp", "NOx": "nox", "Pb": "pb", "BaP": "bap"}
AVERAGE = {"annual": "year", "daily": "day", "1h": "hour", "daily max 8h": "8h", "season": "season"}


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def column_key(heading: str) -> str:
    item, average = heading.split()
    return f"{ITEM[item]}_{average}"


@pytest.mark.parametrize("year", ["2012", "2026"])
def test_iaqi_table(year: str) -> None:
    rule = edition(f"HJ 633-{year}").aqi_rule
    table = rows(f"hj633_{year}_iaqi.csv")
    assert rule.nodes == tuple(int(r["IAQI"]) for r in table)
    headings = [h for h in table[0] if h != "IAQI"]
    assert {c.key for c in rule.table} == {column_key(h) for h in headings}
    for column in rule.table:
        heading = next(h for h in headings if column_key(h) == column.key)
        assert column.concentrations == tuple(int(r[heading]) for r in table if r[heading])
        assert column.decimals == (1 if heading.startswith("CO") else 0)


def test_above_the_table() -> None:
    for row in rows("above_the_table.csv"):
        table = edition(row["edition"]).aqi_rule.table
        column = next(c for c in table if c.key == column_key(row["column"]))
        assert column.above == (int(row["IAQI"]) if row["IAQI"] else None)
    for number in ("HJ 633-2012", "HJ 633-2026"):
        others = [c for c in edition(number).aqi_rule.table if c.key not in ("so2_1h", "o3_8h")]
        assert {c.above for c in others} == {500}


@pytest.mark.parametrize("year", ["2012", "2026"])
def test_categories(year: str) -> None:
    table = rows("categories.csv")
    found = edition(f"HJ 633-{year}").aqi_rule.levels
    assert [one.number for one in found] == [1, 2, 3, 4, 5, 6]
    for one, row in zip(found, table, strict=True):
        assert one.lowest == int(row[f"lowest {year}"])
        assert one.highest == (int(row["highest"]) if row["highest"] else None)
        assert (one.roman, one.label.zh, one.label.en) == (row["roman"], row["zh"], row["en"])
        assert (one.colour_label.zh, one.colour_label.en) == (row["colour zh"], row["colour en"])
        assert one.rgb == tuple(int(row[c]) for c in "RGB")
        assert one.cmyk == tuple(int(row[c]) for c in "CMYK")
        assert one.colour == row["hex"]


@pytest.mark.parametrize(
    ("number", "phase", "heading"),
    [
        ("GB 3095-2012", "original", "2012"),
        ("GB 3095-2012", "amended", "2012"),
        ("GB 3095-2026", "transition", "transition"),
        ("GB 3095-2026", "final", "final"),
    ],
)
def test_limits(number: str, phase: str, heading: str) -> None:
    limits = edition(number).named_phase(phase).content
    table = rows("gb3095_limits.csv")
    seen_basic, seen_other = set(), set()
    for row in table:
        pair = (float(row[f"{heading} I"]), float(row[f"{heading} II"]))
        if row["item"] in ITEM:
            key = (ITEM[row["item"]], AVERAGE[row["average"]])
            seen_basic.add(key)
            grades = limits.basic[key]  # type: ignore[index]
        else:
            other = (OTHER[row["item"]], AVERAGE[row["average"]])
            seen_other.add(other)
            grades = limits.other[other]
        assert (grades.grade_1, grades.grade_2) == pair, row
    assert seen_basic == set(limits.basic)
    assert seen_other == set(limits.other)


@pytest.mark.parametrize("number", ["HJ 663-2013", "HJ 663-2026"])
def test_validity_and_items(number: str) -> None:
    assessment = edition(number).assessment
    v = assessment.validity
    assert [float(r["minimum"]) for r in rows("validity.csv")] == [
        v.hours_a_day,
        v.hours_of_8h,
        v.minutes_an_hour,
        v.days_a_year,
        v.days_a_month,
        v.days_in_february,
        v.ozone_windows_a_day,
        v.ozone_proven_above_ug,
    ]
    table = rows("assessment_items.csv")
    codes = {r["item"]: "o3_8h" if r["item"].startswith("O3") else ITEM[r["item"]] for r in table}
    assert dict(assessment.percentiles) == {codes[r["item"]]: int(r["percentile"]) for r in table}
    assert set(assessment.annual_mean_items) == {codes[r["item"]] for r in table if r["annual mean"] == "yes"}


def test_dates() -> None:
    for row in rows("dates.csv"):
        one = edition(row["number"])
        assert one.kind == row["kind"]
        assert one.in_force == date.fromisoformat(row["in force"])
        last = one.withdrawn - timedelta(days=1) if one.withdrawn else None
        assert last == (date.fromisoformat(row["last day"]) if row["last day"] else None)


def test_critical_values() -> None:
    columns = {"one-sided 0.05": ("one", 5), "one-sided 0.01": ("one", 1), "two-sided 0.05": ("two", 5)}
    for row in rows("critical_values.csv"):
        for heading, (sides, percent) in columns.items():
            if row[heading]:
                found = trend.critical_value(int(row["n"]), sides=sides, percent=percent)  # type: ignore[arg-type]
                assert found.value == float(row[heading])
                assert not found.approximate


def test_every_edition_has_its_words() -> None:
    for one in editions():
        assert one.clauses
        for label in (one.title, one.sure, *(c.says for c in one.clauses)):
            assert label.zh
            assert label.en
        assert one.source
        assert {c.edition for c in one.clauses} == {one.number}
        assert (one.judges_from is None) == (one.choice is None)
