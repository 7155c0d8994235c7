"""The overview of a place: each figure is that of `table`, each place that of `rank`, whatever is read together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from assessment.directory import directory, known, lineage
from assessment.overview import BY_PERIOD, below, overview
from assessment.periods import midnight
from assessment.ranking import rank
from assessment.values import table
from geo.atlas import Atlas
from store.opening import Store
from tests.assessment.few_cities import (
    END,
    FRIDAY,
    JIAOZUO,
    JIYUAN,
    MONDAY,
    START,
    TERMS,
    XINXIANG,
    ZHENGZHOU,
    by_code,
    filled,
    put,
)  # fmt: skip

MARCH, YEAR = date(2026, 3, 1), date(2026, 1, 1)


def rows(store: Store, place: str = JIAOZUO) -> dict[tuple[str, str], dict[str, object]]:
    found = overview(store, place=place, day=END, terms=TERMS).table
    return {(str(row["span"]), str(row["indicator"])): row for row in found.to_dict("records")}


def test_a_year_to_date_stands_beside_the_year_before_the_limit_and_the_place(cities: Store) -> None:
    # Jiaozuo read 40 on four days of March 2026 and 50 on two of March 2025; of the others Zhengzhou (45, 45, 35, 35)
    # and Luoyang mean 40 too, Xinxiang 65. In 2025 Jiyuan (20) and Zhengzhou (30) were better, Xinxiang (60) worse.
    found = rows(cities)[("year", "pm25")]
    assert (found["value"], found["year_value"], found["year_change"], found["year_percent"]) == (
        "40", "50", "-10", "-20.0",
    )  # fmt: skip
    assert (found["rank"], found["ranked"], found["year_rank"]) == ("1", 4, "3")
    assert (found["limit"], found["state"]) == ("30", "over")  # GB 3095-2026, transition, grade 2
    assert (found["valid"], found["expected"]) == (4, 65)


def test_the_period_before_is_as_many_days_before_and_empty_where_nothing_was_read(cities: Store) -> None:
    found = rows(cities)[("month", "pm25")]
    assert found["period_value"] == ""
    assert str(found["period_start"]).startswith("2026-02-23")
    assert str(found["period_end"]).startswith("2026-03-01")


@pytest.mark.parametrize("span", ["month", "year"])
def test_every_figure_is_that_of_table_and_every_place_that_of_rank(cities: Store, span: str) -> None:
    first = {"month": MARCH, "year": YEAR}[span]
    start, end = midnight(first), midnight(END + timedelta(days=1))
    found = rows(cities)
    for code in BY_PERIOD:
        asked = {
            "indicator": code,
            "start": start,
            "end": end,
            "terms": TERMS,
            "only": [JIAOZUO],
            "every": "all",
        }
        one = table(cities, of="city", against="year", **asked).table.iloc[0]
        own = found[(span, code)]
        assert (own["value"], own["year_value"], own["year_percent"], own["valid"]) == (
            one["value"], one["against_value"], one["change_percent"], one["valid"],
        )  # fmt: skip
        places = rank(cities, indicator=code, within="410000", start=first, end=END, terms=TERMS).table
        assert own["rank"] == by_code(places)[JIAOZUO]["rank"]


def test_a_province_has_no_aqi_and_a_city_has_one_of_the_day(cities: Store) -> None:
    assert ("day", "aqi") not in rows(cities, "410000")
    own = rows(cities)[("day", "aqi")]
    day = {"start": midnight(END), "end": midnight(END + timedelta(days=1))}
    one = table(cities, indicator="aqi", of="city", terms=TERMS, only=[JIAOZUO], **day).table.iloc[0]
    assert own["value"] == one["value"]
    assert int(str(own["level"])) == 2  # IAQI 51 to 100


def test_those_that_lie_in_a_place_are_told_with_their_coverage(cities: Store) -> None:
    told = by_code(below(cities, place="410000", of="city", day=END, terms=TERMS).table)
    assert told[XINXIANG]["pm25"] == "65"
    assert told[JIAOZUO]["pm25_percent"] == "-20.0"
    assert (told[ZHENGZHOU]["valid"], told[ZHENGZHOU]["expected"]) == (4, 65)
    assert told[JIYUAN]["pm25"] == ""  # nothing was read in 2026: no value, and no zero


def test_a_county_that_nobody_speaks_for_has_no_figures_and_a_township_is_refused(cities: Store) -> None:
    found = rows(cities, "410823")
    assert {str(row["value"]) for row in found.values()} == {""}
    with pytest.raises(LookupError):
        overview(cities, place="100000", day=END, terms=TERMS)


def test_what_was_known_stays_as_it_was_known(tmp_path: Path, atlas: Atlas) -> None:
    clock = [MONDAY]
    store = filled(tmp_path, atlas, lambda: clock[0])
    frozen = replace(TERMS, as_of=known(store))
    before = overview(store, place=JIAOZUO, day=END, terms=frozen).table
    clock[0] = FRIDAY
    put(store, {JIAOZUO: 90.0}, START, name="revised.csv")
    assert known(store) > frozen.as_of
    after = overview(store, place=JIAOZUO, day=END, terms=frozen).table
    assert after.equals(before)
    assert rows(store)[("year", "pm25")]["value"] == "65"  # (40 + 40 + 90 + 90) / 4
    store.close()


def test_the_directory_names_everything_with_its_reading_and_what_lies_above_it(cities: Store) -> None:
    found = {(one.kind, one.code): one for one in directory(cities)}
    jiaozuo = found[("city", JIAOZUO)]
    assert (jiaozuo.name.zh, jiaozuo.name.en, jiaozuo.reading, jiaozuo.above) == (
        "焦作市", "Jiaozuo", "jiao zuo shi", "410000",
    )  # fmt: skip
    assert found[("station", "9101A")].above.startswith("4108")
    assert ("province", "110000") not in found  # a municipality stands once, as the city that it is
    assert found[("city", "110000")].above == "100000"
    assert [one.code for one in lineage(cities, "410823")] == ["100000", "410000", "410800", "410823"]
    assert [one.code for one in lineage(cities, "9101A")][:3] == ["100000", "410000", "410800"]
    with pytest.raises(LookupError):
        lineage(cities, "999999")
