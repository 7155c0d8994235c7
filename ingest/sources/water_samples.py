"""Samples taken by hand, in the workbooks in which they came: small rivers of Wuxi, and Lake Taihu month by month.

Three forms are known by their headers, whose units differ and are taken from them; any other sheet is read as a
bureau's. A sample stands for the civil day on which it was taken (from its hour on, where it has one), a value that
has only a month for that month.

- Small rivers: 取样日期, 取样时间 (1025, 910, ``12:10``), 编号, 河道名称, items, and a class of each and of all that
  runs past 劣Ⅴ to 轻度黑臭. The section is the river with the number of the sampling point. No units: mg/L.
- Lake Taihu 2007-2015: 年份, 月份, 观测站代码; nitrite in μg/L, all else in mg/L. ``/`` is missing; red is what its
  authors call anomalous (异常值), kept and marked as flawed; green, an outlier, is a value.
- Lake Taihu 1991-2006: 站点, 年月 (199101); chlorophyll in μg/L, silicate in μmol/L.

What the later Taihu table calls 化学需氧量 is taken as the permanganate index: at each of the eight stations it goes on
where the CODMn of the earlier one ends (medians of 4 to 7 mg/L before and after), a third of what the dichromate
method gives there. Columns that are no item of ours (silicate, suspended solids, ions) are said once and left.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from indicators.parameters import Label
from ingest import tables, water_sheets
from ingest.contract import Payload, Remark
from ingest.water_contract import PublishedWater, WaterSource
from ingest.water_sheets import Habits

ID = "water_samples"

_TAIHU: Final = {"river": "太湖", "basin": "太湖流域", "kind": "lake"}

FORMS: Final = (
    Habits(
        needs=frozenset({"取样日期", "编号", "河道名称"}),
        words={"编号": "采样点编号"},
        fixed={"kind": "river"},
    ),
    Habits(
        needs=frozenset({"年份", "月份", "观测站代码"}),
        words={"月份": "月", "氨态氮": "氨氮", "化学需氧量": "高锰酸盐指数", "观测站代码": "站点"},
        fixed=_TAIHU,
        red_is_flawed=True,
    ),
    Habits(needs=frozenset({"站点", "年月", "chlorophyll a"}), fixed=_TAIHU),
)
"""Forms of sheets of samples, by their headers."""


def files(path: Path) -> Iterator[Payload | Remark]:
    """Payloads of the workbooks under a path in the order of their names; the locks of open ones are passed over."""
    for found in tables.payloads(ID, path, endings=(".xlsx", ".xls")):
        if isinstance(found, Payload) and "~$" in found.name:
            yield Remark(file=found.name, text="the lock of a workbook that somebody has open")
        else:
            yield found


def parse(payload: Payload) -> Iterator[PublishedWater]:
    """Tall table of a workbook of samples."""
    yield water_sheets.published(payload, FORMS)


SOURCE = WaterSource(
    title=Label(zh="手工采样（小河道、太湖）", en="Samples by hand: small rivers, Lake Taihu"),
    homepage="https://doi.org/10.11922/sciencedb.833",
    licence=Label(
        zh="太湖 2007–2015：CC BY 4.0（Min、Qian、Zhu 等，2019）；其他：未注明许可",
        en="Lake Taihu 2007-2015: CC BY 4.0 (Min, Qian, Zhu et al. 2019); the others: no licence stated",
    ),
    cadence=timedelta(days=1),
    lag=timedelta(days=1),
    slot=timedelta(days=1),
    stamp="day",
    files=files,
    parse=parse,
)
