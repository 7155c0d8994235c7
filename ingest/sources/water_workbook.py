"""Monthly results of a bureau's laboratory as it writes them into a workbook, in the forms that bureaus use.

Headers over one or two levels, merged or not, with the unit in them, below them or in a note; sections down and items
across or the other way round; one month a sheet, or a column of months or days; names as each laboratory has them.
A value stands for its calendar month, or for the civil day of its sampling where the sheet tells one. ``0.01L``,
``<0.05``, ``未检出``, ``/`` and ``-1`` stay as written. A workbook that is not understood is answered with sheet and
cell and what was expected there; the template is always understood.
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

ID = "water_workbook"

ENDINGS: Final = (".xlsx", ".xlsm", ".xls")
"""Workbooks of the old kind are named too, so that their refusal is said."""


def files(path: Path) -> Iterator[Payload | Remark]:
    """Payloads of the workbooks under a path in the order of their names; the locks of open ones are passed over."""
    for found in tables.payloads(ID, path, endings=ENDINGS):
        if isinstance(found, Payload) and "~$" in found.name:
            yield Remark(file=found.name, text="the lock of a workbook that somebody has open")
        else:
            yield found


def parse(payload: Payload) -> Iterator[PublishedWater]:
    """Tall table of a workbook."""
    yield water_sheets.published(payload)


SOURCE = WaterSource(
    title=Label(zh="地表水手工监测月报（工作簿）", en="Monthly results of manual monitoring, workbook"),
    homepage="https://www.mee.gov.cn/",
    licence=Label(
        zh="本单位自己的监测结果",
        en="the bureau's own results",
    ),
    cadence=timedelta(days=31),
    lag=timedelta(days=10),
    slot=timedelta(days=31),
    stamp="month",
    files=files,
    parse=parse,
)
