"""Days of Chinese cities as published and gathered by others: AQI, its level, and the six concentrations.

Read from files, as CSV or as parquet of texts, in the forms in which such collections go about:

- ``aqistudy``: city, date, AQI, range of the AQI, level, PM2.5, PM10, SO2, CO, NO2, O3, rank; the CSV has no
  header. Concentrations are means of hours with decimals, ozone is the highest 8-hour mean, and the AQI is a
  mean of hours, so that it is not the AQI of the concentrations beside it.
- ``history``: date, AQI, level, PM2.5, PM10, SO2, CO, NO2, O3_8h as whole numbers; a column may hold the city,
  otherwise the file is named after it. The AQI is that of the day.

The two never agree to the decimal (ozone least of all), so they are two series and never revise each other.
A published 0 is how both say that they have no number (days on end without ozone, an AQI of 129 without any
particles): it is missing. A day without a level has no number at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path, PurePosixPath

from indicators.parameters import Label
from ingest import tables
from ingest.contract import SHANGHAI, DaySource, Field, Payload, Published, Remark
from ingest.tables import Forms

ID = "city_daily"

AQISTUDY = ("city", "date", "AQI", "AQI_range", "quality", "PM2.5", "PM10", "SO2", "CO", "NO2", "O3", "rank")
HISTORY = ("date", "AQI", "质量等级", "PM2.5", "PM10", "SO2", "CO", "NO2", "O3_8h")
CHINESE = ("日期", "质量等级", "AQI", "PM2.5", "PM10", "SO2", "NO2", "CO", "O3", "城市")
FORMS = Forms(
    columns=(AQISTUDY, ("file", *AQISTUDY), HISTORY, ("city", *HISTORY), CHINESE), headless=AQISTUDY
)

#: One wording for the columns that the forms call differently.
WORDING = {"日期": "date", "城市": "city", "质量等级": "quality", "O3": "O3_8h"}


def files(path: Path) -> Iterator[Payload | Remark]:
    """Payloads of the tables of days under a path, in the order of their names."""
    return tables.payloads(ID, path)


def parse(payload: Payload) -> Iterator[Published]:
    """Tables of a payload in one wording; a table without a column of cities is of the one in its name."""
    for published in tables.tables(payload, FORMS):
        series = "aqistudy" if "AQI_range" in published.table else "history"
        table = published.table.rename(columns=WORDING)
        if "city" not in table:
            table["city"] = PurePosixPath(published.payload.name).name.partition(".")[0]
        yield replace(published, table=table, series=series)


SOURCE = DaySource(
    title=Label(zh="城市空气质量日报（公开汇集）", en="Published daily air quality of cities, collected"),
    homepage="https://github.com/ShuyaoHong/aqistudy",
    licence=Label(
        zh="他人汇集的公开发布值，未注明许可；用于对照和历史",
        en="collected from published values by others, no licence stated; for reconciliation and history",
    ),
    cadence=timedelta(days=1),
    lag=timedelta(days=1),
    timezone=SHANGHAI,
    time="date",
    area="city",
    fields={
        "pm25": Field(column="PM2.5", unit="ug m-3"),
        "pm10": Field(column="PM10", unit="ug m-3"),
        "so2": Field(column="SO2", unit="ug m-3"),
        "no2": Field(column="NO2", unit="ug m-3"),
        "co": Field(column="CO", unit="mg m-3"),
        "o3_8h": Field(column="O3_8h", unit="ug m-3"),
    },
    aqi="AQI",
    level="quality",
    missing=frozenset({"", "NA", "—", "-"}),
    no_day=frozenset({"", "无"}),
    aqi_of_hours=frozenset({"aqistudy"}),
    files=files,
    parse=parse,
)
