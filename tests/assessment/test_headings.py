"""Columns and cells of a workbook in words of the language asked for, and in those of their own table."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from assessment.answer import Answer
from assessment.basis import Basis
from assessment.handout import handout, period
from assessment.headings import reading, words_of
from assessment.target_board import LISTED, board, listed, one_target
from assessment.target_path import COLUMNS as PATH
from assessment.target_rows import BOARD
from assessment.target_water import ITEMS
from geo.atlas import Atlas
from indicators.parameters import Language
from ingest.contract import SHANGHAI
from store.opening import Store
from tests.assessment.test_target_index import DAY, UNTIL, kept, so_far

RAW = re.compile(r"^[a-z][a-z0-9_]*$")
YEARS = ("year", "rest", "rest_valid", "rest_days", "whole_with_it", "would_meet", "own_so_far", "own_whole")
REPORTED = ("day", "value", "unit", "by", "reason", "revision", "known_at")
#: What each form of the question has; `formula` and what would be stand only on the row of one target.
TABLES = {
    "progress": (*BOARD, "formula", "if_level", "if_figure", "if_met"),
    "years": YEARS,
    "backtest": ("year", "probability", "met"),
    "path": PATH,
    "items": ITEMS,
    "reported": REPORTED,
}


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = kept(tmp_path_factory.mktemp("headings"), atlas, so_far())
    yield opened
    opened.close()


def one(store: Store, show: str, lang: Language = "zh") -> Answer:
    level = 0.8 if show == "progress" else None
    return one_target(
        store, target="i-city", basis=Basis(), day=DAY, until=UNTIL, show=show, level=level, language=lang
    )


def sheet(answer: Answer, lang: Language) -> list[dict[str, str]]:
    """The rows of the sheet to send on, by their headings."""
    made = handout(answer, reading=reading(lang, words_of(answer)), lang=lang)
    rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(made)).worksheets[0].values]
    heads, body = rows[4], rows[5 : 5 + len(answer.table)]
    return [
        {str(head): "" if cell is None else str(cell) for head, cell in zip(heads, row, strict=True) if head}
        for row in body
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("show", TABLES)
def test_every_column_of_a_target_has_a_heading_in_words(store: Store, show: str, lang: Language) -> None:
    answer = one(store, show)
    columns = list(dict.fromkeys((*TABLES[show], *answer.table.columns)))
    assert set(columns) - set(TABLES[show]) <= {"body"}, "of an index the items have the water as well"
    answer = replace(answer, table=pd.DataFrame(columns=columns))
    read = reading(lang, words_of(answer))
    heads = {name: read.heading(name) for name in answer.table.columns if name != "state"}
    assert [name for name, head in heads.items() if RAW.match(head)] == []
    said = list(heads.values())
    assert sorted({head for head in said if said.count(head) > 1}) == [], "two columns by one heading"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_of_the_target_book_has_a_heading_in_words(store: Store, lang: Language) -> None:
    read = reading(lang, words_of(listed(store)))
    assert [name for name in LISTED if RAW.match(read.heading(name))] == []


def test_what_each_item_must_be_is_no_grade_and_stands_in_words(store: Store) -> None:
    ammonia = next(row for row in sheet(one(store, "items"), "zh") if row["项目"] == "氨氮")
    assert "级别" not in ammonia
    assert (ammonia["水体"], ammonia["不高于或不低于"], ammonia["仅靠此项可否"]) == ("河流", "不高于", "能")
    assert float(ammonia["余期须"]) < float(ammonia["至今"])
    english = next(row for row in sheet(one(store, "items", "en"), "en") if row["Item"] == "Dissolved oxygen")
    assert (english["Water"], english["At most or at least"]) == ("river", "at least")


def test_the_board_says_state_proof_and_rest_in_words(store: Store) -> None:
    def told(lang: Language) -> dict[str, dict[str, str]]:
        answer = board(store, within="南通市", basis=Basis(), day=DAY, until=UNTIL, language=lang)
        return {next(iter(row.values())): row for row in sheet(answer, lang)}

    zh, en = told("zh"), told("en")
    assert {zh["i-city"][name] for name in ("比较", "不高于或不低于", "余期单位", "余期计数单位")} == {
        "≤", "不高于", "倍", "个月",
    }  # fmt: skip
    assert zh["i-lost"]["能否达到"] == "已不可能达到（已证明）"
    assert (zh["i-lost"]["状态"], en["i-lost"]["State"]) == ("未达标", "missed")
    assert en["i-lost"]["Can it be met"] == "cannot be met any more (proved)"
    (whole,) = sheet(one(store, "progress"), "zh")
    assert whole["则达标"] == "是"


def test_the_period_of_a_target_has_its_last_day(store: Store) -> None:
    """A window is half open: a year ends where the next begins, and the sheet says 31 December."""
    about = one(store, "progress").passport
    assert about.end == datetime(2022, 1, 1, tzinfo=SHANGHAI)
    assert period(about, "zh") == "2021-01-01 至 2021-12-31"


def test_a_bound_of_an_item_of_a_class_is_printed_with_its_sign() -> None:
    assert reading("zh").cell("binding", "nh3n<=0.973;do>=4.1") == "氨氮 ≤ 0.973；溶解氧 ≥ 4.1"


def test_other_tables_keep_their_own_words(store: Store) -> None:
    """Of a table of air `level` is the grade; a target's words are a target's alone."""
    assert reading("zh").heading("level") == "级别"
    air = one(store, "progress")
    about = replace(air.passport, reference=replace(air.passport.reference, question="table"))
    assert words_of(replace(air, passport=about)) == {}
