"""A list of stations that a bureau hands in: names, positions and levels that its source does not publish.

The list overrides what the source says, field by field; an empty field overrides nothing. It never decides in
which region a station lies: that is geo's.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest import cells
from ingest.contract import PayloadError, Spell

#: Control levels and roles as they may be written, and as we write them.
CONTROL_LEVELS: Mapping[str, str] = {
    "国控": "national", "省控": "provincial", "市控": "city", "县控": "county", "乡镇": "township",
    "national": "national", "provincial": "provincial", "city": "city", "county": "county",
    "township": "township",
}  # fmt: skip
ROLES: Mapping[str, str] = {
    "评价点": "assessed", "assessed": "assessed", "对照点": "background", "background": "background",
}  # fmt: skip

BAD_CONTROL = "not a control level"
BAD_ROLE = "not a role of a station"
_REQUIRED = ("code",)
_COLUMNS = ("code", "name", "area", "city", "longitude", "latitude", "control", "role")
_LARGEST_BYTES = 1 << 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list says of one station; an empty text or None says nothing."""

    code: str
    name: str = ""
    area: str = ""
    longitude: float | None = None
    latitude: float | None = None
    control: str = ""
    role: str = ""


def control_level(text: str) -> tuple[str, str]:
    """Control level in our words and an empty reason, or nothing and the reason why not."""
    word = text.strip().lower()
    return CONTROL_LEVELS.get(word, ""), "" if word in CONTROL_LEVELS or not word else BAD_CONTROL


def role(text: str) -> tuple[str, str]:
    """Role in our words and an empty reason, or nothing and the reason why not."""
    word = text.strip().lower()
    return ROLES.get(word, ""), "" if word in ROLES or not word else BAD_ROLE


def read(path: Path) -> tuple[dict[str, Listed], tuple[str, ...]]:
    """Stations of a CSV by their codes, and one sentence for each row that was refused.

    Columns: ``code`` and any of ``name, area (or city), longitude, latitude, control, role``; UTF-8.

    Raises
    ------
    PayloadError
        Where the file is no such list.
    """
    try:
        body = path.read_bytes() if path.stat().st_size <= _LARGEST_BYTES else b""
        text = body.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise PayloadError(f"{path.name}: cannot be read: {fault}") from fault
    if not text:
        raise PayloadError(f"{path.name}: is empty or larger than {_LARGEST_BYTES} bytes")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [column.strip().lower() for column in next(reader)]
        _check(path.name, header)
        listed: dict[str, Listed] = {}
        refused: list[str] = []
        for row in reader:
            if not any(row):
                continue
            entry, faults = _entry(dict(zip(header, row, strict=False)))
            if len(row) != len(header):
                faults = ("wrong number of fields",)
            elif entry.code in listed:
                faults = (*faults, f"station {entry.code} comes twice")
            if faults:
                refused.append(f"{path.name}: line {reader.line_num}: {'; '.join(faults)}")
            else:
                listed[entry.code] = entry
    except (csv.Error, StopIteration) as fault:
        raise PayloadError(f"{path.name}: line {reader.line_num}: {fault}") from fault
    return listed, tuple(refused)


def _check(name: str, header: Sequence[str]) -> None:
    faults = [
        *(f"there is no column {column}" for column in _REQUIRED if column not in header),
        *(f"column {column[:40]!r} is unknown" for column in header if column not in _COLUMNS),
        *(f"column {column} comes twice" for column in dict.fromkeys(header) if header.count(column) > 1),
    ]
    if faults:
        raise PayloadError(
            f"{name}: line 1: {', '.join(faults[:4])}; known columns are {', '.join(_COLUMNS)}"
        )


def _entry(row: Mapping[str, str]) -> tuple[Listed, tuple[str, ...]]:
    code, no_code = cells.station_code(row.get("code", ""))
    name, no_name = cells.name(row.get("name", "").strip())
    area, no_area = cells.name((row.get("area") or row.get("city") or "").strip())
    longitude, no_longitude = cells.degrees(row.get("longitude", ""), limit=180, missing={""})
    latitude, no_latitude = cells.degrees(row.get("latitude", ""), limit=90, missing={""})
    level, no_level = control_level(row.get("control", ""))
    part, no_role = role(row.get("role", ""))
    is_half = math.isnan(longitude) != math.isnan(latitude) and not no_longitude and not no_latitude
    half = "longitude and latitude go together" if is_half else ""
    faults = (no_code, no_name, no_area, no_longitude, no_latitude, no_level, no_role, half)
    entry = Listed(
        code=code,
        name=name,
        area=area,
        longitude=None if math.isnan(longitude) else longitude,
        latitude=None if math.isnan(latitude) else latitude,
        control=level,
        role=part,
    )
    return entry, tuple(fault for fault in faults if fault)


def name_code(area: str, name: str) -> str:
    """Code of a station that its source knows by city and name alone: both, joined by a point.

    What no code may hold becomes ``_``, also a space of either width at the end, and nothing is folded: two stations
    of a city may differ in nothing else.
    """
    return ".".join("".join(each if each.isalnum() else "_" for each in text) for text in (area, name))


def codes_by_name(listed: Mapping[str, Listed]) -> dict[str, str]:
    """Codes of a list by what `name_code` makes of city and name; a name that stands for two has none.

    A city is also known without its 市 at the end.
    """
    found: dict[str, set[str]] = {}
    for code, entry in listed.items():
        for area in {entry.area, entry.area.removesuffix("市")}:
            if area and entry.name:
                found.setdefault(name_code(area, entry.name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


def overridden(spell: Spell, listed: Mapping[str, Listed]) -> Spell:
    """Spell in which what the list says of its station is put over what the source said."""
    entry = listed.get(spell.station)
    if entry is None:
        return spell
    return replace(
        spell,
        name=entry.name or spell.name,
        area=entry.area or spell.area,
        longitude=spell.longitude if entry.longitude is None else entry.longitude,
        latitude=spell.latitude if entry.latitude is None else entry.latitude,
        control=entry.control or spell.control,
        role=entry.role or spell.role,
    )
