"""Targets of the indices of water followed through made-up months of Nantong: what the rest must be, what then comes.

The expected figures are computed again here with plain loops (环办监测〔2017〕51号; 总站生字〔2001〕090号).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import log, log10
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from actions.target_entry import load_book
from assessment.basis import Basis
from assessment.periods import Days
from assessment.target_board import one_target
from assessment.target_index import IndexMonths
from geo.atlas import Atlas
from indicators.water_means import plain, stacked
from indicators.water_regime import water_regime
from ingest.contract import SHANGHAI
from ingest.section import SectionRecord
from store.keeping import keep
from store.opening import Store, open_store
from store.water_sections import keep_sections
from tests.store.water_making import batch, said

UNTIL = date(2021, 12, 31)
DAY = date(2021, 9, 30)
BOOK = """
document: 试验责任书
start: 2021-01-01
end: 2021-12-31
targets:
  - {id: i-city, region: 南通市, indicator: cwqi, value: 3.75}
  - {id: i-lost, region: 南通市, indicator: cwqi, value: 1.2}
  - {id: i-lake, region: "section:L1", place: 湖心, indicator: tli, value: 50}
  - {id: i-lakes, region: 南通市, indicator: tli, value: 50}
  - {id: i-hard, region: "section:L1", place: 湖心, indicator: tli, value: 30}
  - {id: i-summer, region: 南通市, indicator: cwqi, value: 3.6, start: 2021-07-01, end: 2021-09-30}
