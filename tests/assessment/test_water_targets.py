"""Targets of water followed through three made-up months of two sections of Nantong, each figure computed again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.target_entry import load_book
from assessment.basis import Basis
from assessment.target_board import board, one_target
from geo.atlas import Atlas
from ingest.contract import SHANGHAI
from ingest.section import SectionRecord
from store.keeping import keep
from store.opening import Store, open_store
from store.water_sections import keep_sections
from tests.store.water_making import batch, said

UNTIL = date(2021, 12, 31)
CLEAN = {"ph": 7.5, "do": 8.0, "codmn": 3.0, "cod": 14.0, "bod5": 2.5, "tp": 0.08, "nh3n": 0.3}
#: Ammonia of the upper section: the mean 1.1 mg/L is Class Ⅳ (limits of GB 3838-2002: Ⅲ 1.0, Ⅳ 1.5).
AMMONIA = {1: 1.2, 2: 1.4, 3: 0.7}
BOOK = """
document: 试验责任书
start: 2021-01-01
end: 2021-12-31
targets:
  - {id: w-class, region: "section:H1", place: 上桥, indicator: water_class, value: Ⅲ}
  - {id: w-clean, region: "断面:H2", place: 下桥, indicator: water_class, value: 3}
  - {id: w-nh3n, region: "section:H1", place: 上桥, indicator: nh3n, value: 1.0}
  - {id: w-share, region: 南通市, indicator: good_water_share, value: 74.2}
  - {id: w-high, region: 南通市, indicator: good_water_share, value: 92}
  - {id: w-low, region: 南通市, indicator: good_water_share, value: 16}
  - {id: w-bad, region: 南通市, indicator: worse_than_v_share, value: 0}
  - {id: w-bad-relative, region: "section:H1", place: 上桥, indicator: nh3n, value: -10, relative: year}
