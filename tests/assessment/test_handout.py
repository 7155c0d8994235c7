"""The sheet that a bureau sends on: what stands on it, how its numbers look, and that no copy loses its marks."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pandas as pd
import pytest

from assessment.answer import Answer, Passport, Reference
from assessment.handout import Reading, handout, period
from assessment.marking import marks, number, unreviewed
from indicators.parameters import Label

HEADS = {
    "rank": "排名",
    "code": "编码",
    "name": "名称",
    "value": "值",
    "pm25": "PM2.5",
    "note": "备注",
    "start": "起",
}
READING = Reading(heading=lambda column: HEADS.get(column, column))


def answer(table: pd.DataFrame, *, stage: str = "best", stages: tuple[int, int, int] = (3, 0, 0),
           simulated: bool = False, question: str = "rank") -> Answer:  # fmt: skip
    """An answer about March 2026 in Shanghai, known on 2 April."""
    return Answer(
        table=table,
        passport=Passport(
            title=Label(zh="细颗粒物排名", en="PM2.5 ranking"), unit="µg/m³",
            start=datetime(2026, 2, 28, 16, tzinfo=UTC), end=datetime(2026, 3, 31, 16, tzinfo=UTC), members="410000",
            editions=("HJ 663-2013",), clauses=("HJ 663-2013 4.1",), formula=Label(zh="算术平均", en="mean"),
            stage=stage, stages=stages, simulated=simulated, notes=("few_stations",),
            exclusions=(Label(zh="剔除沙尘", en="sand left out"),),
            reference=Reference(question=question, arguments={"in": "410000"}, as_of=datetime(2026, 4, 2, tzinfo=UTC)),
        ),
    )  # fmt: skip


def cities(**more: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rank": ["1", "2", ""], "code": ["410800", "410100", "411700"], "name": ["焦作市", "郑州市", "=驻马店"],
            "value": ["36.0", "40.5", ""], "unit": ["µg/m³"] * 3, "stage": ["provisional"] * 3,
        } | more
    )  # fmt: skip


def opened(made: Answer, lang: Any = "zh") -> Any:
    return openpyxl.load_workbook(io.BytesIO(handout(made, reading=READING, lang=lang)))


def test_title_period_marks_headings_and_units_stand_above_the_numbers() -> None:
    sheet = opened(answer(cities())).worksheets[0]
    assert sheet["A1"].value == "细颗粒物排名"
    assert sheet["A2"].value.startswith(
        "时段：2026-03-01 至 2026-03-31  ·  数据截至 2026-04-02 08:00  ·  HJ 663-2013"
    )
    assert sheet["A3"].value == "未审核"
    assert [cell.value for cell in sheet[5]] == ["排名", "编码", "名称", "值"]
    assert [cell.value or "" for cell in sheet[6]] == ["", "", "", "µg/m³"]
    assert [cell.value for cell in sheet[7]] == [1, "410800", "焦作市", 36.0]


def test_numbers_are_numbers_with_the_decimals_of_the_standard_and_texts_never_formulas() -> None:
    sheet = opened(answer(cities())).worksheets[0]
    assert sheet["D7"].number_format == sheet["D8"].number_format == "0.0"
    assert sheet["A7"].number_format == "0"
    assert sheet["B7"].data_type == "s", "a code is no number"
    assert (sheet["C9"].value, sheet["C9"].data_type) == ("=驻马店", "s")
    assert sheet["D9"].value is None, "missing is missing"


def test_the_sheet_prints_on_a4_across_with_its_headings_on_every_page() -> None:
    sheet = opened(answer(cities())).worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$5:$6"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0, "as many pages as it takes"
    assert sheet.freeze_panes == "A7"
    assert "未审核" in sheet.oddHeader.right.text


def test_what_the_numbers_rest_on_stands_below_and_on_a_sheet_of_its_own() -> None:
    made = answer(cities())
    book = opened(made)
    below = [row[0].value for row in book.worksheets[0].iter_rows(min_row=10) if row[0].value]
    told = {str(a.value): str(b.value) for a, b in book["passport"].iter_rows(max_col=2)}
    for what, said in (("编号", number(made.passport.reference)), ("算法", "算术平均"), ("剔除", "剔除沙尘"),
                       ("数据阶段", "有审核值取审核值（未审核 3）"), ("备注", "有效点位不足75%")):  # fmt: skip
        assert f"{what}：{said}" in below
        assert told[what] == said
    assert (told["question"], told["in"]) == ("rank", "410000")
    assert below[-1] == "未审核"


def test_what_every_row_says_is_said_once() -> None:
    table = cities(
        code=["410800"] * 3,
        name=["焦作市"] * 3,
        note=["few_stations", "few_stations;no_value", "few_stations"],
    )
    table["start"] = [f"2026-03-0{d}T00:00:00+08:00" for d in (1, 2, 3)]
    table["end"] = [f"2026-03-0{d}T00:00:00+08:00" for d in (2, 3, 4)]
    sheet = opened(answer(table)).worksheets[0]
    assert sheet["A1"].value == "焦作市 细颗粒物排名"
    assert [cell.value for cell in sheet[5]] == ["排名", "值", "备注", "日期"]
    assert [sheet.cell(r, 4).value for r in (7, 8, 9)] == ["2026-03-01", "2026-03-02", "2026-03-03"]
    assert [sheet.cell(r, 3).value or "" for r in (7, 8, 9)] == ["", "无有效值", ""]


def test_an_english_sheet_is_english() -> None:
    sheet = opened(answer(cities()), "en").worksheets[0]
    assert sheet["A1"].value == "PM2.5 ranking"
    assert sheet["A3"].value == "未审核 not reviewed"
    assert [sheet.cell(r, 3).value for r in (7, 8)] == ["Jiaozuo", "Zhengzhou"]


@pytest.mark.parametrize(
    ("stage", "stages", "rows", "question", "said"),
    [
        ("provisional", (0, 0, 0), "reviewed", "rank", True),
        ("best", (1, 9, 0), "reviewed", "rank", True),
        ("best", (0, 9, 1), "reviewed", "rank", True),
        ("best", (0, 9, 0), "mixed", "rank", True),
        ("best", (0, 9, 0), "reviewed", "rank", False),
        ("reviewed", (0, 0, 0), "reviewed", "rank", False),
        ("", (0, 0, 0), "", "targets", True),  # whoever does not say is not believed
        ("best", (0, 0, 0), "", "ledger", False),  # counts what arrived
    ],
)
def test_unreviewed_data_say_so_and_so_does_what_cannot_tell(
    stage: str, stages: tuple[int, int, int], rows: str, question: str, said: bool
) -> None:
    made = answer(cities(stage=[rows] * 3), stage=stage, stages=stages, question=question)
    assert unreviewed(made) is said
    assert ("未审核" in marks(made, "zh")) is said


def test_simulated_data_say_so_first() -> None:
    assert marks(answer(cities(), simulated=True), "zh") == ("模拟数据 DEMO", "未审核")
    assert opened(answer(cities(), simulated=True)).worksheets[0]["A3"].value == "模拟数据 DEMO  ·  未审核"


def test_the_number_of_a_passport_changes_with_question_arguments_and_time_alone() -> None:
    one = answer(cities()).passport.reference
    assert number(one) == number(replace(one, arguments=dict(one.arguments)))
    others = (
        replace(one, question="table"),
        replace(one, arguments={}),
        replace(one, as_of=datetime(2026, 4, 3, tzinfo=UTC)),
    )
    assert len({number(other) for other in (one, *others)}) == 4


def test_a_window_of_hours_has_its_hours() -> None:
    passport = answer(cities()).passport
    hour = replace(
        passport, start=datetime(2026, 3, 1, 5, tzinfo=UTC), end=datetime(2026, 3, 1, 6, tzinfo=UTC)
    )
    assert period(hour, "zh") == "2026-03-01 13:00 至 2026-03-01 14:00"
    day = replace(passport, end=datetime(2026, 3, 1, 16, tzinfo=UTC))
    assert period(day, "en") == "2026-03-01"


def test_yes_and_no_are_a_tick_and_nothing_and_stay_what_they_are_beside() -> None:
    book = opened(answer(cities(on=[True, False, True])))
    assert [book.worksheets[0].cell(r, 5).value or "" for r in (5, 7, 8, 9)] == ["on", "✓", "", "✓"]
    heads = [cell.value for cell in book["data"][1]]
    assert [book["data"].cell(r, heads.index("on") + 1).value for r in (2, 3)] == [True, False]


def test_an_empty_table_says_so() -> None:
    sheet = opened(answer(cities().head(0))).worksheets[0]
    assert "没有记录" in [row[0].value for row in sheet.iter_rows(max_col=1)]
