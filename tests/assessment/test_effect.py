"""The effect of a change of standard, and whose verdict flips."""

from __future__ import annotations

from assessment.effect import effect, flips
from store.opening import Store
from tests.assessment.few_cities import END, JIAOZUO, START, TERMS, XINXIANG, ZHENGZHOU

ASKED = {"within": "河南", "start": START, "end": END, "terms": TERMS}


def test_the_split_of_a_change_adds_up(cities: Store) -> None:
    """Xinxiang: 60 a year ago and 65 now are good under 2012 (to 75), 65 is not under 2026 (to 60): all standard."""
    rows = effect(cities, against="year", **ASKED).table.to_dict("records")
    told = {
        (r["code"], r["indicator"]): tuple(r[k] for k in ("against_value", "value_from", "value_to", "change",
                                                          "standard", "air"))
        for r in rows
    }  # fmt: skip
    assert told[XINXIANG, "good_days"] == ("2", "2", "0", "-2", "-2", "0")
    assert told[XINXIANG, "good_day_rate"] == ("100.0", "100.0", "0.0", "-100.0", "-100.0", "0.0")
    # Jiaozuo, PM2.5 50 then and 40 now: 1.43, 1.14, 1.33; PM10 50: .71, .71, .83; the rest .17 .50 .12 .38.
    assert told[JIAOZUO, "composite_index"] == ("3.31", "3.02", "3.33", "0.02", "0.31", "-0.29")
    assert told[JIAOZUO, "heavy_days"] == ("0", "0", "0", "0", "0", "0")


def test_the_day_is_judged_by_its_own_edition_or_wholly_by_a_named_one(cities: Store) -> None:
    rows = effect(cities, old="auto", new="2012", **ASKED).table.to_dict("records")
    (row,) = [r for r in rows if (r["code"], r["indicator"]) == (XINXIANG, "good_days")]
    told = [row[k] for k in ("value_from", "value_to", "edition_from", "edition_to")]
    assert told == ["0", "2", "HJ 633-2026", "HJ 633-2012"]


def test_flips_of_the_window_and_of_days(cities: Store) -> None:
    rows = {(r["code"], r["item"]): r for r in flips(cities, only=False, **ASKED).table.to_dict("records")}
    mean = rows[ZHENGZHOU, "pm25"]  # 35 against 35, 30, 25
    assert [mean[f"verdict_{w}"] for w in ("from", "to", "2031")] == ["within", "over", "over"]
    assert mean["flips"] == "to;2031"
    assert "annual_limit" in mean["note"].split(";")
    days = rows[XINXIANG, "pm25"]  # 65 against 75, 60, 50 a day; 65 is over every annual limit
    assert [days[f"days_over_{w}"] for w in ("from", "to", "2031")] == [0, 2, 2]
    assert (days["flips"], days["verdict_from"]) == ("", "over")
    assert [rows[XINXIANG, "all"][f"days_over_{w}"] for w in ("from", "to", "2031")] == [0, 2, 2]
    assert rows[ZHENGZHOU, "all"]["flips"] == "to;2031"
    assert rows["410200", "pm25"]["verdict_to"] == ""  # Kaifeng sends nothing


def test_only_the_rows_that_flip(cities: Store) -> None:
    told = {(r["code"], r["item"]) for r in flips(cities, **ASKED).table.to_dict("records")}
    assert told == {(ZHENGZHOU, "pm25"), (ZHENGZHOU, "all"), (XINXIANG, "pm25"), (XINXIANG, "all")}
