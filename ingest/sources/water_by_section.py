"""National automatic stations of surface water as others keep them: a CSV a section, or a parquet of many.

The columns are those of the national platform without its tooltips, so that values are as shown and not unrounded.
A file may be named after its place (province, basin, section joined by ``_``), a table have the names of its
folders as columns (``dir_section``): they fill what a row lacks, and a row that they contradict is refused.

Stamps have no year: it comes from the name of the file or of a folder (``2021``, ``2021-04``). About an eighth of
the rows stand twice. ``*`` as a time is that of a station under repair, whose row says nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from indicators.parameters import Label
from ingest import tables, water_feed, water_tables
from ingest.contract import NATIONAL, Payload, PayloadError, Remark
from ingest.water_contract import PublishedWater, WaterSource

ID = "water_by_section"

COLUMNS: Final = (
    "省份", "流域", "断面名称", "监测时间", "水质类别", "水温(℃)", "pH(无量纲)", "溶解氧(mg/L)", "电导率(μS/cm)",
    "浊度(NTU)", "高锰酸盐指数(mg/L)", "氨氮(mg/L)", "总磷(mg/L)", "总氮(mg/L)", "叶绿素α(mg/L)", "藻密度(cells/L)",
)  # fmt: skip
"""Columns that each table in a zip has, beside 站点情况; other files are known by their headers' texts."""

ENDINGS: Final = (".csv", ".csv.gz", ".parquet", ".zip")


def files(path: Path) -> Iterator[Payload | Remark]:
    """Payloads of the tables under a path in the order of their names; archives of answers are passed over."""
    for found in tables.payloads(ID, path, endings=ENDINGS):
        if isinstance(found, Payload) and path.is_dir() and _is_of_answers(found):
            yield Remark(file=found.name, text="an archive of answers, which the source water_national reads")
        else:
            yield found


def _is_of_answers(payload: Payload) -> bool:
    if not payload.name.lower().endswith(".parquet"):
        return False
    try:
        return any(name.endswith(water_tables.RAW) for name in water_tables.headers(payload))
    except PayloadError:  # said by whoever parses it
        return False


def parse(payload: Payload) -> Iterator[PublishedWater]:
    """Tall tables of a payload: one of a CSV or parquet file, one a member of a zip."""
    for wide in water_tables.wides(payload, ((*COLUMNS, "站点情况"), COLUMNS)):
        yield water_feed.tall(wide)


SOURCE = WaterSource(
    title=Label(
        zh="国家地表水自动站四小时值（按断面汇集）",
        en="National automatic stations of surface water, by section",
    ),
    homepage="https://github.com/jikin001/water_quality",
    licence=Label(
        zh="数据由中国环境监测总站发布，他人汇集，未注明许可",
        en="the national monitoring centre (CNEMC) publishes the readings; collected by others, no licence stated",
    ),
    named=(NATIONAL, Label(zh="jikin001（汇集）", en="gathered by jikin001")),
    cadence=water_feed.SLOT,
    lag=timedelta(days=1),
    slot=water_feed.SLOT,
    files=files,
    parse=parse,
)
