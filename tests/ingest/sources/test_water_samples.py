"""Hand samples in the three forms in which they came, and the real workbooks of those forms."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from indicators.water_parameters import named
from ingest.contract import Payload, Quality
from ingest.sources import water_samples
from ingest.water_sheets import ANOMALOUS, NO_ITEM
from tests.ingest.workbooks import Page, book, parsed, said, taken

SMALL: list[list[object]] = [
    [
        "取样日期",
        "取样时间",
        "检测日期",
        "编号",
        "河道名称",
        "COD",
        "COD等级",
        "氨氮",
        "氨氮等级",
        "综合水质等级",
        "综合等级数",
        "方式",
    ],
    ["2025-01-02", 1025, "2025-01-02", "CGX-东北", "长广溪", 10, "Ⅱ类", 0.081, "Ⅱ类", "Ⅱ类", 2, "工程"],
    ["2025-01-02", 910, "2025-01-03", "CGX-西北", "长广溪", 12.85, "Ⅱ类", 0, "Ⅱ类", "Ⅱ类", 2, "工程"],
    [
        "2025-05-28",
        "12:10",
        "2025-05-29",
        "洛社高中3",
        "洛社高中",
        18.66,
        "Ⅲ类",
        14.265,
        "轻度黑臭",
        "轻度黑臭",
        7,
        "设备",
    ],
    ["2025-01-09", "7：50", "2025-01-10", 1, "龙舌尖", 24.28, "Ⅳ类", 0.053, "Ⅱ类", "Ⅳ类", 4, "工程"],
    ["2025-01-15", None, "2025-01-15", None, "周家浜", None, None, 2.273, "劣Ⅴ类", "劣Ⅴ类", 6, None],
]


def test_a_small_river_is_named_with_its_sampling_point() -> None:
    found = parsed("water_samples", book(Page(rows=SMALL), Page(rows=[], title="Sheet2")), "samples.xlsx")
    assert list(dict.fromkeys(said(found, "section", "river", "kind"))) == [
        ("长广溪-CGX-东北", "长广溪", "river"), ("长广溪-CGX-西北", "长广溪", "river"),
        ("洛社高中3", "洛社高中", "river"), ("龙舌尖-1", "龙舌尖", "river"), ("周家浜", "周家浜", "river"),
    ]  # fmt: skip
    assert not found.rejected


def test_the_hour_of_a_sample_is_read_in_every_way_it_is_typed() -> None:
    found = parsed("water_samples", book(Page(rows=SMALL)), "samples.xlsx")
    assert list(dict.fromkeys(said(found, "start", "end"))) == [
        ("2025-01-02T10:25", "2025-01-03"), ("2025-01-02T09:10", "2025-01-03"), ("2025-05-28T12:10", "2025-05-29"),
        ("2025-01-09T07:50", "2025-01-10"), ("2025-01-15", "2025-01-16"),
    ]  # fmt: skip


def test_a_class_past_the_worst_is_kept_and_a_typed_zero_is_a_zero() -> None:
    batch = taken("water_samples", parsed("water_samples", book(Page(rows=SMALL)), "samples.xlsx"))
    assert sorted(set(batch.sayings.published_class.tolist())) == sorted(["Ⅱ", "轻度黑臭", "Ⅳ", "劣Ⅴ"])
    assert 0.0 in batch.samples.value[batch.samples.parameter == "nh3n"].tolist()
    assert (batch.rows, batch.taken) == (5, 5)


def test_the_later_taihu_table_has_units_that_differ_and_marks_what_is_anomalous_in_red() -> None:
    rows: list[list[object]] = [
        [
            "台站代码",
            "年份",
            "月份",
            "观测站代码",
            "透明度(m)",
            "亚硝酸盐氮(μg/L)",
            "氨态氮(mg/L)",
            "化学需氧量(mg/L)",
            "备注",
        ],
        ["THL", 2007, 1, "THL00", 0.4, 54.42, 3.2647, 5.4764, "红色数字表示异常值"],
        ["THL", 2007, 12, "THL00", "/", 98.71, 0.7933, 6.1682, None],
    ]
    found = parsed("water_samples", book(Page(rows=rows, red=["G2"])), "taihu.xlsx")
    assert said(found, "section", "start", "end", "parameter", "unit", "text", "raw") == [
        ("THL00", "2007-01-01", "2007-02-01", "透明度", "m", "0.4", ""),
        ("THL00", "2007-01-01", "2007-02-01", "氨氮", "mg/L", "3.2647", ANOMALOUS),
        ("THL00", "2007-01-01", "2007-02-01", "高锰酸盐指数", "mg/L", "5.4764", ""),
        ("THL00", "2007-12-01", "2008-01-01", "透明度", "m", "/", ""),
        ("THL00", "2007-12-01", "2008-01-01", "氨氮", "mg/L", "0.7933", ""),
        ("THL00", "2007-12-01", "2008-01-01", "高锰酸盐指数", "mg/L", "6.1682", ""),
    ]
    assert set(said(found, "river", "basin", "kind")) == {("太湖", "太湖流域", "lake")}
    assert [(r.payload, r.reason) for r in found.rejected] == [("亚硝酸盐氮(μg/L)", NO_ITEM)]
    batch = taken("water_samples", found)
    assert Quality.FAIL in batch.samples.quality.tolist()


def test_the_earlier_taihu_table_has_months_without_a_stroke_and_chlorophyll_by_the_microgram() -> None:
    rows: list[list[object]] = [
        ["编号", "站点", "年月", "pH", "TN(mg/L)", "chlorophyll a(μg/L)", "CODMn(mg/L)", "硅酸盐(µmol/L)"],
        [1, "THL00", 199101, None, None, None, None, None],
        [150, "THL00", 200306, 7.54, 7.45, 11.65, 5.54, 99.7],
    ]
    batch = taken("water_samples", parsed("water_samples", book(Page(rows=rows)), "taihu.xlsx"))
    values = dict(zip(batch.samples.parameter.tolist(), batch.samples.value.tolist(), strict=True))
    assert values == {"ph": 7.54, "tn": 7.45, "chla": 11.65, "codmn": 5.54}  # chla in mg m-3
    assert (batch.rows, batch.taken, len(batch.sections)) == (2, 2, 1)


def test_the_same_station_of_both_taihu_tables_is_one_section() -> None:
    later: list[list[object]] = [["年份", "月份", "观测站代码", "总磷(mg/L)"], [2007, 1, "THL00", 0.1]]
    earlier: list[list[object]] = [
        ["站点", "年月", "TP(mg/L)", "chlorophyll a(μg/L)"],
        ["THL00", 200612, 0.1, 1],
    ]
    keys = [
        taken("water_samples", parsed("water_samples", book(Page(rows=rows)), "t.xlsx")).sections[0].key
        for rows in (later, earlier)
    ]
    assert keys[0] == keys[1]


def real(shared: Path, name: str):  # type: ignore[no-untyped-def]
    path = shared / "data" / name
    (found,) = water_samples.parse(Payload(source="water_samples", name=path.name, sha256="", body=path))
    return found


@pytest.mark.real
def test_every_sample_of_wuxi_goes_in_as_it_is(shared: Path) -> None:
    found = real(shared, "wuxi_small_rivers_2025/437_water_samples.xlsx")
    batch = taken("water_samples", found)
    assert (batch.rows, batch.taken, batch.rejected) == (444, 444, [])
    sheet = pd.read_excel(shared / "data" / "wuxi_small_rivers_2025" / "437_water_samples.xlsx")
    table = found.table.astype(str)
    for column in ("COD", "氨氮", "总磷", "高锰酸钾"):
        mine = table[table["parameter"] == column]["text"]
        assert pd.to_numeric(mine[mine != ""]).tolist() == sheet[column].dropna().tolist()
    days = table.drop_duplicates(["section", "start"])["start"].str[:10]
    assert set(days) == set(sheet["取样日期"].dt.strftime("%Y-%m-%d"))
    assert table["start"].str.contains("T").sum() == 4 * sheet["取样时间"].notna().sum()


@pytest.mark.real
@pytest.mark.parametrize(("name", "rows"), [("2007_2015", 864), ("1991_2006", 1536)])
def test_every_month_of_taihu_goes_in_with_its_units_put_right(shared: Path, name: str, rows: int) -> None:
    batch = taken("water_samples", real(shared, f"taihu_basin/taihu_physicochem_{name}.xlsx"))
    assert (batch.rows, batch.taken, len(batch.sections)) == (rows, rows, 8)
    assert not any(one.whole for one in batch.rejected)
    values = pd.DataFrame({"item": batch.samples.parameter, "value": batch.samples.value}).dropna()
    middle = values.groupby("item")["value"].median()
    # A hypereutrophic lake: each in the unit of its item, or it would be wrong by a thousand.
    assert 0.05 < middle["tp"] < 0.2
    assert 1.5 < middle["tn"] < 5
    assert 4 < middle["codmn"] < 7
    assert 7 < middle["ph"] < 9
    if name == "1991_2006":
        assert 5 < middle["chla"] < 50


@pytest.mark.real
def test_the_later_taihu_table_goes_on_where_the_permanganate_index_of_the_earlier_ends(shared: Path) -> None:
    """What it calls 化学需氧量 is taken as CODMn on this ground alone."""
    medians = []
    for name in ("1991_2006", "2007_2015"):
        table = real(shared, f"taihu_basin/taihu_physicochem_{name}.xlsx").table.astype(str)
        item = table["parameter"].map(lambda text: getattr(named(text), "code", ""))
        kept = table[(item == "codmn") & table["start"].between("2003", "2010")]
        medians.append(pd.to_numeric(kept["text"]).groupby(kept["section"]).median())
    before, after = medians
    both = before.dropna().index.intersection(after.index)
    assert len(both) >= 7
    assert (after[both] / before[both]).between(0.6, 1.3).all()
