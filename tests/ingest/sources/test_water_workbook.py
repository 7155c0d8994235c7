"""Monthly workbooks in the forms that bureaus use, and those that are not understood."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from ingest import workbook
from ingest.contract import PayloadError
from ingest.water_contract import PublishedWater
from ingest.water_sheets import HIDDEN, NO_ITEM, NO_SECTION, NOT_A_DATE, OTHER_MONTH, SHARED, UNSOLVED
from ingest.water_template import PLACES, template
from tests.ingest.workbooks import Page, book, parsed, said, taken

NAME = "地表水月报.xlsx"
KEY = ("section", "start", "end", "parameter", "unit", "text")


def read(*pages: Page, name: str = NAME) -> PublishedWater:
    return parsed("water_workbook", book(*pages), name)


def refused(*pages: Page, name: str = NAME) -> str:
    with pytest.raises(PayloadError) as fault:
        read(*pages, name=name)
    return str(fault.value)


SIMPLE: list[list[object]] = [["2026年3月"], ["断面名称", "氨氮(mg/L)", "总磷(mg/L)"], ["东桥", 0.1, 0.05]]
MARCH = ("2026-03-01", "2026-04-01")


def test_a_plain_sheet_gives_a_row_a_value_with_its_cell() -> None:
    found = read(Page(rows=SIMPLE, title="水质"))
    assert said(found, *KEY) == [
        ("东桥", *MARCH, "氨氮", "mg/L", "0.1"), ("东桥", *MARCH, "总磷", "mg/L", "0.05"),
    ]  # fmt: skip
    assert list(found.where) == ["水质!B3", "水质!C3"]
    assert found.line.tolist() == [3, 3]
    assert not found.rejected


def test_a_header_of_two_merged_levels_with_title_notes_and_statistics_round_it() -> None:
    found = read(Page(
        title="3月",
        rows=[
            ["某市2026年3月地表水水质监测结果"],
            ["填报单位：某市环境监测站", None, None, "2026年3月", None, None, None, "单位：mg/L"],
            ["序号", "断面名称", "所在河流", "监测结果", None, None, None, "水质类别", None, "水质目标"],
            [None, None, None, "pH（无量纲）", "溶解氧", "氨氮", "总磷", "本月", "上月", None],
            [1, "东桥", "通启运河", 7.8, 8.1, "0.025L", "<0.01", "Ⅱ", "Ⅳ", "Ⅲ"],
            [2, "西桥", None, "/", "-1", "未检出", 0.1, "III类", "Ⅴ", "Ⅲ"],
            [None, "平均值", None, 7.8, 8.1, 0.1, 0.05],
            [None, "Ⅲ类标准", None, "6~9", 5, 1, 0.2],
            ["注：未检出以检出限加L表示，2025年12月起执行"],
        ],
        merge=["A1:J1", "D3:G3", "H3:I3", "A3:A4", "B3:B4", "C3:C4", "J3:J4", "C5:C6", "A9:J9"],
    ))  # fmt: skip
    assert said(found, *KEY) == [
        ("东桥", *MARCH, "pH", "无量纲", "7.8"), ("东桥", *MARCH, "溶解氧", "mg/L", "8.1"),
        ("东桥", *MARCH, "氨氮", "mg/L", "0.025L"), ("东桥", *MARCH, "总磷", "mg/L", "<0.01"),
        ("西桥", *MARCH, "pH", "无量纲", "/"), ("西桥", *MARCH, "溶解氧", "mg/L", "-1"),
        ("西桥", *MARCH, "氨氮", "mg/L", "未检出"), ("西桥", *MARCH, "总磷", "mg/L", "0.1"),
    ]  # fmt: skip
    assert set(said(found, "section", "river", "published_class")) == {
        ("东桥", "通启运河", "Ⅱ"), ("西桥", "通启运河", "III类"),
    }  # fmt: skip
    assert not found.rejected


@pytest.mark.parametrize(
    ("text", "qualifier", "value", "quality"),
    [
        ("0.01L", -1, 0.01, 2), ("<0.05", -1, 0.05, 2), ("＜0.05", -1, 0.05, 2), ("ND(0.01)", -1, 0.01, 2),
        ("0.050", 0, 0.05, 2), (".03", 0, 0.03, 2), ("/", 0, None, 8), ("-1", 0, None, 9), ("--", 0, None, 9),
        ("—", 0, None, 9), ("未检出", -1, None, 2), ("ND", -1, None, 2),
    ],
)  # fmt: skip
def test_below_detection_and_absent_are_as_a_laboratory_means_them(
    text: str, qualifier: int, value: float | None, quality: int
) -> None:
    batch = taken("water_workbook", read(Page(rows=[*SIMPLE, ["西桥", text, 0.2]])))
    rows = [
        i
        for i, (section, item) in enumerate(zip(batch.samples.section, batch.samples.parameter, strict=True))
        if item == "nh3n" and next(s.name for s in batch.sections if s.key == section) == "西桥"
    ]
    (row,) = rows
    assert int(batch.samples.qualifier[row]) == qualifier
    assert int(batch.samples.quality[row]) == quality
    got = float(batch.samples.value[row])
    assert got != got if value is None else got == value


def test_a_unit_may_stand_among_the_factors_and_a_mark_on_an_item() -> None:
    found = read(Page(
        rows=[
            ["重点断面水质监测结果"], ["2026年3月"],
            ["序号", "水系", "点位名称", "断面情况", "评价因子（单位：mg/L）", None, None, None, "水质类别", None,
             "主要污染指标"],
            [None, None, None, None, "pH*", "DO", "CODMn", "NH3-N", "本周", "上周", None],
            [1, "长江", "甲洞", "干流", "7.98", "9.1", "1.2", "0.11", "Ⅱ", "Ⅰ", ""],
            [2, None, "乙沱", "川-渝省界", "8.0", "8.9", "1.5", "0.2", "Ⅲ", "Ⅱ", "氨氮"],
        ],
        merge=["A1:K1", "A2:K2", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:H3", "I3:J3", "K3:K4", "B5:B6"],
    ))  # fmt: skip
    assert said(found, "section", "basin", "parameter", "unit", "text", "published_class")[2:5] == [
        ("甲洞", "长江", "CODMn", "mg/L", "1.2", "Ⅱ"), ("甲洞", "长江", "NH3-N", "mg/L", "0.11", "Ⅱ"),
        ("乙沱", "长江", "pH", "", "8.0", "Ⅲ"),
    ]  # fmt: skip
    assert len(found.table) == 8


@pytest.mark.parametrize(
    "word", ["平均值", "年均值", "Ⅲ类标准", "执行标准", "标准限值", "检出限", "方法检出限", "最大值", "合计"]
)
def test_a_line_of_statistics_or_limits_is_no_section(word: str) -> None:
    assert set(said(read(Page(rows=[*SIMPLE, [word, 1, 2]])), "section")) == {("东桥",)}


def test_a_sheet_of_one_section_may_be_named_after_it() -> None:
    rows: list[list[object]] = [
        ["东桥断面2025年水质监测结果"],
        ["月份", "溶解氧", "氨氮"],
        ["1月", 8, 0.1],
        ["2月", 7, 0.2],
        ["年均值", 7.5, 0.15],
    ]
    found = read(Page(rows=rows, title="东桥"))
    assert said(found, "section", "start", "parameter")[::2] == [
        ("东桥", "2025-01-01", "溶解氧"), ("东桥", "2025-02-01", "溶解氧"),
    ]  # fmt: skip
    assert "expected a heading of the sections" in refused(Page(rows=rows, title="数据"))


def test_minus_one_is_not_measured_even_as_a_temperature() -> None:
    found = read(Page(rows=[["2026年1月"], ["断面", "水温", "氨氮"], ["东桥", -1, -1], ["西桥", 0.5, "-1"]]))
    batch = taken("water_workbook", found)
    values = dict(zip(batch.samples.parameter, batch.samples.value, strict=True))
    assert [v for v in batch.samples.value.tolist() if v == v] == [0.5]
    assert set(values) == {"wt", "nh3n"}


def test_a_sheet_on_its_side_is_read_with_sections_across() -> None:
    found = read(Page(
        title="2月",
        rows=[
            ["某区2026年2月地表水水质状况"],
            ["河流", None, "苏州河", "苏州河", "彭越浦"],
            ["监测断面", None, "甲桥", "乙桥", "丙桥"],
            ["水质考核类别", None, "Ⅳ", "Ⅳ", "Ⅴ"],
            ["水温", "℃", 10.1, 10.2, 10.3],
            ["总磷", "μg/L", 100, ".03", "10L"],
            ["监测结果（单因子评价）", None, "Ⅱ", "Ⅲ", "Ⅳ"],
        ],
        merge=["A1:E1"],
    ))  # fmt: skip
    assert said(found, "section", "river", "parameter", "unit", "text", "published_class") == [
        ("甲桥", "苏州河", "水温", "℃", "10.1", "Ⅱ"), ("甲桥", "苏州河", "总磷", "μg/L", "100", "Ⅱ"),
        ("乙桥", "苏州河", "水温", "℃", "10.2", "Ⅲ"), ("乙桥", "苏州河", "总磷", "μg/L", ".03", "Ⅲ"),
        ("丙桥", "彭越浦", "水温", "℃", "10.3", "Ⅳ"), ("丙桥", "彭越浦", "总磷", "μg/L", "10L", "Ⅳ"),
    ]  # fmt: skip
    assert list(found.where)[:2] == ["2月!C5", "2月!C6"]
    assert found.line.tolist()[:2] == [5, 6]


def test_a_sheet_on_its_side_may_name_its_sections_over_the_items() -> None:
    found = read(Page(rows=[
        ["监测项目", "单位", "东桥", "西桥", "Ⅲ类标准"],
        ["采样日期", None, "2026-03-05", "2026/3/6", None],
        ["CODmn", "mg/L", 3.2, 4.1, 6],
        ["NH3-N", "μg/L", 100, "ND(25)", 1],
        ["镍", "mg/L", 1, 2, 3],
    ]))  # fmt: skip
    assert said(found, *KEY) == [
        ("东桥", "2026-03-05", "2026-03-06", "CODmn", "mg/L", "3.2"),
        ("东桥", "2026-03-05", "2026-03-06", "NH3-N", "μg/L", "100"),
        ("西桥", "2026-03-06", "2026-03-07", "CODmn", "mg/L", "4.1"),
        ("西桥", "2026-03-06", "2026-03-07", "NH3-N", "μg/L", "ND(25)"),
    ]
    assert [(r.field, r.reason, r.payload) for r in found.rejected] == [("Sheet1!B5", NO_ITEM, "镍")]


@pytest.mark.parametrize(
    ("header", "below", "over", "unit"),
    [
        ("总磷(μg/L)", None, None, "μg/L"),
        ("总磷", "μg/L", None, "μg/L"),
        ("总磷", "（μg/L）", None, "μg/L"),
        ("总磷", None, "单位：μg/L", "μg/L"),
        ("总磷(mg/L)", None, "单位：μg/L", "mg/L"),
        ("总磷", None, None, ""),
        ("总磷 μg/L", None, None, "μg/L"),
        ("总磷\nμg/L", None, None, "μg/L"),
    ],
)
def test_a_unit_stands_in_the_header_below_it_or_in_a_note(
    header: str, below: str | None, over: str | None, unit: str
) -> None:
    rows: list[list[object]] = [["2026年3月", None, over], ["断面名称", "pH", header]]
    rows += [[None, "/", below]] if below else []
    found = read(Page(rows=[*rows, ["东桥", 7.8, 50]]))
    assert said(found, "parameter", "unit", "text") == [("pH", "", "7.8"), ("总磷", unit, "50")]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("高锰酸盐指数", "codmn"),
        ("CODMn", "codmn"),
        ("CODmn", "codmn"),
        ("高锰酸盐指数（CODMn）", "codmn"),
        ("氨氮", "nh3n"),
        ("NH3-N", "nh3n"),
        ("氨氮(NH3-N)", "nh3n"),
        ("ＮＨ３－Ｎ", "nh3n"),
        ("铬（六价）", "cr6"),
        ("六价铬", "cr6"),
        ("pH值", "ph"),
        ("五日生化需氧量", "bod5"),
        ("BOD5", "bod5"),
        ("化学需氧量", "cod"),
        ("CODCr", "cod"),
        ("氟化物（以F-计）", "f"),
        ("溶解氧mg/L", "do"),
    ],
)
def test_an_item_has_many_names(written: str, code: str) -> None:
    batch = taken(
        "water_workbook", read(Page(rows=[["2026年3月"], ["断面", written, "总磷"], ["东桥", 1, 2]]))
    )
    assert sorted(batch.samples.parameter.tolist()) == sorted([code, "tp"])
    assert not batch.rejected


@pytest.mark.parametrize(
    ("title", "sheet", "file", "start"),
    [
        ("2026年3月水质", "Sheet1", "a.xlsx", "2026-03-01"),
        ("水质月报（2026年12月份）", "Sheet1", "a.xlsx", "2026-12-01"),
        ("二〇二六年十一月水质", "Sheet1", "a.xlsx", "2026-11-01"),
        ("2026年水质", "3月", "a.xlsx", "2026-03-01"),
        ("水质", "2026.03", "a.xlsx", "2026-03-01"),
        ("水质", "202603", "a.xlsx", "2026-03-01"),
        ("水质", "3月", "2026年水质.xlsx", "2026-03-01"),
        ("水质", "Sheet1", "水质_2026-03.xlsx", "2026-03-01"),
        ("2026年3月水质（2026年4月8日制表）", "Sheet1", "a.xlsx", "2026-03-01"),
        ("制表日期：2026年1月5日", "12月", "2025年.xlsx", "2025-12-01"),
    ],
)
def test_the_month_is_told_by_the_title_the_sheet_or_the_file(
    title: str, sheet: str, file: str, start: str
) -> None:
    found = read(Page(rows=[[title], *SIMPLE[1:]], title=sheet), name=file)
    assert said(found, "start")[0] == (start,)


@pytest.mark.parametrize(
    ("title", "sheet", "says"),
    [
        ("2026年3月", "4月", "the title tells month 3, the name of the sheet month 4"),
        ("2026年3月与2025年3月", "Sheet1", "two months are told, 2026年3月 and 2025年3月"),
        ("2026年1-3月", "Sheet1", "1-3月 is no single month"),
        ("2026年第一季度", "Sheet1", "一季度 is no single month"),
        ("2026年3月第2周水质周报", "Sheet1", "第2周 is no single month"),
        ("水质", "Sheet1", "no month is told"),
        ("3月", "Sheet1", "no month is told"),
    ],
)
def test_a_month_that_is_not_told_once_is_told_with_its_place(title: str, sheet: str, says: str) -> None:
    sentence = refused(Page(rows=[[title], *SIMPLE[1:]], title=sheet))
    assert sentence.startswith(f"{NAME}: {sheet}!A1: {says}; expected one such as 2026年3月")


def test_several_sheets_are_several_months_and_an_explanation_is_none() -> None:
    pages = [Page(rows=SIMPLE[1:], title=f"{month}月") for month in (1, 2)]
    found = read(Page(rows=[["氨氮的说明"]], title="说明"), *pages, name="2026年.xlsx")
    assert [start for start, _ in said(found, "start", "text")] == ["2026-01-01"] * 2 + ["2026-02-01"] * 2
    assert found.record is not None
    assert found.record.tolist() == [0, 0, 1, 1]
    assert not found.rejected


@pytest.mark.parametrize(
    ("header", "written", "span"),
    [
        ("监测月份", "2026年1月", ("2026-01-01", "2026-02-01")),
        ("年月", "202512", ("2025-12-01", "2026-01-01")),
        ("年月", 202512, ("2025-12-01", "2026-01-01")),
        ("监测月份", "2026-02-01", ("2026-02-01", "2026-03-01")),
        ("采样日期", "2026-02-28", ("2026-02-28", "2026-03-01")),
        ("采样日期", "2026.3.5", ("2026-03-05", "2026-03-06")),
        ("采样时间", "2026年3月5日", ("2026-03-05", "2026-03-06")),
        ("采样日期", 46086, ("2026-03-05", "2026-03-06")),
        ("采样日期", "20260305", ("2026-03-05", "2026-03-06")),
        ("监测时间", "2026-03-05 10:25", ("2026-03-05T10:25", "2026-03-06")),
    ],
)
def test_a_row_may_tell_its_own_month_or_day(header: str, written: object, span: tuple[str, str]) -> None:
    found = read(Page(rows=[["断面", header, "氨氮", "总磷"], ["东桥", written, 0.1, 0.2]]))
    assert said(found, "start", "end")[0] == span


def test_a_row_whose_day_is_none_or_of_another_month_is_refused() -> None:
    rows: list[list[object]] = [
        ["2026年3月"],
        ["断面", "采样日期", "氨氮"],
        ["东桥", "3月5日", 1],
        ["西桥", "2025-03-05", 1],
        ["南桥", "中旬", 1],
    ]
    found = read(Page(rows=rows))
    assert said(found, "section", "start") == [("东桥", "2026-03-05")]
    assert [(r.line, r.reason, r.whole) for r in found.rejected] == [
        (4, OTHER_MONTH, True),
        (5, NOT_A_DATE, True),
    ]
    assert found.rejected[0].field == "Sheet1!B4"


def test_months_under_each_item_are_records_of_their_own() -> None:
    heads = [["断面", "高锰酸盐指数", None, "氨氮", None], [None, "1月", "2月", "1月", "2月"]]
    page = Page(rows=[*heads, ["东桥", 1, 2, 0.1, 0.2]], merge=["A1:A2", "B1:C1", "D1:E1"])
    found = read(page, name="2026.xlsx")
    assert said(found, "start", "parameter", "text") == [
        ("2026-01-01", "高锰酸盐指数", "1"), ("2026-01-01", "氨氮", "0.1"),
        ("2026-02-01", "高锰酸盐指数", "2"), ("2026-02-01", "氨氮", "0.2"),
    ]  # fmt: skip


def test_what_stands_beside_a_value_is_not_the_value() -> None:
    found = read(Page(
        rows=[
            ["2026年3月"],
            ["断面名称", "氨氮", None, None, "总磷", "总磷超标倍数", "氨氮类别", "上年同期", None],
            [None, "监测值", "类别", "超标倍数", None, None, None, "氨氮", "总磷"],
            ["东桥", 1.2, "Ⅳ", 0.2, 0.05, 9, "Ⅳ", 7, 8],
        ],
        merge=["A2:A3", "B2:D2", "E2:E3", "F2:F3", "G2:G3", "H2:I2"],
    ))  # fmt: skip
    assert said(found, "parameter", "text") == [("氨氮", "1.2"), ("总磷", "0.05")]


def test_an_item_that_stands_twice_is_told_with_both_cells() -> None:
    sentence = refused(Page(rows=[["2026年3月"], ["断面", "氨氮", "NH3-N"], ["东桥", 1, 2]]))
    assert sentence == f"{NAME}: Sheet1!C2: NH3-N stands in B2 already; expected each item once"


def test_a_formula_gives_its_stored_result_or_says_that_it_has_none() -> None:
    found = read(Page(rows=[*SIMPLE, ["西桥", "=1+1", 0.3]]))
    assert [(r.field, r.reason, r.whole) for r in found.rejected] == [("Sheet1!B4", UNSOLVED, False)]
    assert said(found, "section", "parameter")[2:] == [("西桥", "总磷")]
    raw = book(Page(rows=[*SIMPLE, ["西桥", "=1+1", 0.3]]))
    stored = repacked(raw, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>2</v>", b"<v />", b"<v>2</v>")
    assert said(parsed("water_workbook", stored, NAME), "section", "text")[2] == ("西桥", "2")


def repacked(body: bytes, member: str, *pairs: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(held, "w") as new:
        for one in old.infolist():
            raw = old.read(one)
            if one.filename == member:
                for before, after in zip(pairs[::2], pairs[1::2], strict=True):
                    raw = raw.replace(before, after)
            new.writestr(one.filename, raw)
    return held.getvalue()


def test_what_is_hidden_is_said_and_not_taken() -> None:
    page = Page(rows=[*SIMPLE, ["西桥", 1, 2]], hidden_rows=[4], hidden_columns=["C"])
    found = read(page, Page(rows=SIMPLE, title="旧", state="hidden"))
    assert said(found, "section", "parameter") == [("东桥", "氨氮")]
    assert {(r.field, r.reason, r.whole) for r in found.rejected} == {
        ("Sheet1!A4", HIDDEN, True), ("Sheet1!C2", HIDDEN, False), ("旧!A1", HIDDEN, False),
    }  # fmt: skip


def test_a_section_without_a_sample_says_why() -> None:
    head = ["断面名称", "氨氮", "总磷", "河流"]
    dry: list[list[object]] = [["西桥", "断流"], ["南桥", "未采样", "未采样"], ["北桥", None, None, "濠河"]]
    found = read(Page(rows=[SIMPLE[0], head, ["东桥", 0.1, 0.05], *dry], merge=["B4:C4"]))
    assert said(found, "section", "state", "parameter")[2:] == [
        ("西桥", "断流", ""), ("南桥", "未采样", ""), ("北桥", "", ""),
    ]  # fmt: skip
    batch = taken("water_workbook", found)
    assert (batch.rows, batch.taken, len(batch.samples)) == (4, 4, 2)


def test_one_cell_for_two_sections_or_items_is_said() -> None:
    found = read(Page(rows=[*SIMPLE, ["西桥", 0.3, 0.4], ["南桥", 5, None]], merge=["B3:B4", "B5:C5"]))
    assert [(r.field, r.reason) for r in found.rejected] == [("Sheet1!B4", SHARED), ("Sheet1!C5", SHARED)]


def test_values_without_a_section_are_refused() -> None:
    found = read(Page(rows=[*SIMPLE, [None, 1, 2]]))
    assert [(r.line, r.field, r.reason, r.whole) for r in found.rejected] == [
        (4, "Sheet1!A4", NO_SECTION, True)
    ]


def test_a_header_that_is_printed_again_is_no_row() -> None:
    found = read(Page(rows=[*SIMPLE, SIMPLE[1], ["西桥", 1, 2]]))
    assert [one for one, _ in said(found, "section", "parameter")] == ["东桥", "东桥", "西桥", "西桥"]
    assert not found.rejected


def test_tables_one_above_the_other_may_have_different_items() -> None:
    rows: list[list[object]] = [
        ["2026年3月"],
        ["断面", "氨氮", "总磷"],
        ["东桥", 1, 2],
        [],
        ["断面", "铜", "锌"],
        ["西桥", 3, 4],
    ]
    found = read(Page(rows=rows))
    assert said(found, "section", "parameter", "text") == [
        ("东桥", "氨氮", "1"), ("东桥", "总磷", "2"), ("西桥", "铜", "3"), ("西桥", "锌", "4"),
    ]  # fmt: skip


def test_each_of_several_tables_has_the_month_over_it_or_that_of_the_sheet() -> None:
    head: list[object] = ["断面", "氨氮", "总磷"]
    rows: list[list[object]] = [["2026年3月"], head, ["东桥", 1, 2], [], ["2026年4月"], head, ["东桥", 3, 4]]
    assert said(read(Page(rows=rows)), "start", "text") == [
        ("2026-03-01", "1"), ("2026-03-01", "2"), ("2026-04-01", "3"), ("2026-04-01", "4"),
    ]  # fmt: skip
    rows[4] = ["湖库"]
    assert {start for (start,) in said(read(Page(rows=rows)), "start")} == {"2026-03-01"}


def test_a_table_of_classes_alone_is_one_of_sections_and_what_was_said_of_them() -> None:
    rows: list[list[object]] = [
        ["某省2026年3月江河交接断面水质"],
        [
            "责任城市",
            "序号",
            "交接断面",
            "所处河流",
            "水质控制目标",
            "水质类别",
            "上年同期水质类别",
            "主要超标项目",
        ],
        ["甲市", 1, "东桥", "西江", "Ⅱ", "Ⅲ", "Ⅱ", "总磷(0.2)"],
        ["乙市", 2, "西桥", "西江", "Ⅱ", "Ⅱ", "Ⅱ", "/"],
    ]
    found = read(Page(rows=rows))
    assert said(found, "section", "river", "city", "start", "parameter", "published_class") == [
        ("东桥", "西江", "", "2026-03-01", "", "Ⅲ"), ("西桥", "西江", "", "2026-03-01", "", "Ⅱ"),
    ]  # fmt: skip
    batch = taken("water_workbook", found)
    assert sorted(batch.sayings.published_class.tolist()) == ["Ⅱ", "Ⅲ"]


def test_numbers_kept_as_text_and_spaces_are_the_same_numbers() -> None:
    batch = taken("water_workbook", read(Page(rows=[*SIMPLE[:2], [" 东 桥 ", " 0.10 ", "０.０５"]])))
    assert sorted(batch.samples.value.tolist()) == [0.05, 0.1]
    assert [one.name for one in batch.sections] == ["东 桥"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["断面", "数值"], ["东桥", 1]], "A1: expected a header with items such as pH"),
        (
            [["2026年3月"], ["氨氮", "总磷"], [1, 2]],
            "A2: expected a heading of the sections, such as 断面名称",
        ),
        ([["2026年3月"], ["断面", "氨氮", "总磷"]], "A3: expected rows of sections under the header"),
    ],
)
def test_what_is_not_understood_is_answered_with_sheet_and_cell(rows: list[list[object]], says: str) -> None:
    assert refused(Page(rows=rows)).startswith(f"{NAME}: Sheet1!{says}")


def test_a_sheet_that_is_not_understood_beside_one_that_is_is_said() -> None:
    found = read(Page(rows=SIMPLE), Page(rows=[["断面", "数值"], ["东桥", 1]], title="附表"))
    assert len(found.table) == 2
    assert [(r.field, r.whole) for r in found.rejected] == [("附表!A1", False)]
    assert "expected a header with items" in found.rejected[0].reason


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "it is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"old kind \(.xls\).*save it as .xlsx"),
        (b"a,b\n", "is no .xlsx workbook"),
        (b"PK\x03\x04rest", "no workbook that can be read"),
        (book(Page(rows=[])), "no sheet with anything on it"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(body: bytes, says: str) -> None:
    with pytest.raises(PayloadError, match=says):
        parsed("water_workbook", body, NAME)


def test_a_bomb_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"\0" * (workbook.LARGEST_UNPACKED_BYTES + 1))
    with pytest.raises(PayloadError, match="unpacks to more than"):
        parsed("water_workbook", held.getvalue(), NAME)
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    body = repacked(
        book(Page(rows=SIMPLE)), "xl/worksheets/sheet1.xml", b"<worksheet", entity + b"<worksheet"
    )
    with pytest.raises(PayloadError, match="written as no spreadsheet writes it"):
        parsed("water_workbook", body, NAME)


@pytest.mark.parametrize("far", ["A20001", "TA1", "XFD1048576"])
def test_a_cell_beyond_the_limits_is_told_and_no_million_rows_are_walked(far: str) -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(Page(rows=SIMPLE))))
    made["Sheet1"][far] = 1
    held = io.BytesIO()
    made.save(held)
    with pytest.raises(PayloadError, match=r"Sheet1!.*at most 20000 rows and 512 columns"):
        parsed("water_workbook", held.getvalue(), NAME)


def test_a_merge_over_the_whole_sheet_is_cut_to_what_is_written() -> None:
    body = repacked(
        book(Page(rows=SIMPLE, merge=["A1:C1"])), "xl/worksheets/sheet1.xml", b'ref="A1:C1"', b'ref="A1:C1048576"'
    )  # fmt: skip
    with pytest.raises(PayloadError, match=rf"^{NAME}: Sheet1"):
        parsed("water_workbook", body, NAME)


def test_the_template_filled_in_loads_without_a_remark() -> None:
    made = openpyxl.load_workbook(io.BytesIO(template()))
    sheet = made["水质"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[: len(PLACES)] == list(PLACES)
    items = len(heads) - len(PLACES)
    assert items == 29
    sheet.append(
        ["江苏省", "南通市", "通启运河", "东桥", "", "河流", "2026-03", "", "", *range(1, items + 1)]
    )
    sheet.append(["江苏省", "南通市", "濠河", "西桥", "", "湖库", "2026-03", "2026-03-05", "断流"])
    held = io.BytesIO()
    made.save(held)
    found = parsed("water_workbook", held.getvalue(), "填报.xlsx")
    assert not found.rejected
    batch = taken("water_workbook", found)
    assert not batch.rejected
    assert (batch.rows, batch.taken, len(batch.samples)) == (2, 2, items)
    assert set(said(found, "section", "start", "end", "kind", "state")) == {
        ("东桥", "2026-03-01", "2026-04-01", "river", ""), ("西桥", "2026-03-05", "2026-03-06", "lake", "断流"),
    }  # fmt: skip
