"""What wins places, exactly on the rounded figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.catalogue import entry
from assessment.lever import lever, needed
from assessment.ranking import place_of
from store.opening import Store
from tests.assessment.few_cities import END, START, TERMS

ASKED = {"within": "河南", "start": START, "end": END, "terms": TERMS}


@given(
    st.lists(st.integers(1, 12), min_size=2, max_size=8),
    st.data(),
    st.sampled_from(["competition", "dense"]),
    st.sampled_from(["pm25", "good_days"]),
)
def test_it_is_the_smallest_change_that_does_it(
    figures: list[int], data: st.DataObject, ties: str, code: str
) -> None:
    asked = entry(code)
    towards = 1 if asked.better == "high" else -1
    row = data.draw(st.integers(0, len(figures) - 1))
    values = np.array(figures, dtype=float)
    place = int(place_of(values, asked, ties)[row])
    if place == 1:
        return
    goal = data.draw(st.integers(1, place - 1))
    found = needed(values.copy(), row, goal, asked, ties)
    tried = values.copy()
    while place_of(tried, asked, ties)[row] > goal:  # one step after the other until the place is won
        tried[row] += towards
    assert found == tried[row]


def test_an_equal_figure_shares_the_place(cities: Store) -> None:
    """35, 40, 40, 65: to win a place is to win two, by 40; up to 40.5, which rounds to the even 40."""
    (row,) = lever(cities, indicator="pm25", member="新乡", places=1, **ASKED).table.to_dict("records")
    assert [row[k] for k in ("value", "needed", "change", "bound", "bound_included")] == [
        "65",
        "40",
        "-25",
        "40.5",
        "yes",
    ]
    assert (row["rank"], row["rank_after"]) == ("4", "2")
    (first,) = lever(cities, indicator="pm25", member="新乡", places=3, **ASKED).table.to_dict("records")
    assert [first[k] for k in ("needed", "bound", "bound_included", "rank_after")] == [
        "35",
        "35.5",
        "no",
        "1",
    ]


def test_each_item_of_the_index_alone(cities: Store) -> None:
    """I of Xinxiang: SO2 10/60 .17, NO2 20/40 .50, PM10 50/60 .83, PM2.5 65/30 2.17, CO .5/4 .12, O3 60/160 .38: 4.17.

    Jiaozuo has 1.33 for PM2.5: 3.33. PM2.5 must fall to 1.33, 40 ug m-3 (41 gives 1.37); no other item can give .84.
    """
    rows = lever(cities, indicator="composite_index", member="新乡", places=1, **ASKED).table.to_dict(
        "records"
    )
    assert [r["item"] for r in rows] == [
        "composite_index",
        "so2",
        "no2",
        "pm10",
        "pm25",
        "co_p95",
        "o3_8h_p90",
    ]
    told = {r["item"]: (r["value"], r["needed"], r["change"], r["rank_after"]) for r in rows}
    assert told["composite_index"] == ("4.17", "3.33", "-0.84", "2")
    assert told["pm25"] == ("65", "40", "-25", "2")
    for item in ("so2", "no2", "pm10", "co_p95", "o3_8h_p90"):
        assert told[item][1:] == ("", "", "")
    assert all("cannot" in r["note"].split(";") for r in rows if r["needed"] == "")


def test_what_cannot_be_won_is_a_sentence(cities: Store) -> None:
    with pytest.raises(ValueError, match="at place 4: there are 3 to be won, not 4"):
        lever(cities, indicator="pm25", member="新乡", places=4, **ASKED)
    with pytest.raises(ValueError, match="has no place"):
        lever(cities, indicator="pm25", member="济源", places=1, **ASKED)
