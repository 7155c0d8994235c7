"""The thresholds of the checks as dated data: one file a set, named by the first day on which it holds."""

from __future__ import annotations

import math
import tomllib
from dataclasses import fields
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from indicators.parameters import AIR_HOURLY, Label
from ingest.checks import Limits, ParameterLimits

FOLDER: Final = Path(__file__).resolve().parents[1] / "data" / "checks"
LEAST_RUN: Final = 2
"""Hours of the shortest run that there is."""
_OPTIONAL: Final = {"swing", "alike"}
_OWN: Final = {"title_en", "title_zh", "radius_km", "least", "relation_ratio", "relation_step"}


def limits_of(day: date, folder: Path = FOLDER) -> Limits:
    """The thresholds that hold on a day: those of the newest file that is not later, else those of the first file.

    Readings of years before the first file are checked by it too; no check was made at the time.

    Raises
    ------
    LookupError
        Where there is no file at all.
    ValueError
        Where a file is not what it should be; a sentence names file and entry.
    """
    files = sorted((_day(path), path) for path in folder.glob("*.toml"))
    if not files:
        raise LookupError(f"There are no thresholds in {folder}.")
    held = [path for since, path in files if since <= day]
    return read(held[-1] if held else files[0][1])


def read(path: Path) -> Limits:
    """The thresholds of one file.

    Raises
    ------
    ValueError
        Where the file is not what it should be; a sentence names file and entry.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    unknown = sorted(told.keys() - _OWN - set(AIR_HOURLY))
    if unknown:
        raise ValueError(f"{path.name}: {unknown[0]!r} is no entry of thresholds")
    return Limits(
        since=_day(path),
        title=Label(en=_text(path, told, "title_en"), zh=_text(path, told, "title_zh")),
        radius_km=_number(path, told, "radius_km"),
        least=round(_number(path, told, "least")),
        relation_ratio=_number(path, told, "relation_ratio"),
        relation_step=_number(path, told, "relation_step"),
        parameters={code: _of(path, code, told.get(code)) for code in AIR_HOURLY},
    )


def _of(path: Path, code: str, table: Any) -> ParameterLimits:
    if not isinstance(table, dict):
        raise ValueError(f"{path.name}: the table [{code}] is missing")
    names = {field.name for field in fields(ParameterLimits)}
    unknown = sorted(table.keys() - names)
    if unknown:
        raise ValueError(f"{path.name}: [{code}] has no threshold {unknown[0]!r}")
    wanted = [name for name in sorted(names - {"stuck"}) if name in table or name not in _OPTIONAL]
    given = {name: _number(path, table, name, f"[{code}] ") for name in wanted}
    return ParameterLimits(stuck=_steps(path, table, f"[{code}] "), **given)


def _steps(path: Path, table: dict[str, Any], where: str) -> tuple[tuple[float, int], ...]:
    """Steps of level and hours; levels rise and hours fall, since what is rare in dirty air is rarer than in clean."""
    told = table.get("stuck")
    said = f"{path.name}: {where}stuck must be a list of [level, hours], levels rising and hours not"
    if not isinstance(told, list) or not told:
        raise ValueError(said)
    for step in told:
        is_pair = isinstance(step, list) and len(step) == 2
        if not is_pair or any(isinstance(n, bool) or not isinstance(n, (int, float)) for n in step):
            raise ValueError(said)
    steps = tuple((float(level), round(hours)) for level, hours in told)
    for (low, long), (high, short) in pairwise(steps):
        if not (low < high and long >= short):
            raise ValueError(said)
    if steps[-1][1] < LEAST_RUN or not all(math.isfinite(level) for level, _ in steps):
        raise ValueError(said)
    return steps


def _number(path: Path, table: dict[str, Any], name: str, where: str = "") -> float:
    value = table.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(f"{path.name}: {where}{name} must be a number")
    return float(value)


def _text(path: Path, table: dict[str, Any], name: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{path.name}: {name} must be a text")
    return value


def _day(path: Path) -> date:
    try:
        return date.fromisoformat(path.stem)
    except ValueError as error:
        raise ValueError(f"{path.name}: thresholds are named by the day from which they hold") from error
