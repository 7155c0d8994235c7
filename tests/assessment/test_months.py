"""Slopes of months of members: all pairs of months, as they are and without the season, against loops of fractions.

The convention is openair's `TheilSen(avg.time = "month")`: per 365 days, from six months on, the season taken out only
of more than 24. The interval is Sen's (1968), of ranks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from math import sqrt
from statistics import median

import pytest

from assessment.answer import Answer
from assessment.explain import explain
from assessment.periods import midnight
from assessment.ranking import rank
from assessment.slope import slope
from assessment.values import table
from geo.atlas import Atlas
from store.keeping import keep
from store.opening import Store
from tests.assessment.few_cities import JIAOZUO, LUOYANG, TERMS, XINXIANG, ZHENGZHOU, by_code, opened
from tests.store.test_region_days import FIRST, published

MONTHS = [date(2014 + i // 12, i % 12 + 1, 1) for i in range(36)]
#: By calendar month, over the level of each year: a winter and a summer.
SEASON = (40, 30, 20, 8, 0, -10, -14, -16, -6, 4, 18, 34)
LEVELS = {
    ZHENGZHOU: (80, 70, 60), XINXIANG: (60, 61, 60), LUOYANG: (50, 52, 58), JIAOZUO: (70, 66, 64),
}  # fmt: skip
REST = {"pm10": 60.0, "so2": 10.0, "no2": 20.0, "co": 0.8, "o3_8h": 90.0}
#: Xinxiang has 20 days of June 2015, and a month needs 27.
SHORT = (XINXIANG, date(2015, 6, 1))


def value(city: str, month: date) -> int:
    return LEVELS[city][month.year - 2014] + SEASON[month.month - 1]


def following(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = opened(tmp_path_factory.mktemp("months"), atlas)
    rows = []
    for city in LEVELS:
        for month in MONTHS:
            size = 20 if (city, month) == SHORT else (following(month) - month).days
            rows += [
                (city, (month - FIRST).days + i, {**REST, "pm25": float(value(city, month))})
                for i in range(size)
            ]
    keep(made, published(rows))
    yield made
    made.close()


def asked(store: Store, indicator: str, first: date = MONTHS[0], last: date = MONTHS[-1]) -> Answer:
    return table(store, indicator=indicator, of="city", within="河南", terms=TERMS, precision="full",
                 start=midnight(first), end=midnight(following(last)))  # fmt: skip


def by_hand(points: list[tuple[date, Fraction]]) -> tuple[float, float, float]:
    """Slope and Sen's interval of all pairs, in fractions: of the ordered slopes the M1-th and the (M2 + 1)-th."""
    pairs = sorted(
        365 * (b - a) / Fraction((later - earlier).days)
        for (earlier, a), (later, b) in combinations(points, 2)
    )
    n = len(points)
    ties = [sum(v == one for _, v in points) for one in {v for _, v in points}]
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    reach = 1.959963984540054 * sqrt(variance)
    low, high = round((len(pairs) - reach) / 2), round((len(pairs) + reach) / 2)
    return float(median(pairs)), float(pairs[max(low - 1, 0)]), float(pairs[high])


@pytest.mark.parametrize("city", list(LEVELS))
def test_a_slope_of_months_is_the_median_of_all_pairs_per_365_days(store: Store, city: str) -> None:
    row = by_code(asked(store, "monthly_slope_pm25").table)[city]
    points = [(m, Fraction(value(city, m))) for m in MONTHS if (city, m) != SHORT]
    told = [float(str(row[name])) for name in ("value", "low", "high")]
    wanted = by_hand(points)
    assert told[0] == pytest.approx(wanted[0], rel=1e-9)
    assert told[1:] == pytest.approx(wanted[1:], abs=0.00501)  # shown with two decimals
    assert row["unit"] == "µg/m³/a"
    assert row["trend"] == ("fall" if wanted[2] < 0 else "none")
    assert row["months_missing"] == ("2015-06" if city == XINXIANG else "")


