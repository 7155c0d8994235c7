"""The workbook that a laboratory fills in with its results of water, and that loads without a remark."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Final

import xlsxwriter

from indicators.water_parameters import WATER_PARAMETERS, WaterParameter
from ingest.water_words import DRY

PLACES: Final[Mapping[str, tuple[str, str]]] = {
    "省份": ("江苏省", "全称；同名断面靠它区分 / full name; tells sections of one name apart"),
    "所在城市": ("南通市", "断面所在的设区市 / city in which the section lies"),
    "所在河流": ("通启运河", "河流或湖库 / river or lake"),
    "断面名称": ("", "必填，与断面清单一致 / needed; as in the register of sections"),
    "断面编码": ("", "可空；有编码时以编码为准 / may stay empty; a code goes before the name"),
    "水体类型": ("河流", "河流、湖库、河道型水库 / river, lake, river-type reservoir"),
    "监测月份": ("2026-03", "必填，文本 / needed, as text"),
    "采样日期": (
        "2026-03-05",
        "可空；填写后数值代表当日 / may stay empty; with it a value stands for that day",
    ),
    "断面状态": ("断流", "无样品时填写 / where there is no sample, why"),
}
"""Columns before the items, with an example and what to write."""

KINDS: Final = ("河流", "湖库", "河道型水库")
HOW_TO: Final = (
    ("未检出 / below detection", "写 检出限+L，如 0.01L；或 <0.01 / write the limit with L, 0.01L, or <0.01"),
    ("未监测 / not monitored", "写 / 或留空 / write / or leave it empty"),
    ("单位 / units", "以表头为准；改单位须改表头 / those of the headers; another unit goes into the header"),
    ("公式 / formulas", "只读取保存的结果 / only the stored result is read"),
    ("多个月 / several months", "可放在同一工作表 / may stand in one sheet"),
)
_ROWS: Final = 2_000


def template() -> bytes:
    """Return the workbook to fill in: a sheet with headings and lists to choose from, and one of explanations."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    head = book.add_format(
        {"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "top"}
    )
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("水质")
    for column, name in enumerate(PLACES):
        sheet.set_column(column, column, 14, text)
        sheet.write_string(0, column, name, head)
    for column, item in enumerate(WATER_PARAMETERS, start=len(PLACES)):
        sheet.set_column(column, column, 13)
        sheet.write_string(0, column, heading(item), head)
    for name, choices in (("水体类型", KINDS), ("断面状态", ("正常", *sorted(DRY)))):
        column = list(PLACES).index(name)
        sheet.data_validation(1, column, _ROWS, column, {
            "validate": "list", "source": list(choices), "error_type": "warning",
        })  # fmt: skip
    sheet.freeze_panes(1, list(PLACES).index("断面名称") + 1)
    about = book.add_worksheet("说明")
    about.set_column(0, 0, 24)
    about.set_column(1, 2, 60)
    lines = [("栏目 / column", "例 / example", "填写说明 / what to write")]
    lines += [(name, example, how) for name, (example, how) in PLACES.items()]
    lines += [(what, "", how) for what, how in HOW_TO]
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            about.write_string(row, column, cell, head if row == 0 else None)
    book.close()
    return buffer.getvalue()


def heading(item: WaterParameter) -> str:
    """Heading of an item's column: its Chinese name with its unit."""
    unit = item.unit_text or "无量纲"
    return f"{item.label.zh}({unit})"
