"""Against the year before (同比) and the period before (环比): table and rank."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assessment.periods import midnight
from assessment.ranking import rank
from assessment.values import table
from store.opening import Store
from tests.assessment.few_cities import (
    END,
    JIAOZUO,
    JIYUAN,
    LUOYANG,
    START,
    TERMS,
    XINXIANG,
    ZHENGZHOU,
    by_code,
)  # fmt: skip

WINDOW = {"start": midnight(START), "end": midnight(date(2026, 3, 7))}


def test_change_stands_on_the_figures_shown(cities: Store) -> None:
    answer = table(cities, indicator="pm25", of="city", within="河南", every="all", terms=TERMS, against="year",
                   **WINDOW)  # fmt: skip
    rows = by_code(answer.table)
    told = {code: (r["against_value"], r["change"], r["change_percent"]) for code, r in rows.items()}
    assert told[JIAOZUO] == ("50", "-10", "-20.0")
    assert told[ZHENGZHOU] == ("30", "5", "16.7")  # 5/30 = 16.67 %
    assert told[XINXIANG] == ("60", "5", "8.3")
    assert told[LUOYANG] == ("", "", "")
    assert "no_earlier_value" in str(rows[LUOYANG]["note"]).split(";")
    assert rows[JIAOZUO]["against_start"] == "2025-03-05T00:00:00+08:00"
    assert rows[JIAOZUO]["against_end"] == "2025-03-07T00:00:00+08:00"


def test_the_period_before_is_as_long(cities: Store) -> None:
    answer = table(cities, indicator="pm25", of="city", within="郑州", every="all", terms=TERMS, against="period",
                   **WINDOW)  # fmt: skip
    (row,) = answer.table.to_dict("records")
    assert (row["against_start"], row["against_value"], row["change"]) == (
        "2026-03-03T00:00:00+08:00",
        "45",
        "-10",
    )
    assert "partial_earlier" in row["note"].split(";")
    assert "partial_period" in row["note"].split(";")


def test_days_are_compared_one_by_one(cities: Store) -> None:
    answer = table(cities, indicator="pm25", of="city", within="郑州", every="day", terms=TERMS, against="period",
                   **WINDOW)  # fmt: skip
    assert answer.table["against_value"].tolist() == ["45", "35"]  # 4 March, then 5 March
    assert answer.table["change"].tolist() == ["-10", "0"]


def test_another_standard_is_told(cities: Store) -> None:
    """The days of March 2025 are judged under 2012, those of 2026 under 2026; under one word there is no difference."""
    auto = by_code(table(cities, indicator="good_days", of="city", within="河南", every="all", terms=TERMS,
                         against="year", **WINDOW).table)  # fmt: skip
    assert "other_edition" in str(auto[XINXIANG]["note"]).split(";")
    assert (auto[XINXIANG]["against_value"], auto[XINXIANG]["value"]) == ("2", "0")  # 60 is good, 65 is not
    one = by_code(table(cities, indicator="good_days", of="city", within="河南", every="all", against="year",
                        terms=replace(TERMS, edition="2012"), **WINDOW).table)  # fmt: skip
    assert "other_edition" not in str(one[XINXIANG]["note"])
    assert (one[XINXIANG]["value"], one[XINXIANG]["change"]) == ("2", "0")  # 65 is good under 2012


def test_names_have_no_change(cities: Store) -> None:
    answer = table(cities, indicator="primary", of="city", within="郑州", every="day", terms=TERMS, against="year",
                   **WINDOW)  # fmt: skip
    assert set(answer.table["change"]) == {""}


def test_a_year_that_nobody_judges_is_empty_not_an_error(cities: Store) -> None:
    """GB 3095-2012 judges from 2013 on: against 2012 there is nothing."""
    day = date(2013, 1, 1)
    answer = rank(
        cities, indicator="composite_index", within="河南", start=day, end=day, terms=TERMS, against="year"
    )
    assert len(answer.table) == 18
    assert set(answer.table["against_value"]) == {""}
    assert set(answer.table["against_start"]) == {"2012-01-01T00:00:00+08:00"}


def test_hours_are_not_compared(cities: Store) -> None:
    with pytest.raises(ValueError, match="hours are not compared"):
        table(
            cities,
            indicator="pm25",
            of="city",
            within="郑州",
            every="hour",
            terms=TERMS,
            against="year",
            **WINDOW,
        )


def test_provinces_compare_the_mean_of_their_cities(cities: Store) -> None:
    answer = table(cities, indicator="pm25", of="province", within="河南", every="all", terms=TERMS, against="period",
                   **WINDOW)  # fmt: skip
    (row,) = answer.table.to_dict("records")
    assert (row["value"], row["against_value"]) == ("45", "42")  # (35+40+65+40)/4, (45+40+40)/3 = 41.7


def test_rank_tells_the_place_of_then(cities: Store) -> None:
    answer = rank(cities, indicator="pm25", within="河南", start=START, end=END, terms=TERMS, against="year")
    rows = by_code(answer.table)
    places = {c: (r["rank"], r["against_rank"], r["rank_change"]) for c, r in rows.items()}
    assert places[ZHENGZHOU] == ("1", "2", "-1")
    assert places[JIAOZUO] == ("2", "3", "-1")
    assert places[LUOYANG] == ("2", "", "")
    assert places[XINXIANG] == ("4", "4", "0")
    assert places[JIYUAN] == ("", "1", "")
    assert rows[JIYUAN]["against_value"] == "20"
    assert [c for c in answer.table["code"] if c in places][:4] == [ZHENGZHOU, LUOYANG, JIAOZUO, XINXIANG]


def test_improvement_is_best_first_and_grade_2_is_spared(cities: Store) -> None:
    """Jiaozuo −20.0 %, Xinxiang +8.3 %, Zhengzhou +16.7 %; PM2.5 35 meets grade II of 2012, not of 2026."""

    def told(edition: str) -> dict[str, tuple[object, ...]]:
        terms = replace(TERMS, edition=edition)
        answer = rank(
            cities, indicator="pm25", within="河南", start=START, end=END, terms=terms, by="improvement"
        )
        return {c: (r["rank"], r["grade_2"], r["worsening"]) for c, r in by_code(answer.table).items()}

    assert told("2012")[JIAOZUO] == ("1", "no", "")
    assert told("2012")[XINXIANG] == ("2", "no", "listed")
    assert told("2012")[ZHENGZHOU] == ("3", "yes", "exempt")
    assert told("2026")[ZHENGZHOU] == ("3", "no", "listed")
    assert told("2026")[LUOYANG][0] == ""
