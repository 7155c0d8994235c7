"""Three-year means, rank trends and slopes of members, from the same yearly verdicts as a table of years.

Holds: HJ 663-2013 trend; HJ 663-2026 three-year mean. The expected figures are worked by hand from yearly means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event

from assessment.basis import Basis
from assessment.explain import explain
from assessment.periods import midnight
from assessment.ranking import rank
from assessment.values import table
from geo.atlas import Atlas
from store.keeping import keep
from store.opening import Store
from tests.assessment.few_cities import JIAOZUO, LUOYANG, TERMS, XINXIANG, ZHENGZHOU, by_code, opened
from tests.store.test_region_days import FIRST, published

YEARS = (2014, 2015, 2016, 2017, 2018)
#: PM2.5 of every day of each year. Xinxiang has 300 days of 2016, and a year needs 324.
MEANS: Mapping[str, tuple[float, ...]] = {
    ZHENGZHOU: (80, 70, 60, 50, 40),
    JIAOZUO: (60, 55, 58, 50, 52),
    XINXIANG: (50, 50, 50, 50, 50),
    LUOYANG: (40, 42, 44, 46, 48),
}
REST = {"pm10": 60.0, "so2": 10.0, "no2": 20.0, "co": 0.8, "o3_8h": 90.0}


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = opened(tmp_path_factory.mktemp("years"), atlas)
    rows = []
    for city, means in MEANS.items():
        for year, mean in zip(YEARS, means, strict=True):
            first, last = date(year, 1, 1), date(year, 12, 31)
            size = 300 if (city, year) == (XINXIANG, 2016) else (last - first).days + 1
            rows += [(city, (first - FIRST).days + i, {**REST, "pm25": float(mean)}) for i in range(size)]
    keep(made, published(rows))
    yield made
    made.close()


def asked(store: Store, indicator: str, first: int = 2014, last: int = 2018, **more: object):  # type: ignore[no-untyped-def]
    question = {"of": "city", "within": "河南", "terms": TERMS, **more}
    return table(
        store, indicator=indicator, start=midnight(date(first, 1, 1)), end=midnight(date(last + 1, 1, 1)),
        **question,  # type: ignore[arg-type]
    ).table  # fmt: skip


def test_the_mean_of_three_years_is_a_row_for_each_run_of_three(store: Store) -> None:
    found = asked(store, "three_year_mean_pm25", only=[ZHENGZHOU])
    assert found["value"].tolist() == ["70.0", "60.0", "50.0"]
    assert found["years"].tolist() == ["2014 2015 2016", "2015 2016 2017", "2016 2017 2018"]
    assert [s[:4] for s in found["start"]] == ["2014", "2015", "2016"]
    assert found["valid"].tolist() == [365 + 365 + 366, 365 + 366 + 365, 366 + 365 + 365]
    # The mean of three years came with HJ 663-2026; these years stand under HJ 663-2013.
    assert all("later_rule" in note.split(";") for note in found["note"])
    assert found["edition"].unique().tolist() == ["HJ 663-2013"]


def test_a_year_with_too_few_days_is_missing_and_named(store: Store) -> None:
    found = asked(store, "three_year_mean_pm25", only=[XINXIANG])
    assert found["value"].tolist() == ["", "", ""]
    assert found["years_missing"].tolist() == ["2016"] * 3
    assert all("few_years" in note.split(";") for note in found["note"])
    trend = by_code(asked(store, "rank_trend_pm25"))[XINXIANG]
    assert (trend["value"], trend["critical"], trend["trend"]) == ("", "", "")
    assert trend["years"] == "2014 2015 2017 2018"


@pytest.mark.parametrize(
    ("city", "r_s", "trend"),
    [
        (ZHENGZHOU, "-1.000", "fall"),
        (LUOYANG, "1.000", "rise"),
        # Ranks 5 3 4 1 2 over 1 2 3 4 5: Σd² = 36, r_s = 1 − 6·36/120.
        (JIAOZUO, "-0.800", "none"),
    ],
)
def test_a_rank_trend_is_compared_with_its_critical_value(
    city: str, r_s: str, trend: str, store: Store
) -> None:
    row = by_code(asked(store, "rank_trend_pm25"))[city]
    assert (row["value"], row["critical"], row["trend"], row["unit"]) == (r_s, "0.900", trend, "")
    assert "reference_state" in str(row["note"]).split(";")


def test_the_sides_of_the_test_are_a_setting(store: Store) -> None:
    terms = replace(TERMS, basis=Basis(trend_test="two"))
    answer = table(store, indicator="rank_trend_pm25", of="city", within="河南", terms=terms,
                   start=midnight(date(2014, 1, 1)), end=midnight(date(2019, 1, 1)))  # fmt: skip
    row = by_code(answer.table)[ZHENGZHOU]
    assert (row["critical"], row["trend"]) == ("1.000", "fall")
    assert "two-sided" in [value for _, value in answer.passport.basis]


def test_a_slope_is_the_median_of_the_slopes_of_all_pairs(store: Store) -> None:
    row = by_code(asked(store, "trend_slope_pm25"))
    assert (row[ZHENGZHOU]["value"], row[ZHENGZHOU]["low"], row[ZHENGZHOU]["high"]) == ("-10.00",) * 3
    # −5 −1 −3⅓ −2 3 −2½ −1 −8 −3 2: the middle of −2½ and −2, within the least and the greatest.
    assert row[JIAOZUO]["value"] == "-2.25"
    assert -8 <= float(str(row[JIAOZUO]["low"])) < -2.25 < float(str(row[JIAOZUO]["high"])) <= 3
    assert row[JIAOZUO]["unit"] == "µg/m³/a"


def test_every_figure_of_a_year_has_its_trend(store: Store) -> None:
    found = asked(store, "rank_trend", only=[ZHENGZHOU])
    assert {"rank_trend_pm25", "rank_trend_o3_8h_p90", "rank_trend_good_days"} <= set(found["indicator"])


def test_a_province_is_made_of_the_valid_years_of_its_cities(store: Store) -> None:
    (row,) = asked(store, "three_year_mean_pm25", 2014, 2016, of="province").to_dict("records")
    # 57.5, 54.25 and, without Xinxiang, 54.
    assert row["value"] == "55.2"
    assert "cities_missing" in row["note"].split(";")


def test_a_window_of_parts_of_years_is_refused_with_a_sentence(store: Store) -> None:
    with pytest.raises(ValueError, match="whole calendar years"):
        table(store, indicator="rank_trend_pm25", of="city", within="河南", terms=TERMS,
              start=midnight(date(2014, 1, 1)), end=midnight(date(2018, 12, 31)))  # fmt: skip
    with pytest.raises(ValueError, match="three calendar years"):
        asked(store, "three_year_mean_pm25", 2017, 2018)


def test_members_are_ranked_by_their_slope(store: Store) -> None:
    found = rank(store, indicator="trend_slope_pm25", within="河南", start=date(2014, 1, 1),
                 end=date(2018, 12, 31), terms=TERMS).table  # fmt: skip
    assert found["code"].tolist()[:3] == [ZHENGZHOU, JIAOZUO, LUOYANG]
    assert found["rank"].tolist()[:4] == ["1", "2", "3", ""]


@pytest.mark.parametrize(
    ("indicator", "last", "says"),
    [
        ("three_year_mean_pm25", 2016, "(80 + 70 + 60) / 3 = 70.0 µg/m³"),
        ("rank_trend_pm25", 2018, "1 − 6 × 40 / (5³ − 5) = -1.000"),
        ("trend_slope_pm25", 2018, "10"),
    ],
)
def test_the_years_are_the_steps_of_an_explanation(
    indicator: str, last: int, says: str, store: Store
) -> None:
    found = explain(store, indicator=indicator, of="city", code=ZHENGZHOU, start=midnight(date(2014, 1, 1)),
                    end=midnight(date(last + 1, 1, 1)), terms=TERMS)  # fmt: skip
    assert says in found.formula.en
    years = found.step("years").table()
    assert years["year"].tolist() == list(range(2014, last + 1))
    assert years["value"].tolist()[:3] == ["80", "70", "60"]
    assert years["valid"].tolist()[:3] == [365, 365, 366]


@pytest.mark.parametrize("indicator", ["rank_trend", "good_days", "days_by_level"])
def test_the_days_of_an_explanation_are_read_once(indicator: str, store: Store) -> None:
    """Figure, formula and every step are made of one reading of the days."""
    asked_of_days: list[str] = []

    def heard(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if "region_day.pm25" in statement:
            asked_of_days.append(statement)

    event.listen(store.engine, "before_cursor_execute", heard)
    try:
        found = explain(store, indicator=indicator, of="city", code=JIAOZUO, start=midnight(date(2014, 1, 1)),
                        end=midnight(date(2019, 1, 1)), terms=TERMS)  # fmt: skip
        for step in found.steps:
            assert len(step.table())
    finally:
        event.remove(store.engine, "before_cursor_execute", heard)
    assert len(asked_of_days) == 1