"""
#: The river two-month-wise clean and foul, the lake with the five items of its trophic level.
UPPER = [
    {"ph": 7.6, "do": 8.0, "codmn": 4.0, "nh3n": 0.6, "tp": 0.16},
    {"ph": 8.2, "do": 5.0, "codmn": 6.0, "nh3n": 1.8, "tp": 0.30},
]
LOWER = {"ph": 7.4, "do": 6.0, "codmn": 5.0, "nh3n": 0.9, "tp": 0.2}
LAKE = {"ph": 8.4, "do": 9.0, "codmn": 4.5, "nh3n": 0.2, "tp": 0.06, "tn": 1.6, "chla": 24.0, "sd": 0.5}
PLACES = {"上桥": "H1", "下桥": "H2", "湖心": "L1"}
Means = dict[str, dict[str, float]]


def month_of(name: str, number: int) -> dict[str, float]:
    return {"上桥": UPPER[number % 2], "下桥": LOWER, "湖心": LAKE}[name]


def moment(year: int, number: int) -> datetime:
    return datetime(year, number, 2, tzinfo=SHANGHAI).astimezone(UTC)


def kept(folder: Path, atlas: Atlas, months: dict[tuple[int, int], Means]) -> Store:
    """A store with the register of three sections, these months of them, and the book."""
    opened = open_store(None, folder / "home", atlas)
    records = [
        SectionRecord(code=code, name=name, province="320000", city="320600", county="320612", answers_for="320612",
                      kind="lake" if code == "L1" else "river", control="city")
        for name, code in PLACES.items()
    ]  # fmt: skip
    keep_sections(opened, records, actor="张三", reason="名录")
    rows: list[Any] = [
        (name, moment(year, number), dict(values))
        for (year, number), means in months.items()
        for name, values in means.items()
    ]
    sections = [said(name) for name in PLACES]
    keep(opened, batch(rows, sections=sections, slot=timedelta(hours=4)))
    book = folder / "book.yaml"
    book.write_text(BOOK, encoding="utf-8")
    assert load_book(opened, book, by="张三", reason="试验").refused == ()
    return opened


def so_far() -> dict[tuple[int, int], Means]:
    return {(2021, n): {name: month_of(name, n) for name in PLACES} for n in range(1, 10)}


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = kept(tmp_path_factory.mktemp("index"), atlas, so_far())
    yield opened
    opened.close()


def told(store: Store, target: str, day: date = DAY, **more: Any) -> dict[str, Any]:
    answer = one_target(store, target=target, basis=Basis(), day=day, until=UNTIL, **more)
    return dict(answer.table.iloc[0])


def plain_mean(values: list[float], item: str) -> float:
    if item == "ph":
        return -log10(sum(10.0**-v for v in values) / len(values))
    return sum(values) / len(values)


def means_of(months: dict[tuple[int, int], Means]) -> Means:
    return {
        name: {
            item: plain_mean([m[name][item] for m in months.values()], item)
            for item in next(iter(months.values()))[name]
        }
        for name in PLACES
    }


def plain_cwqi(months: dict[tuple[int, int], Means]) -> float:
    """Two river sections and one lake point: each item of 51号 over the limit of class Ⅲ."""
    years, index = means_of(months), []
    for names, phosphorus in ((("上桥", "下桥"), 0.2), (("湖心",), 0.05)):
        mean = {i: plain_mean([years[n][i] for n in names], i) for i in ("ph", "do", "codmn", "nh3n", "tp")}
        index.append(
            5 / mean["do"] + mean["codmn"] / 6 + mean["nh3n"] + mean["tp"] / phosphorus
            + (7 - mean["ph"] if mean["ph"] <= 7 else (mean["ph"] - 7) / 2)
        )  # fmt: skip
    return (2 * index[0] + index[1]) / 3


def plain_tli(mean: dict[str, float]) -> float:
    rule = {
        "chla": (2.5, 1.086, 1.0), "tp": (9.436, 1.624, 0.84), "tn": (5.453, 1.694, 0.82),
        "sd": (5.118, -1.94, -0.83), "codmn": (0.109, 2.661, 0.83),
    }  # fmt: skip
    there = {item: one for item, one in rule.items() if item in mean}
    whole = sum(r * r for _, _, r in there.values())
    return sum(r * r / whole * 10 * (a + b * log(mean[i])) for i, (a, b, r) in there.items())


def going_on(
    factor: float, held: dict[tuple[int, int], Means] | None = None, months: tuple[int, ...] = (10, 11, 12)
) -> dict[tuple[int, int], Means]:
    """Months to come at a factor: oxygen divided, pH of the rivers (of the lake) shifted together."""
    mean = means_of(held or so_far())
    rest: Means = {}
    for names in (("上桥", "下桥"), ("湖心",)):
        shift = (factor - 1) * (plain_mean([mean[n]["ph"] for n in names], "ph") - 7)
        for name in names:
            rest[name] = {
                item: v + shift if item == "ph" else v / factor if item in ("do", "sd") else v * factor
                for item, v in mean[name].items()
            }
    return {(2021, n): rest for n in months}


def test_the_city_index_has_a_factor_for_the_months_to_come(store: Store) -> None:
    row = told(store, "i-city")
    assert float(row["figure"]) == pytest.approx(plain_cwqi(so_far()), abs=5e-5)
    assert (row["control_is"], row["control_unit"], row["rest"], row["rest_unit"]) == (
        "at_most", "factor", "3", "month",
    )  # fmt: skip
    assert (row["proof"], row["state"]) == ("open", "behind")
    assert (row["valid"], row["expected"]) == ("3", "3")
    factor = float(row["control"])
    assert plain_cwqi(so_far() | going_on(factor)) <= 3.75
    assert plain_cwqi(so_far() | going_on(factor + 0.001)) > 3.75


def test_a_year_that_goes_on_at_the_factor_meets_and_one_step_worse_misses(
    store: Store, atlas: Atlas, tmp_path: Path
) -> None:
    """The months to come are really kept, and judged as any year is."""
    factor = float(told(store, "i-city")["control"])
    for step, state in ((0.0, "met"), (0.001, "missed")):
        whole = kept(tmp_path / state, atlas, so_far() | going_on(factor + step))
        assert told(whole, "i-city", UNTIL)["state"] == state
        whole.close()


def test_what_if_the_rest_were_so_many_times_what_it_was(store: Store) -> None:
    for level in (0.5, 1.0, 1.7):
        row = told(store, "i-city", level=level)
        assert float(row["if_figure"]) == pytest.approx(plain_cwqi(so_far() | going_on(level)), abs=5e-5)
    # Nine months as they were and three alike leave the figure as it is.
    assert told(store, "i-city", level=1.0)["if_figure"] == told(store, "i-city")["figure"]


def test_a_city_index_that_no_rest_can_mend_is_proved_so(store: Store) -> None:
    """All three have nine months of the eight that a year needs: nothing more of them is 9/12 of what they were."""
    row = told(store, "i-lost")
    mean = means_of(so_far())

    def least(names: tuple[str, ...], phosphorus: float) -> float:
        over = {i: sum(mean[n][i] for n in names) / len(names) * 9 / 12 for i in ("codmn", "nh3n", "tp")}
        return over["codmn"] / 6 + over["nh3n"] + over["tp"] / phosphorus

    best = (2 * least(("上桥", "下桥"), 0.2) + least(("湖心",), 0.05)) / 3
    assert (row["proof"], row["state"]) == ("cannot", "missed")
    assert float(row["best"]) == pytest.approx(best, abs=5e-5)
    # At the end of July no section has the eight months yet: the year may end without any of them.
    assert told(store, "i-lost", date(2021, 7, 31))["proof"] == "open"


def test_a_trophic_index_has_a_factor_and_is_never_proved_lost_while_transparency_comes(store: Store) -> None:
    row = told(store, "i-lake")
    assert float(row["figure"]) == pytest.approx(plain_tli(LAKE), abs=0.05)
    factor = float(row["control"])

    def whole(x: float) -> float:
        # Nine months and three: each mean (9 + 3x)/12, that of transparency (9 + 3/x)/12.
        return plain_tli({i: v * (9 + 3 * (1 / x if i == "sd" else x)) / 12 for i, v in LAKE.items()})

    assert whole(factor) <= 50 < whole(factor + 0.001)
    # The only lake of the city is that point.
    city = told(store, "i-lakes")
    assert (city["figure"], city["control"]) == (row["figure"], row["control"])
    assert (told(store, "i-hard")["proof"], told(store, "i-hard")["best"]) == ("open", "-∞")


def test_each_item_alone_says_what_it_must_be(store: Store) -> None:
    def items(target: str) -> dict[tuple[str, str], dict[str, Any]]:
        answer = one_target(store, target=target, basis=Basis(), day=DAY, until=UNTIL, show="items")
        return {(str(row["item"]), str(row["body"])): dict(row) for _, row in answer.table.iterrows()}

    found = items("i-city")
    assert set(found) == {(i, b) for i in ("ph", "do", "codmn", "nh3n", "tp") for b in ("river", "lake")}
    ammonia = found["nh3n", "river"]
    # The index has to fall by so much; two of three parts of it are of the rivers, three of twelve months to come.
    mean = sum(means_of(so_far())[n]["nh3n"] for n in ("上桥", "下桥")) / 2
    level = mean - (plain_cwqi(so_far()) - 3.75) * 3 / 2 * 12 / 3
    assert (ammonia["is"], ammonia["alone"]) == ("at_most", "can")
    assert float(ammonia["level"]) == int(level * 1000) / 1000
    assert float(ammonia["figure"]) == pytest.approx(mean, abs=5e-4)
    assert found["do", "river"]["is"] == "at_least"
    trophic = items("i-lake")
    assert {i for i, _ in trophic} == {"chla", "tp", "tn", "codmn", "sd"}
    assert trophic["sd", "lake"]["is"] == "at_least"


def test_the_path_of_an_index_ends_on_its_target_at_the_factor(store: Store) -> None:
    answer = one_target(
        store, target="i-city", basis=Basis(), day=DAY, until=UNTIL, show="path", precision="full"
    )
    rows = answer.table
    assert (len(rows), rows["day"].iloc[-1]) == (12, "2021-12-31")
    assert list(rows["actual"][9:]) == ["", "", ""]
    assert float(rows["actual"].iloc[8]) == pytest.approx(plain_cwqi(so_far()))
    end = float(rows["needed"].iloc[-1])
    assert 3.745 < end <= 3.75


def test_the_remarks_say_what_is_held_and_over_what_it_is_proved(store: Store) -> None:
    answer = one_target(store, target="i-city", basis=Basis(), day=DAY, until=UNTIL)
    zh = " ".join(one.zh for one in answer.remarks)
    en = " ".join(one.en for one in answer.remarks)
    assert "× λ（溶解氧 ÷ λ" in zh
    assert "oxygen ÷ λ" in en
    assert "3 个断面（点位）" in zh
    assert "3 sections" in en
    assert answer.passport.formula.zh in zh


#: Ammonia of the rest of the years on record, in shares of what it was so far.
RESTS = {2017: 0.5, 2018: 0.9, 2019: 1.5, 2020: 0.2}


def test_the_same_months_of_past_years_give_a_frequency(atlas: Atlas, tmp_path: Path) -> None:
    # This year nobody measures chlorophyll: it does not come into this year's index from others.
    without = {item: v for item, v in LAKE.items() if item != "chla"}
    months = {k: v | {"湖心": without} for k, v in so_far().items()}
    for year, share in RESTS.items():
        for n in range(1, 13):
            by = share if n > 9 else 1.0
            # What was sampled then and not this year, a COD of 60 mg/L, is no part of this year's index.
            months[year, n] = {
                name: month_of(name, n) | {"nh3n": month_of(name, n)["nh3n"] * by, "cod": 60.0}
                for name in PLACES
            }
    opened = kept(tmp_path, atlas, months)
    row = told(opened, "i-city")
    expected = 0
    for year in RESTS:
        rest = {k: v for k, v in months.items() if k[0] == year and k[1] > 9}
        expected += plain_cwqi(so_far() | rest) <= 3.75
    assert 0 < expected < len(RESTS)
    assert (row["years"], row["years_met"], row["probability"]) == ("4", str(expected), f"{expected / 4:.2f}")
    answer = one_target(
        opened, target="i-lake", basis=Basis(), day=DAY, until=UNTIL, show="path", precision="full"
    )
    for end in ("ahead_low", "ahead_high"):
        assert [float(v) for v in answer.table[end][9:]] == pytest.approx([plain_tli(without)] * 3)
    opened.close()


def items_of(store: Store, target: str, day: date = DAY) -> list[str]:
    answer = one_target(store, target=target, basis=Basis(), day=day, until=UNTIL, show="items")
    return [str(item) for item in answer.table["item"]]


@pytest.mark.parametrize("target", ["i-city", "i-lake"])
def test_before_the_first_month_is_over_no_factor_was_sought(store: Store, target: str) -> None:
    """On 20 January there is a figure, of the running month; months that are over there are none."""
    day = date(2021, 1, 20)
    row = told(store, target, day)
    assert row["figure"] != ""
    assert (row["control"], row["control_is"], row["rest"], row["proof"]) == ("", "", "12", "open")
    assert row["formula"].endswith("；首月尚未结束，未求 λ")
    assert items_of(store, target, day) == []
    answer = one_target(store, target=target, basis=Basis(), day=day, until=UNTIL)
    for text in (answer.passport.formula.en, " ".join(one.en for one in answer.remarks)):
        assert "its first month is not over, no λ sought" in text
        assert "λ = 0" not in text
    # The day on which it is over has a factor.
    assert float(told(store, target, date(2021, 1, 31))["control"]) > 0


def test_a_trophic_index_of_fewer_than_three_items_has_neither_factor_nor_levels(
    atlas: Atlas, tmp_path: Path
) -> None:
    """No one of two items can be what is lacking: there is no index."""
    two = {item: LAKE[item] for item in ("codmn", "tp")}
    opened = kept(tmp_path, atlas, {k: v | {"湖心": two} for k, v in so_far().items()})
    for target in ("i-lake", "i-lakes"):
        row = told(opened, target)
        assert (row["figure"], row["control"], row["proof"], row["state"]) == ("", "", "open", "behind")
        assert row["formula"].endswith("；至今各月尚无指数，未求 λ")
        assert items_of(opened, target) == []
    opened.close()


def test_an_index_of_a_quarter_is_followed_by_the_rule_of_a_quarter(
    store: Store, atlas: Atlas, tmp_path: Path
) -> None:
    """环办〔2011〕22号: a quarter needs two samples; July and August have them, and September alone is to come."""
    held = {k: v for k, v in so_far().items() if k[1] in (7, 8)}
    row = told(store, "i-summer", date(2021, 8, 31))
    assert float(row["figure"]) == pytest.approx(plain_cwqi(held), abs=5e-5)
    assert (row["rest"], row["rest_unit"], row["proof"]) == ("1", "month", "open")
    factor = float(row["control"])
    assert plain_cwqi(held | going_on(factor, held, (9,))) <= 3.6
    assert plain_cwqi(held | going_on(factor + 0.001, held, (9,))) > 3.6
    # Nothing but the two months is sure; all that falls may be 0 and pH 7 in September.
    mean = means_of(held)

    def least(names: tuple[str, ...], phosphorus: float) -> float:
        over = {i: sum(mean[n][i] for n in names) / len(names) * 2 / 3 for i in ("codmn", "nh3n", "tp")}
        return over["codmn"] / 6 + over["nh3n"] + over["tp"] / phosphorus

    best = (2 * least(("上桥", "下桥"), 0.2) + least(("湖心",), 0.05)) / 3
    assert float(row["best"]) == pytest.approx(best, abs=5e-5)
    # One month has one sample of everything: the quarter may yet end without any index to bound.
    july = told(store, "i-summer", date(2021, 7, 31))
    assert (july["rest"], july["best"]) == ("2", "0.0000")
    one = {k: v for k, v in held.items() if k[1] == 7}
    factor = float(july["control"])
    assert plain_cwqi(one | going_on(factor, one, (8, 9))) <= 3.6
    assert plain_cwqi(one | going_on(factor + 0.001, one, (8, 9))) > 3.6
    # Kept in truth, the quarter meets at the factor and misses one step above it.
    for step, state in ((0.0, "met"), (0.001, "missed")):
        factor = float(row["control"])
        whole = kept(tmp_path / state, atlas, held | going_on(factor + step, held, (9,)))
        assert told(whole, "i-summer", date(2021, 9, 30))["state"] == state
        whole.close()


def test_of_what_another_stretch_has_and_these_months_have_not_nothing_is_left() -> None:
    """Ammonia and COD of two sections in the autumn of a past year; this year only the ammonia of the first."""
    nan = float("nan")

    def stretch(first: date, last: date, *months: list[list[float]]) -> IndexMonths:
        return IndexMonths(
            code="cwqi", first=first, last=last, whole=Days(first=date(2021, 1, 1), last=UNTIL), codes=("H1", "H2"),
            lake=np.array([False, False]), items=("nh3n", "cod"), rules=water_regime(UNTIL),
            months=stacked([plain(month) for month in months]),
        )  # fmt: skip

    ours = stretch(date(2021, 1, 1), date(2021, 1, 31), [[0.4, nan], [nan, nan]])
    theirs = stretch(
        date(2020, 2, 1), date(2020, 3, 31), [[0.5, 10.0], [0.9, 20.0]], [[0.6, nan], [1.0, 30.0]]
    )
    whole = ours.followed_by(theirs).months
    expected = [[[0.4, nan], [nan, nan]], [[0.5, nan], [nan, nan]], [[0.6, nan], [nan, nan]]]
    for array in (whole.numbers, whole.values):
        np.testing.assert_array_equal(array, np.array(expected))
    np.testing.assert_array_equal(whole.count, (~np.isnan(np.array(expected))).astype(int))
    # What was given is as it was.
    assert theirs.months.numbers[0, 1, 1] == 20.0
