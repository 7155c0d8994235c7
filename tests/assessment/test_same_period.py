"""The same days of several years: what is told of each year, and what changed, by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assessment.periods import midnight
from assessment.same_period import same_period
from store.opening import Store
from tests.assessment.few_cities import JIAOZUO, JIYUAN, TERMS, XINXIANG

FIRST, END = date(2026, 3, 5), date(2026, 3, 7)


def rows(store: Store, **asked: Any) -> dict[tuple[int, str], dict[str, Any]]:
    usual = {
        "place": XINXIANG,
        "indicator": "pm25",
        "terms": TERMS,
        "start": midnight(FIRST),
        "end": midnight(END),
    }
    found = same_period(store, **{**usual, **asked})
    return {
        (int(row["year"]), str(row["part"])): {str(k): v for k, v in row.items()}
        for row in found.table.to_dict("records")
    }


def test_a_month_stands_beside_the_same_days_of_the_year_before(cities: Store) -> None:
    found = rows(cities)
    assert set(found) == {(2026, "03"), (2025, "03")}  # of 2024 nothing is known
    now, then = found[2026, "03"], found[2025, "03"]
    assert (now["value"], then["value"]) == ("65", "60")
    assert (now["change"], now["change_percent"]) == ("5", "8.3")  # 5 / 60
    assert (then["change"], then["start"], then["end"]) == (
        "",
        "2025-03-05T00:00:00+08:00",
        "2025-03-07T00:00:00+08:00",
    )


def test_a_window_over_a_turn_of_the_year_names_both(cities: Store) -> None:
    found = rows(cities, start=midnight(date(2025, 12, 1)))
    assert (found[2026, "03"]["period"], found[2025, "03"]["period"]) == ("2025–2026", "2024–2025")
    assert found[2026, "12"]["start"][:10] == "2025-12-01"


def test_members_are_compared_over_the_whole_window(cities: Store) -> None:
    found = rows(cities, place="410000", by="member", years=2)
    assert found[2026, JIAOZUO]["change_percent"] == "-20.0"  # 50 to 40
    assert found[2025, JIYUAN]["value"] == "20"
    assert (2026, JIYUAN) not in found or found[2026, JIYUAN]["change"] == ""


def test_the_question_says_itself_again(cities: Store) -> None:
    found = same_period(
        cities, place=XINXIANG, indicator="pm25", start=midnight(FIRST), end=midnight(END), terms=TERMS
    )  # fmt: skip
    assert found.passport.reference.question == "same_period"
    assert found.passport.editions == ("HJ 663-2026", "HJ 663-2013")


@pytest.mark.parametrize("years", [0, 7])
def test_a_number_of_years_out_of_range_is_refused(cities: Store, years: int) -> None:
    with pytest.raises(ValueError, match="years"):
        rows(cities, years=years)


def test_a_window_longer_than_a_year_or_members_of_a_station_are_refused(cities: Store) -> None:
    with pytest.raises(ValueError, match="a year at the most"):
        rows(cities, start=midnight(date(2025, 3, 1)))
    with pytest.raises(ValueError, match="no members"):
        rows(cities, place="9105A", by="member")
