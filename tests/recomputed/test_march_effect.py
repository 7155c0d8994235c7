"""March 2026 under both editions: counted a second time from the days themselves."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal

import pytest

pytestmark = pytest.mark.real
MARCH = ("--start", "2026-03-01", "--end", "2026-03-31")
Ask = Callable[..., list[dict[str, str]]]


def test_good_days_under_each_edition_are_those_of_the_days(ask: Ask) -> None:
    effect = {(r["code"], r["indicator"]): r for r in ask("effect", "--in", "河南", *MARCH)}
    assert len(effect) == 18 * 4
    for column, edition in (("value_from", "2012"), ("value_to", "2026")):
        days = ask("table", "aqi", "--of", "city", "--in", "河南", *MARCH, "--edition", edition)
        for code in {r["code"] for r in days}:
            aqi = [int(r["value"]) for r in days if r["code"] == code and r["value"]]
            assert effect[code, "good_days"][column] == str(sum(a <= 100 for a in aqi))
            assert effect[code, "heavy_days"][column] == str(sum(a > 200 for a in aqi))


def test_days_over_the_limits_are_those_that_are_not_good(ask: Ask) -> None:
    """Until 2030 a complete day is good exactly when all six items meet their daily limits."""
    flips = {(r["code"], r["item"]): r for r in ask("effect", "--in", "河南", *MARCH, "--flips", "--all")}
    effect = {(r["code"], r["indicator"]): r for r in ask("effect", "--in", "河南", *MARCH)}
    for code in {code for code, _ in flips}:
        good = effect[code, "good_days"]
        if good["valid"] != "31":
            continue
        for word, column in (("from", "value_from"), ("to", "value_to")):
            assert int(flips[code, "all"][f"days_over_{word}"]) == 31 - int(good[column])


def test_the_lever_wins_what_it_promises(ask: Ask) -> None:
    """The index with the item's needed figure, by hand: limits 60 40 60 30 4 160, each ratio rounded to 2 decimals."""
    rows = {
        r["item"]: r
        for r in ask("lever", "composite_index", "--in", "河南", *MARCH, "--member", "焦作", "--places", "2")
    }
    goal = Decimal(rows["composite_index"]["needed"])
    limits = {"so2": 60, "no2": 40, "pm10": 60, "pm25": 30, "co_p95": 4, "o3_8h_p90": 160}
    values = {item: Decimal(rows[item]["value"]) for item in limits}

    def index(**changed: Decimal) -> Decimal:
        ratios = [(values | changed)[item] / limit for item, limit in limits.items()]
        return sum((r.quantize(Decimal("0.01"), ROUND_HALF_EVEN) for r in ratios), Decimal(0))

    assert index() == Decimal(rows["composite_index"]["value"])
    won = [item for item in limits if rows[item]["needed"]]
    assert won
    for item in won:
        step = Decimal("0.1") if item == "co_p95" else 1
        found = Decimal(rows[item]["needed"])
        assert index(**{item: found}) <= goal
        assert index(**{item: found + step}) > goal