@pytest.mark.parametrize(("city", "trend"), [(ZHENGZHOU, "fall"), (LUOYANG, "rise"), (XINXIANG, "none")])
def test_without_the_season_the_change_of_the_years_is_left(store: Store, city: str, trend: str) -> None:
    row = by_code(asked(store, "deseasoned_slope_pm25").table)[city]
    months = [m for m in MONTHS if (city, m) != SHORT]
    level = Fraction(sum(value(city, m) for m in months), len(months))
    own = {
        n: Fraction(
            sum(value(city, m) for m in months if m.month == n), sum(1 for m in months if m.month == n)
        )
        for n in range(1, 13)
    }
    points = [(m, value(city, m) - own[m.month] + level) for m in months]
    assert float(str(row["value"])) == pytest.approx(by_hand(points)[0], rel=1e-9)
    assert row["trend"] == trend


def test_both_are_what_the_page_of_one_place_says(store: Store) -> None:
    for code, out in (("monthly_slope_pm25", False), ("deseasoned_slope_pm25", True)):
        row = by_code(asked(store, code).table)[XINXIANG]
        page = slope(store, place=XINXIANG, indicator="pm25", start=midnight(MONTHS[0]), end=midnight(date(2017, 1, 1)),
                     terms=TERMS, deseason=out, precision="full").table.iloc[0]  # fmt: skip
        assert float(str(row["value"])) == pytest.approx(float(page["slope"]), rel=1e-12)
        assert (row["trend"], row["months"]) == (page["trend"], page["months"])


def test_five_months_are_no_slope_and_two_years_keep_their_season(store: Store) -> None:
    five = by_code(asked(store, "monthly_slope_pm25", MONTHS[0], MONTHS[4]).table)[ZHENGZHOU]
    assert (five["value"], five["trend"], str(five["note"]).split(";")[-1]) == ("", "", "few_months")
    assert by_code(asked(store, "monthly_slope_pm25", MONTHS[0], MONTHS[5]).table)[ZHENGZHOU]["value"]
    two = by_code(asked(store, "deseasoned_slope_pm25", MONTHS[0], MONTHS[23]).table)[ZHENGZHOU]
    assert (two["value"], str(two["note"]).split(";")[-1]) == ("", "few_months")
    assert by_code(asked(store, "deseasoned_slope_pm25", MONTHS[0], MONTHS[24]).table)[ZHENGZHOU]["value"]


def test_the_passport_says_whether_the_season_is_in(store: Store) -> None:
    said = {
        code: {label.en: text for label, text in asked(store, f"{code}_pm25").passport.basis}[
            "How the slope is made"
        ]
        for code in ("monthly_slope", "deseasoned_slope")
    }
    assert "the season left in" in said["monthly_slope"]
    assert "减去各日历月均值" in said["deseasoned_slope"]


def test_a_window_that_cuts_a_month_is_refused_with_a_sentence(store: Store) -> None:
    with pytest.raises(ValueError, match="whole calendar months"):
        table(store, indicator="monthly_slope_pm25", of="city", within="河南", terms=TERMS,
              start=midnight(date(2014, 1, 2)), end=midnight(date(2016, 1, 1)))  # fmt: skip


def test_members_are_ranked_and_a_slope_is_explained_by_its_months(store: Store) -> None:
    found = rank(store, indicator="deseasoned_slope_pm25", within="河南", start=MONTHS[0],
                 end=date(2016, 12, 31), terms=TERMS).table  # fmt: skip
    assert found["code"].tolist()[:4] == [ZHENGZHOU, JIAOZUO, XINXIANG, LUOYANG]
    told = explain(store, indicator="deseasoned_slope_pm25", of="city", code=XINXIANG, start=midnight(MONTHS[0]),
                   end=midnight(date(2017, 1, 1)), terms=TERMS)  # fmt: skip
    assert "595 pairs of months, the season taken out" in told.formula.en  # 35 months
    months = told.step("years").table()
    assert months["month"].tolist()[:2] == ["2014-01", "2014-02"]
    assert months.set_index("month")["enters"]["2015-06"] == 0
    assert months["value"].tolist()[:2] == ["100", "90"]
