"""Days of cities by level, beside the same days of the year before."""

from __future__ import annotations

from datetime import date

from assessment.level_days import level_days
from store.opening import Store
from tests.assessment.few_cities import END, JIAOZUO, JIYUAN, LUOYANG, START, TERMS, XINXIANG, ZHENGZHOU


def test_days_have_the_level_of_the_edition_of_their_day(cities: Store) -> None:
    """PM2.5 35 is the end of 优, 40 is 良, 65 lies above 60, the end of 良 (HJ 633-2026 table 1)."""
    found = level_days(cities, within="410000", first=START, last=END, terms=TERMS)
    assert found.days == (START, END)
    at = {code: i for i, code in enumerate(found.answer.table["code"])}
    levels = {code: found.level[:, i].tolist() for code, i in at.items()}
    assert levels[ZHENGZHOU] == [1, 1]
    assert levels[LUOYANG] == [2, 2]
    assert levels[XINXIANG] == [3, 3]


def test_good_and_heavy_days_are_counted_against_last_year(cities: Store) -> None:
    """Last year's two days were judged by 2012: PM2.5 60 lies below 75, the end of its 良."""
    found = level_days(cities, within="410000", first=START, last=END, terms=TERMS)
    rows = {row["code"]: row for row in found.answer.table.to_dict("records")}
    assert (rows[JIAOZUO]["good"], rows[JIAOZUO]["heavy"], rows[JIAOZUO]["valid"]) == (2, 0, 2)
    assert (rows[XINXIANG]["good"], rows[XINXIANG]["good_before"]) == (0, 2)
    assert (rows[LUOYANG]["valid"], rows[LUOYANG]["valid_before"]) == (2, 0)


def test_only_those_asked_for_and_a_day_without_data_has_no_level(cities: Store) -> None:
    found = level_days(cities, within=None, first=date(2026, 3, 1), last=END, terms=TERMS, only=[JIAOZUO])
    assert found.answer.table["code"].tolist() == [JIAOZUO]
    assert found.level[:, 0].tolist() == [0, 0, 2, 2, 2, 2]
    assert int(found.answer.table["valid"].iloc[0]) == 4
    assert found.answer.passport.reference.question == "level_days"
    assert JIYUAN not in found.answer.table["code"].tolist()
