"""Windows across a change of standard, and before any: what is judged, under what, and how a table says it.

Holds: GB 3095-2012 table 1; GB 3095-2026 table 1. PM2.5 reads 70 on two days on either side of 1 March 2026: within
the daily limit of 75 before it, over the 60 of the transition after it, over the 50 from 2031.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from assessment.periods import midnight
from assessment.values import table
from geo.atlas import Atlas
from store.opening import Store
from tests.assessment.few_cities import TERMS, XINXIANG, ZHENGZHOU, opened, put

FIRST, LAST = date(2026, 2, 27), date(2026, 3, 2)


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = opened(tmp_path_factory.mktemp("change"), atlas)
    put(made, {XINXIANG: 70.0, ZHENGZHOU: 40.0}, FIRST, days=4)
    put(made, {XINXIANG: 70.0}, date(2012, 6, 1), name="old.csv")
    yield made
    made.close()


def asked(
    store: Store, indicator: str, first: date, last: date, edition: str = "auto", of: str = "city"
) -> pd.Series:
    within = XINXIANG if of == "city" else "410000"
    terms = replace(TERMS, edition=edition)  # type: ignore[arg-type]
    answer = table(
        store, indicator=indicator, of=of, within=within, start=midnight(first),  # type: ignore[arg-type]
        end=midnight(last + timedelta(days=1)), every="all", terms=terms,
    )  # fmt: skip
    assert len(answer.table) == 1
    return answer.table.iloc[0]


@pytest.mark.parametrize(
    ("edition", "rate", "named", "notes"),
    [
        ("auto", "50.0", "GB 3095-2012+GB 3095-2026 (transition)", {"two_editions"}),
        ("2012", "100.0", "GB 3095-2012", set()),
        ("2026", "0.0", "GB 3095-2026 (transition)", set()),
        ("2031", "0.0", "GB 3095-2026 (final)", set()),
    ],
)
@pytest.mark.parametrize("item", ["pm25", "all"])
def test_compliance_judges_each_day_by_the_limits_of_that_day(
    item: str, edition: str, rate: str, named: str, notes: set[str], store: Store
) -> None:
    row = asked(store, f"compliance_rate_{item}", FIRST, LAST, edition)
    assert (row["value"], row["edition"], row["valid"]) == (rate, named, 4)
    assert set(row["note"].split(";")) & {"two_editions", "limits_at_end"} == notes


def test_a_province_across_the_change_says_so_too(store: Store) -> None:
    row = asked(store, "compliance_rate_pm25", FIRST, LAST, of="province")
    assert row["value"] == "75.0"  # (50 + 100) / 2
    assert "two_editions" in row["note"].split(";")


def test_what_divides_a_whole_window_by_limits_takes_those_of_its_end(store: Store) -> None:
    row = asked(store, "exceedance_multiple_pm25", FIRST, LAST)
    assert row["value"] == "1.33"  # (70 − 30) / 30
    assert row["edition"] == "GB 3095-2026 (transition)"
    assert {"limits_at_end", "annual_limit"} <= set(row["note"].split(";"))


def test_the_aqi_keeps_the_name_of_its_edition(store: Store) -> None:
    assert asked(store, "good_days", FIRST, LAST)["edition"] == "HJ 633-2012+HJ 633-2026"
    assert asked(store, "good_days", FIRST, LAST, "2031")["edition"] == "HJ 633-2026"


def test_a_mean_of_days_that_no_standard_judges_is_given_without_a_verdict(store: Store) -> None:
    row = asked(store, "pm25", date(2012, 6, 1), date(2012, 6, 2))
    assert (row["value"], row["edition"], row["valid"]) == ("70", "", 2)
    assert "no_edition" in row["note"].split(";")


@pytest.mark.parametrize("indicator", ["good_days", "composite_index", "compliance_rate_pm25"])
def test_what_needs_a_standard_of_a_day_without_one_says_which(indicator: str, store: Store) -> None:
    with pytest.raises(LookupError, match=r"judges 2012-06-0\d; the first judges from 2013-01-01"):
        asked(store, indicator, date(2012, 6, 1), date(2012, 6, 2))
