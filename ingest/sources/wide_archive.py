"""National-control air stations of China from the archive that has a column for each station.

Read from files, CSV as it is, gzipped or many in a zip, or parquet of texts: ``date,hour,type`` and one column a
station, headed by its code; a row is one type (item) of one hour. National or cut to some stations. Names and
positions are not in it: hand in a list of stations, or no station is placed.

``date`` and ``hour`` are the platform's stamp, Beijing time at the END of the hour: hour 0 is the last of the day
before. The types that are results are kept under the platform's names of their time; the two 8-hour names have been
exchanged since (in 2014 ``O3_8h`` is the moving mean and ``O3_8h_24h`` the highest of the day so far).

A station may have two columns; of two that differ the later counts. An empty cell is missing. A column that has no
text on a whole date says nothing of its station: such an archive carries the columns of stations that are no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.parameters import Label
from ingest import cells, tables
from ingest.contract import (
    NATIONAL,
    SHANGHAI,
    Field,
    Payload,
    PayloadError,
    Published,
    Rejected,
    Remark,
    Source,
)
from ingest.refusal import DUPLICATE, OVERRULED, text_kept
from ingest.tables import Forms

ID = "wide_archive"

UNKNOWN_TYPE = "not a type of reading"

#: Types by our names of what they are.
MEASURED = {"pm25": "PM2.5", "pm10": "PM10", "so2": "SO2", "no2": "NO2", "co": "CO", "o3": "O3"}
RESULTS = {
    "aqi": "AQI", "pm25_24h": "PM2.5_24h", "pm10_24h": "PM10_24h", "so2_24h": "SO2_24h", "no2_24h": "NO2_24h",
    "co_24h": "CO_24h", "o3_24h": "O3_24h", "o3_8h": "O3_8h", "o3_8h_24h": "O3_8h_24h",
}  # fmt: skip
TYPES = (*MEASURED.values(), *RESULTS.values())
KEYS = ("date", "hour", "type")


def _is_station(column: str) -> bool:
    return not cells.station_code(column)[1] and column not in KEYS


FORMS = Forms(columns=(KEYS,), further=_is_station)


def files(path: Path) -> Iterator[Payload | Remark]:
    """Payloads of the files under a path, in the order of their names."""
    return tables.payloads(ID, path)


def parse(payload: Payload) -> Iterator[Published]:
    """Tables of a payload, one a date, with a row for each station-hour and a column for each type.

    Raises
    ------
    PayloadError
        Also where there is no station in it, or no row of a known type.
    """
    for wide in tables.tables(payload, FORMS):
        if len(wide.table.columns) <= len(KEYS):
            raise PayloadError(f"{wide.payload.name}: line 1: there is no column of a station")
        yield from _melted(wide)


def _melted(wide: Published) -> Iterator[Published]:
    hours, types, rejected = _rows(wide)
    if len(wide.line) and not types.any():
        first = rejected[0]
        raise PayloadError(f"{first.file}: line {first.line}: {first.reason}, and no other row is one")
    matrix, texts = _matrix(wide.table.drop(columns=list(KEYS)))
    chosen, doubles = _last_of_each(wide, hours, types, matrix)
    rejected = sorted([*wide.rejected, *rejected, *doubles], key=lambda each: each.line)
    dates = sorted({hour[:10] for hour, _ in chosen})
    if not dates:
        none = pd.DataFrame({name: pd.Categorical([], categories=[]) for name in ("time", "station", *TYPES)})
        yield replace(wide, table=none, line=np.empty(0, np.int64), rejected=tuple(rejected))
    for date in dates:
        held = {key: row for key, row in chosen.items() if key[0].startswith(date)}
        yield _of_date(wide, held, matrix, texts, tuple(rejected) if date == dates[-1] else ())


def _rows(wide: Published) -> tuple[list[str], NDArray[np.object_], list[Rejected]]:
    """Stamp and type of each row (the type empty where the row is refused), and the refusals."""
    table = wide.table[list(KEYS)].astype(str)
    hours, types, rejected = [], np.full(len(wide.line), "", dtype=object), []
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for row, (date, hour, kind) in enumerate(table.itertuples(index=False, name=None)):
        if (date, hour) not in known:
            known[date, hour] = _stamp(date.strip(" \t"), hour.strip(" \t"))
        stamp, why = known[date, hour]
        kind = kind.strip(" \t")
        field = "hour"
        if not why and kind not in TYPES:
            field, why = "type", UNKNOWN_TYPE
        hours.append(stamp)
        if why:
            rejected.append(_refused(wide, row, field, why))
        else:
            types[row] = kind
    return hours, types, rejected


def _stamp(date: str, hour: str) -> tuple[str, str]:
    """Stamp of a date and an hour, and an empty reason; or the reason why they are none."""
    is_written = (
        len(date) == 8 and len(hour) in (1, 2) and (date + hour).isascii() and (date + hour).isdigit()
    )
    if not is_written:
        return "", cells.NOT_A_TIME
    stamp = f"{date[:4]}-{date[4:6]}-{date[6:]}T{int(hour):02}:00"
    return stamp, cells.hour_start(stamp, zone=SHANGHAI, stamp="end")[1]


def _refused(wide: Published, row: int, field: str, reason: str) -> Rejected:
    held = ",".join(str(text) for text in wide.table.iloc[row].tolist()[:80])
    return Rejected(
        file=wide.payload.name,
        line=int(wide.line[row]),
        field=field,
        reason=reason,
        payload=text_kept(held),
        whole=True,
    )


def _matrix(stations: pd.DataFrame) -> tuple[NDArray[np.int32], list[str]]:
    """Numbers (row, station) of the texts of all stations, and the texts; number 0 is the empty text."""
    number: dict[str, int] = {"": 0}
    matrix = np.zeros(stations.shape, np.int32)
    for place in range(stations.shape[1]):
        column: Any = stations.iloc[:, place].array
        mine = [number.setdefault(str(text).strip(" \t"), len(number)) for text in column.categories]
        matrix[:, place] = np.array([*mine, 0], np.int32)[column.codes]
    return matrix, list(number)


def _last_of_each(
    wide: Published, hours: list[str], types: NDArray[np.object_], matrix: NDArray[np.int32]
) -> tuple[dict[tuple[str, str], int], list[Rejected]]:
    """Row of each hour and type, the last where there are several, and refusals of the others."""
    chosen: dict[tuple[str, str], int] = {}
    refused: list[Rejected] = []
    for row in np.flatnonzero(types).tolist():
        before = chosen.get((hours[row], types[row]))
        if before is not None:
            refused.append(_refused(wide, before, "", OVERRULED))
        chosen[hours[row], types[row]] = row
    places = {int(line): row for row, line in enumerate(wide.line)}
    winners = {(hours[row], types[row]): row for row in chosen.values()}
    return chosen, [
        replace(each, reason=DUPLICATE)
        if (matrix[row := places[each.line]] == matrix[winners[hours[row], types[row]]]).all()
        else each
        for each in refused
    ]


def _of_date(
    wide: Published,
    held: Mapping[tuple[str, str], int],
    matrix: NDArray[np.int32],
    texts: list[str],
    rejected: tuple[Rejected, ...],
) -> Published:
    stamps = sorted({hour for hour, _ in held})
    stations = [str(name) for name in wide.table.columns if name not in KEYS]
    speaks = np.flatnonzero(matrix[sorted(held.values())].any(axis=0))
    first = {hour: min(row for (each, _), row in held.items() if each == hour) for hour in stamps}
    columns, lines = {}, {}
    for kind in TYPES:
        codes = np.zeros((len(stamps), len(speaks)), np.int32)
        rows = [held.get((hour, kind), -1) for hour in stamps]
        for place, row in enumerate(rows):
            if row >= 0:
                codes[place] = matrix[row, speaks]
        columns[kind] = codes.ravel()
        at = [row if row >= 0 else first[hour] for row, hour in zip(rows, stamps, strict=True)]
        lines[kind] = np.repeat(wide.line[at], len(speaks))
    line = np.repeat(wide.line[[first[hour] for hour in stamps]], len(speaks))
    table = pd.DataFrame(
        {
            "time": pd.Categorical(np.repeat(np.array(stamps, dtype=object), len(speaks))),
            "station": pd.Categorical(np.tile(np.array(stations, dtype=object)[speaks], len(stamps))),
            **{
                kind: pd.Categorical.from_codes(codes, categories=pd.Index(texts, dtype=object))
                for kind, codes in columns.items()
            },
        }
    )
    return replace(wide, table=table, line=line, lines=lines, rejected=rejected, part="station")


SOURCE = Source(
    title=Label(
        zh="国控站点小时值宽表存档", en="Archive of the national stations by the hour, a column a station"
    ),
    homepage="https://quotsoft.net/air/",
    licence=Label(
        zh="数据由中国环境监测总站发布，他人汇集；展示时两者均须注明",
        en="readings of the national monitoring centre (CNEMC) gathered by others; name both where they are shown",
    ),
    named=(NATIONAL, Label(zh="quotsoft.net（汇集）", en="gathered by quotsoft.net")),
    cadence=timedelta(days=1),
    lag=timedelta(days=1),
    stamp="end",
    timezone=SHANGHAI,
    time="time",
    station="station",
    name="",
    area="",
    longitude="",
    latitude="",
    fields={
        code: Field(column=kind, unit="mg m-3" if code == "co" else "ug m-3")
        for code, kind in MEASURED.items()
    },
    control_level="national",
    published=RESULTS,
    missing=frozenset({"", "NA", "—", "NaN", "-"}),
    files=files,
    parse=parse,
)
