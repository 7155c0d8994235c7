"""Why a place changed: the shares add up, and a revised hour is told as a revision."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.catalogue import entry
from assessment.ranking import place_of, rank
from assessment.retrace import retrace, shares
from geo.atlas import Atlas
from store.opening import Store
from tests.assessment.few_cities import (
    END,
    FRIDAY,
    JIAOZUO,
    JIYUAN,
    LUOYANG,
    MONDAY,
    START,
    TERMS,
    XINXIANG,
    ZHENGZHOU,
    by_code,
    filled,
    put,
)  # fmt: skip

FIGURES = st.lists(st.one_of(st.none(), st.integers(1, 9)), min_size=1, max_size=8)
PM25 = entry("pm25")


def array(figures: list[int | None]) -> np.ndarray:
    return np.array([np.nan if f is None else f for f in figures], dtype=float)


@given(st.data(), st.sampled_from(["competition", "dense"]), st.sampled_from(["pm25", "good_days"]))
def test_shares_add_up_to_the_change(data: st.DataObject, ties: str, code: str) -> None:
    then = array(data.draw(FIGURES))
    now = array(
        data.draw(st.lists(st.one_of(st.none(), st.integers(1, 9)), min_size=len(then), max_size=len(then)))
    )
    asked = entry(code)
    parts = shares(then, now, asked, ties)
    change = place_of(now, asked, ties) - place_of(then, asked, ties)
    np.testing.assert_array_equal(parts.own + parts.others + parts.membership, change)


@given(FIGURES, st.randoms(use_true_random=False), st.sampled_from(["competition", "dense"]))
def test_the_order_of_members_does_not_matter(figures: list[int | None], random: object, ties: str) -> None:
    order = list(range(len(figures)))
    random.shuffle(order)  # type: ignore[attr-defined]
    there = place_of(array(figures), PM25, ties)
    np.testing.assert_array_equal(place_of(array([figures[i] for i in order]), PM25, ties), there[order])


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=8), st.data(), st.sampled_from(["competition", "dense"])
)
def test_improving_never_worsens_a_place(figures: list[int], data: st.DataObject, ties: str) -> None:
    row = data.draw(st.integers(0, len(figures) - 1))
    better = [*figures]
    better[row] -= data.draw(st.integers(1, 5))
    before, after = place_of(array([*figures]), PM25, ties), place_of(array([*better]), PM25, ties)
    assert after[row] <= before[row]


def test_membership_moves_who_did_not_move(cities: Store) -> None:
    """Jiyuan led a year ago and sends nothing now; Luoyang came. Zhengzhou and Jiaozuo keep their order."""
    answer = retrace(
        cities, indicator="pm25", within="河南", start=START, end=END, terms=TERMS, against="year"
    )
    rows = by_code(answer.table)
    told = [
        tuple(rows[c][k] for k in ("place_then", "place_now", "change", "cause"))
        for c in (ZHENGZHOU, JIAOZUO)
    ]
    assert told == [("2", "1", "-1", "membership"), ("3", "2", "-1", "membership")]
    assert (rows[LUOYANG]["cause"], rows[JIYUAN]["cause"]) == ("entered", "left")
    assert rows[XINXIANG]["cause"] == ""


def test_own_and_others_are_told_apart(cities: Store) -> None:
    """Zhengzhou falls from 45 to 35 and passes two that stay at 40 together."""
    answer = retrace(
        cities, indicator="pm25", within="河南", start=START, end=END, terms=TERMS, against="period"
    )
    rows = by_code(answer.table)
    shares_of = ("place_then", "place_now", "own", "others", "membership", "cause")
    assert [rows[ZHENGZHOU][k] for k in shares_of] == ["3", "1", "-2", "0", "0", "own"]
    assert [rows[JIAOZUO][k] for k in shares_of] == ["1", "2", "0", "1", "0", "others"]


def test_a_member_is_told_with_those_that_passed_it(cities: Store) -> None:
    answer = retrace(cities, indicator="pm25", within="河南", start=START, end=END, terms=TERMS, against="period",
                    member="焦作")  # fmt: skip
    assert [(r["code"], r["against_it"]) for r in answer.table.to_dict("records")] == [
        (JIAOZUO, ""), (ZHENGZHOU, "ahead"), (XINXIANG, "behind"),
    ]  # fmt: skip


def test_nothing_to_compare_is_a_sentence(cities: Store) -> None:
    with pytest.raises(ValueError, match="say what is compared"):
        retrace(cities, indicator="pm25", within="河南", start=START, end=END, terms=TERMS)


def test_as_known_on_monday_and_as_known_now(atlas: Atlas, tmp_path: Path) -> None:
    """On Friday Jiaozuo's hours are revised from 40 to 30: it passes Zhengzhou (35) and leaves Luoyang (40) behind."""
    clock = [MONDAY]
    store = filled(tmp_path, atlas, lambda: clock[0])
    clock[0] = FRIDAY
    put(store, {JIAOZUO: 30.0}, START, name="revised.csv")
    monday = replace(TERMS, as_of=MONDAY + timedelta(hours=1))
    asked = {"indicator": "pm25", "within": "河南", "start": START, "end": END}

    def places(terms: object) -> dict[str, tuple[object, object]]:
        answer = rank(store, terms=terms, **asked)  # type: ignore[arg-type]
        return {c: (r["rank"], r["value"]) for c, r in by_code(answer.table).items() if r["rank"]}

    assert places(monday) == {
        ZHENGZHOU: ("1", "35"),
        LUOYANG: ("2", "40"),
        JIAOZUO: ("2", "40"),
        XINXIANG: ("4", "65"),
    }
    assert places(TERMS) == {
        JIAOZUO: ("1", "30"),
        ZHENGZHOU: ("2", "35"),
        LUOYANG: ("3", "40"),
        XINXIANG: ("4", "65"),
    }
    rows = by_code(retrace(store, terms=monday, **asked).table)
    told = {c: tuple(rows[c][k] for k in ("change", "own", "others", "own_revision", "others_revision", "cause"))
            for c in (JIAOZUO, ZHENGZHOU, LUOYANG, XINXIANG)}  # fmt: skip
    assert told == {
        JIAOZUO: ("-1", "0", "0", "-1", "0", "revision"),
        ZHENGZHOU: ("1", "0", "0", "0", "1", "revision"),
        LUOYANG: ("1", "0", "0", "0", "1", "revision"),
        XINXIANG: ("0", "0", "0", "0", "0", ""),
    }
    store.close()