"""


def month(number: int) -> datetime:
    return datetime(2021, number, 1, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("water")
    opened = open_store(None, folder / "home", atlas)
    records = [
        SectionRecord(code=code, name=name, province="320000", city="320600", county=county, answers_for=county,
                      kind="river", control="city")
        for code, name, county in (("H1", "上桥", "320612"), ("H2", "下桥", "320623"))
    ]  # fmt: skip
    keep_sections(opened, records, actor="张三", reason="名录")
    for number, ammonia in AMMONIA.items():
        rows = [("上桥", month(number), CLEAN | {"nh3n": ammonia}), ("下桥", month(number), dict(CLEAN))]
        made = batch(rows, sections=[said("上桥"), said("下桥")], slot=month(number + 1) - month(number))  # type: ignore[arg-type]
        keep(opened, made)
    book = folder / "book.yaml"
    book.write_text(BOOK, encoding="utf-8")
    done = load_book(opened, book, by="张三", reason="试验")
    assert done.refused == ()
    yield opened
    opened.close()


def told(store: Store, target: str, day: date | None = date(2021, 3, 31), **more: Any) -> dict[str, Any]:
    answer = one_target(store, target=target, basis=Basis(), day=day, until=UNTIL, **more)
    return dict(answer.table.iloc[0])


def test_the_class_of_a_section_is_said_in_roman_and_compared_by_number(store: Store) -> None:
    row = told(store, "w-class")
    assert (row["target"], row["comparator"], row["figure"], row["state"]) == ("Ⅲ", "<=", "Ⅳ", "behind")
    assert (row["place"], row["above"]) == ("上桥", "通州区")
    clean = told(store, "w-clean")
    assert (clean["figure"], clean["state"]) == ("Ⅱ", "on_course")


def test_what_the_months_to_come_must_average(store: Store) -> None:
    """(1.0·12 − 3.3)/9 = 0.9667 mg/L over the nine months to come, shown to the safe side."""
    assert (1.0 * 12 - sum(AMMONIA.values())) / 9 == pytest.approx(0.96667, abs=1e-5)
    row = told(store, "w-nh3n")
    assert (row["control"], row["control_is"], row["proof"], row["state"]) == (
        "0.966",
        "at_most",
        "open",
        "behind",
    )
    assert float(row["figure"]) == pytest.approx(1.1)


def test_what_if_every_remaining_month_were_at_a_level(store: Store) -> None:
    """(3.3 + 9·0.5)/12 = 0.65."""
    row = told(store, "w-nh3n", level=0.5)
    assert (float(row["if_figure"]), row["if_met"]) == (0.65, "true")
    assert told(store, "w-nh3n", level=0.967)["if_met"] == "false"


def test_the_path_of_an_item_goes_from_month_to_month(store: Store) -> None:
    """Running means 1.2, 1.3, 1.1; at the control value the year ends on the target itself."""
    answer = one_target(
        store,
        target="w-nh3n",
        basis=Basis(),
        day=date(2021, 3, 31),
        until=UNTIL,
        show="path",
        precision="full",
    )
    rows = answer.table
    assert list(rows["day"])[:3] == ["2021-01-31", "2021-02-28", "2021-03-31"]
    assert (len(rows), rows["day"].iloc[-1]) == (12, "2021-12-31")
    assert [float(v) for v in rows["actual"][:3]] == pytest.approx([1.2, 1.3, 1.1])
    assert float(rows["needed"].iloc[-1]) == pytest.approx(1.0)


def test_of_a_class_each_item_says_what_it_must_average(store: Store) -> None:
    answer = one_target(
        store, target="w-class", basis=Basis(), day=date(2021, 3, 31), until=UNTIL, show="items"
    )
    rows = {row["item"]: row for _, row in answer.table.iterrows()}
    # A class is judged by the rounded mean: 1.005 is 1.00, and (1.005·12 − 3.3)/9 = 0.97333.
    assert (rows["nh3n"]["limit"], rows["nh3n"]["level"], rows["nh3n"]["alone"]) == ("1", "0.973", "can")
    assert (rows["tp"]["limit"], rows["tp"]["is"]) == ("0.2", "at_most")
    # Oxygen is a least value: 4.95 is 5.0, and (4.95·12 − 24)/9 = 3.93.., upwards.
    assert (rows["do"]["limit"], rows["do"]["is"], rows["do"]["level"]) == ("5", "at_least", "3.94")
    # Acid for nine months: 10^−5.5·12 less three months of 10^−7.5, over nine: pH 5.376, upwards.
    bounds = [(row["is"], row["alone"]) for _, row in answer.table.iterrows() if row["item"] == "ph"]
    assert bounds == [("at_least", "can"), ("at_most", "need_not")]
    assert answer.table["item"].iloc[0] == "nh3n"  # the hardest first


def test_a_class_is_met_if_and_only_if_every_item_keeps_its_bound(store: Store) -> None:
    row = told(store, "w-class")
    # An item with fewer than eight months may yet leave the class of the year: nothing is proved by three.
    assert (row["binding"], row["proof"], row["best"], row["worst"]) == ("nh3n<=0.973", "open", "Ⅰ", "劣Ⅴ")
    assert (row["control"], row["rest"], row["rest_unit"]) == ("", "9", "month")
    # Of the clean one nothing has to get better; the nearest bound is named: (20.05·12 − 3·14)/9 = 22.07.
    assert told(store, "w-clean")["binding"] == "cod<=22.06"


def test_a_month_that_is_running_counts_among_those_to_come(store: Store) -> None:
    """On 20 March the samples of March can still be outweighed: (12 − 2.6)/10 = 0.94."""
    row = told(store, "w-nh3n", date(2021, 3, 20))
    assert (row["control"], row["rest"]) == ("0.940", "10")


def test_shares_of_a_city_count_its_sections(store: Store) -> None:
    """Of six section-months four are in Class Ⅰ–Ⅲ, none is worse than Ⅴ; 74.2 % of 24 are 17.8, so 14 of 18."""
    share = told(store, "w-share")
    assert (share["figure"], share["valid"], share["state"]) == ("66.7", "6", "behind")
    assert (share["control"], share["control_is"], share["control_unit"]) == (
        "14",
        "at_least",
        "section_month",
    )
    assert (share["rest"], share["rest_unit"], share["proof"]) == ("18", "section_month", "open")
    bad = told(store, "w-bad")
    assert (bad["state"], bad["control"], bad["control_is"], bad["proof"]) == (
        "on_course",
        "0",
        "at_most",
        "open",
    )
    #: 4 + 13 of 24 are 70.8 %, 4 + 14 are 75 %.
    assert told(store, "w-share", level=13)["if_met"] == "false"
    assert told(store, "w-share", level=14)["if_met"] == "true"


def test_a_share_that_no_rest_can_mend_is_proved_so(store: Store) -> None:
    """Two of six are not Ⅰ–Ⅲ: 22 of 24 at the best are 91.7 %, and 4 of 24 at the worst 16.7 %."""
    assert (told(store, "w-high")["proof"], told(store, "w-high")["state"]) == ("cannot", "missed")
    assert (told(store, "w-low")["proof"], told(store, "w-low")["state"]) == ("certain", "met")


def test_states_from_before_the_period_to_after_it(store: Store) -> None:
    assert told(store, "w-clean", date(2020, 12, 31))["state"] == "not_begun"
    over = told(store, "w-clean", date(2022, 1, 31))
    assert over["state"] == "on_course"  # its last months were never sampled: neither met nor missed
    assert "too_few_months" in over["note"]


def test_the_default_day_is_the_end_of_the_last_month_with_samples(store: Store) -> None:
    assert told(store, "w-class", None)["day"] == "2021-03-31"


def test_without_the_year_before_a_relative_target_demands_nothing(store: Store) -> None:
    assert "no_earlier_value" in told(store, "w-bad-relative")["note"]


def test_sections_stand_on_the_board_of_those_who_answer_for_them(store: Store) -> None:
    def ids(region: str) -> set[str]:
        answer = board(store, basis=Basis(), within=region, day=date(2021, 3, 31), until=UNTIL)
        return {str(i) for i in answer.table["id"] if str(i).startswith("w-")}

    assert ids("320612") == {"w-class", "w-nh3n", "w-bad-relative"}
    assert ids("320623") == {"w-clean"}
    assert ids("320600") == {
        "w-class",
        "w-nh3n",
        "w-bad-relative",
        "w-clean",
        "w-share",
        "w-bad",
        "w-high",
        "w-low",
    }
    assert ids("320400") == set()


#: Ammonia from April to December of the years on record; January to March 1.2, 1.4, 0.7 as in 2021.
RESTS = {2016: 0.9, 2017: 0.95, 2018: 1.0, 2019: 0.6, 2020: 1.3}
PAST_BOOK = BOOK.replace("南通市", '"320612"')


@pytest.fixture(scope="module")
def years(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("years")
    opened = open_store(None, folder / "home", atlas)
    one = SectionRecord(code="H1", name="上桥", province="320000", city="320600", county="320612",
                        answers_for="320612", kind="river", control="city")  # fmt: skip
    keep_sections(opened, [one], actor="张三", reason="名录")
    rows: list[Any] = []
    for year, rest in [*RESTS.items(), (2021, 0.0)]:
        months = {**AMMONIA, **(dict.fromkeys(range(4, 13), rest) if year < 2021 else {})}
        rows += [
            ("上桥", datetime(year, m, 1, tzinfo=SHANGHAI).astimezone(UTC), CLEAN | {"nh3n": ammonia})
            for m, ammonia in months.items()
        ]
    keep(opened, batch(rows, sections=[said("上桥")], slot=timedelta(days=28)))
    book = folder / "book.yaml"
    book.write_text(PAST_BOOK, encoding="utf-8")
    assert [s for s in load_book(opened, book, by="张三", reason="试验").refused if "H2" not in s.en] == []
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("target", "met", "probability"),
    [
        ("w-nh3n", "3", "0.60"),  # (3.3 + 9r)/12 <= 1: r <= 0.9667: 2016, 2017, 2019
        ("w-class", "3", "0.60"),  # by the rounded mean r <= 0.9733: the same three
        ("w-share", "4", "0.80"),  # 1 good of 3, then nine good months but in 2020: 10/12 = 83.3 %
    ],
)
def test_the_same_months_of_past_years_give_a_frequency(
    years: Store, target: str, met: str, probability: str
) -> None:
    row = told(years, target)
    assert (row["years"], row["years_met"], row["probability"]) == ("5", met, probability)


def test_past_years_of_water_are_shown_and_the_rule_is_tried_on_them(years: Store) -> None:
    def shown(target: str, show: str) -> dict[str, Any]:
        answer = one_target(
            years, target=target, basis=Basis(), day=date(2021, 3, 31), until=UNTIL, show=show
        )
        return {str(row["year"]): row for _, row in answer.table.iterrows()}

    found = shown("w-nh3n", "years")
    assert (found["2020"]["rest"], found["2020"]["would_meet"]) == ("1.30", "false")
    assert found["2020"]["own_so_far"] == "1.10"
    # (3.3 + 9·1.3)/12 = 1.25, and so it was in 2020 itself
    assert (found["2020"]["whole_with_it"], found["2020"]["own_whole"]) == ("1.25", "1.25")
    assert shown("w-class", "years")["2020"]["whole_with_it"] == "Ⅳ"
    # Each year is judged by the four others: 2020 by three that met of four; it missed.
    tried = shown("w-nh3n", "backtest")
    assert (tried["2020"]["probability"], tried["2020"]["met"]) == ("0.75", "false")
    assert (tried["2016"]["probability"], tried["2016"]["met"]) == ("0.50", "true")


def test_the_path_of_water_has_the_band_of_past_years(years: Store) -> None:
    answer = one_target(
        years, target="w-share", basis=Basis(), day=date(2021, 3, 31), until=UNTIL, show="path", precision="full"
    )  # fmt: skip
    rows = answer.table
    assert [float(v) for v in rows["actual"][:3]] == pytest.approx([0.0, 0.0, 100 / 3])
    assert (float(rows["ahead_high"].iloc[-1]), float(rows["ahead_low"].iloc[-1])) == pytest.approx(
        (250 / 3, 25 / 3)
    )
    assert float(rows["needed"].iloc[-1]) == pytest.approx(74.2)


def test_with_fewer_than_three_years_there_is_no_probability(store: Store) -> None:
    for target in ("w-nh3n", "w-class", "w-share"):
        row = told(store, target)
        assert row["probability"] == ""
        assert "too_few_years" in row["note"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('{region: 南通市, indicator: nh3n, value: 1}', "nh3n is a figure of one section of water"),
        ('{region: "section:H1", indicator: pm25, value: 35}', "pm25 is not a figure of one section of water"),
        ('{region: "section:H1", indicator: water_class, value: 六}', "'六' is no number"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_named(store: Store, tmp_path: Path, line: str, sentence: str) -> None:
    book = tmp_path / "book.yaml"
    book.write_text(
        f"start: 2021-01-01\nend: 2021-12-31\ntargets:\n  - {line}\n"
        "  - {region: 南通市, indicator: pm25, value: 35, id: w-x}\n",
        encoding="utf-8",
    )
    done = load_book(store, book, by="张三", reason="试验")
    assert any(sentence in one.en for one in done.refused)
