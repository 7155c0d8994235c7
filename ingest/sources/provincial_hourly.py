"""Provincial-control air stations of Zhejiang, hour by hour, as its monitoring centre's pages publish them.

Read from files in three forms, as CSV or as parquet of texts, columns and rows in any order:

- short: ``site``, ``city`` and items with subscripts (``PM₂.₅``, ``O₃-8h``); no code and no position. A station has
  the code of its city and name, or that of a station list which knows both.
- full: code, county, city, position, items, and level and colour of each.
- of cities: eleven rows of cities where the stations should be. They are no stations, so each row is refused.

The stamp is Beijing time at the END of the hour (its ozone follows that of the national stations of the same cities
without a lag); at midnight it is a date alone. Missing is ``--``. ``O3H8`` is the current moving 8-hour mean, which
the national platform calls ``o3_8h_24h``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from indicators.parameters import Label
from ingest import provincial, tables
from ingest.contract import Payload, Published, Remark, Source
from ingest.tables import Forms

ID = "provincial_hourly"

SHORT = (
    "site", "city", "AQI", "SO₂", "NO₂", "O₃", "PM₁₀", "PM₂.₅", "CO", "O₃-8h", "PM₁₀-24h", "PM₂.₅-24h", "time",
)  # fmt: skip
#: One wording for the columns of the short form.
WORDING = {
    "site": "sitename", "city": "districtname", "SO₂": "SO2", "NO₂": "NO2", "O₃": "O3", "PM₁₀": "PM10",
    "PM₂.₅": "PM25", "O₃-8h": "O3H8", "PM₁₀-24h": "PM10H24", "PM₂.₅-24h": "PM25H24",
}  # fmt: skip

_JUDGED = ("AQI", "CO", "NO2", "O3", "PM10", "PM25", "SO2")
OF_CITIES = (
    "sitecode", "sitename", "districtcode", "districtname", "longitude", "latitude", "SYWRW", "time",
    *_JUDGED, *(f"{item}_level" for item in _JUDGED), *(f"{item}_color" for item in _JUDGED),
)  # fmt: skip
_MEANS = ("O3H8", "PM10H24", "PM25H24")
FULL = (
    *OF_CITIES, "regioncode", "sort",
    *_MEANS, *(f"{item}_level" for item in _MEANS), *(f"{item}_color" for item in _MEANS),
)  # fmt: skip

#: Where the rows come from: the number of the row in a CSV (no name) or a parquet, and the file it was in.
_BESIDE = (("",), ("file",), ("file", "row"), ())
FORMS = Forms(columns=[(*form, *beside) for form in (SHORT, OF_CITIES, FULL) for beside in _BESIDE])


def files(path: Path) -> Iterator[Payload | Remark]:
    """Payloads of the hourly files under a path, in the order of their names."""
    return tables.payloads(ID, path)


def parse(payload: Payload) -> Iterator[Published]:
    """Tables of a payload in one wording; rows of cities are refused."""
    for published in tables.tables(payload, FORMS):
        table = published.table.rename(columns=WORDING)
        is_of_stations = "PM25H24" in table
        if not is_of_stations:
            refused = [
                provincial.no_station(published.payload, int(line), ",".join(map(str, row)))
                for line, row in zip(published.line, table.itertuples(index=False, name=None), strict=True)
            ]
            table = table.iloc[:0]
            published = replace(published, line=published.line[:0], rejected=(*published.rejected, *refused))
        yield replace(published, table=provincial.worded(table))


SOURCE: Source = replace(
    provincial.LIKE_ZHEJIANG,
    title=Label(zh="浙江省控站点小时值（存档）", en="Provincial stations of Zhejiang, hourly, archived"),
    homepage="https://github.com/StorywithLove/workflow",
    licence=Label(
        zh="数据由浙江省生态环境监测中心发布，他人汇集，Apache-2.0 许可",
        en="Zhejiang's environmental monitoring centre publishes the readings; gathered by others under Apache-2.0",
    ),
    named=(
        Label(zh="浙江省生态环境监测中心", en="Zhejiang Ecological and Environmental Monitoring Centre"),
        Label(zh="StorywithLove（汇集）", en="gathered by StorywithLove"),
    ),
    files=files,
    parse=parse,
)
