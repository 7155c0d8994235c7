"""Writes `docs/checks.md`: how many injected faults each check of hourly readings finds in real days, and what else.

Run `python docs/checks.py FOLDER` with the folder of the national hours of 2026. The thresholds were chosen on March;
what is printed is June, in which faults of known kinds are put at random places of stations that work. Everything
that a check flags elsewhere counts as false, although some of it is real faults: the precision is a lower bound.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from indicators.parameters import AIR_HOURLY  # noqa: E402
from ingest.check_limits import limits_of  # noqa: E402
from ingest.checks import CHECKS, Floats, Ints, check_all, is_off, near  # noqa: E402
from ingest.contract import SHANGHAI, Remark  # noqa: E402
from ingest.normalise import normalise  # noqa: E402
from ingest.slices import slices  # noqa: E402
from ingest.sources import source  # noqa: E402

PAGE = ROOT / "docs" / "checks.md"
MONTH = "2026-06"
SEED = 20260601
EPISODES = 200
HOUR_S = 3600

HEAD = """# What the checks find

Made by `python docs/checks.py`; the thresholds are `data/checks/{since}.toml`, chosen on the national hours of March
2026. Printed here is **June 2026** ({stations} stations, {hours} hours): {episodes} faults of each kind were put at
random places of each parameter, one kind at a time, and all checks run on the result.

- **found**: share of the faults of which the check flags at least one hour; **recall**: share of their hours.
- **any**: share of the faults that any check flags in at least one hour.
- **false**: what the check flags in the real hours as they are, per 10,000 station-hours. All of it is taken to be
  good air, although some of it is real faults; so the **precision** (flagged hours of faults over all flagged hours,
  with faults in {share} of the hours) is a lower bound.

| check | fault put in | item | faults | hours | found | recall | any | false /10,000 | precision |
|---|---|---|---|---|---|---|---|---|---|
"""

FOOT = """
Cells that no fault can be put into stay out: a relation needs both particles, neighbours and diurnal need {least}
neighbours within {radius} km with a value (so at {lonely} of the stations these two checks say nothing), and only
ozone has a course steady enough to be judged by it. A run of equal whole numbers is common in clean air: the lower
the level, the longer it may be, and under the first level of the file no run is flagged. SO2 and CO are published in
whole µg/m³ and tenths of a mg/m³, and in clean air two hours of three equal the one before: there most long runs
are air, and no length tells them from faults, so that for these two the check is weak by nature. A negative number does
not reach the store from a file or a service: it is refused at the door and lies in quarantine; the check stands for
readings that come another way.
"""

Values = Mapping[str, Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A kind of fault: which check is to find it, how long it lasts [h], and what it makes of the hours it hits."""

    check: str
    says: str
    parameters: tuple[str, ...]
    hours: tuple[int, int]
    spoil: Callable[[dict[str, Floats], str, slice, int, np.random.Generator], None]
    whole_day: bool = False


def thousandfold(
    values: dict[str, Floats], code: str, hours: slice, station: int, chance: np.random.Generator
) -> None:
    """A wrong unit: a thousand times the value."""
    values[code][hours, station] *= 1000


def below_zero(
    values: dict[str, Floats], code: str, hours: slice, station: int, chance: np.random.Generator
) -> None:
    """A zero that has drifted."""
    size = hours.stop - hours.start
    values[code][hours, station] = -np.round(chance.uniform(0.5, 10, size), 1)


def peak(
    values: dict[str, Floats], code: str, hours: slice, station: int, chance: np.random.Generator
) -> None:
    """One hour three to eight times what it was."""
    values[code][hours, station] = np.round(values[code][hours, station] * chance.uniform(3, 8), 1)


def held(
    values: dict[str, Floats], code: str, hours: slice, station: int, chance: np.random.Generator
) -> None:
    """The same value again and again."""
    values[code][hours, station] = values[code][hours.start, station]


def swapped(
    values: dict[str, Floats], code: str, hours: slice, station: int, chance: np.random.Generator
) -> None:
    """PM2.5 and PM10 in each other's place."""
    fine = values["pm25"][hours, station].copy()
    values["pm25"][hours, station] = values["pm10"][hours, station]
    values["pm10"][hours, station] = fine


def gained(
    values: dict[str, Floats], code: str, hours: slice, station: int, chance: np.random.Generator
) -> None:
    """An amplification two to five times too high."""
    values[code][hours, station] = np.round(values[code][hours, station] * chance.uniform(2, 5), 1)


def shifted(
    values: dict[str, Floats], code: str, hours: slice, station: int, chance: np.random.Generator
) -> None:
    """A clock that is six to eighteen hours off."""
    values[code][hours, station] = np.roll(values[code][hours, station], int(chance.integers(6, 19)))


FAULTS: tuple[Fault, ...] = (
    Fault(
        check="range", says="unit wrong, ×1000, 1–3 h", parameters=AIR_HOURLY, hours=(1, 3), spoil=thousandfold
    ),
    Fault(
        check="negative", says="zero drifted, −0.5 … −10, 1–6 h", parameters=AIR_HOURLY, hours=(1, 6),
        spoil=below_zero,
    ),
    Fault(check="spike", says="one hour ×3–8", parameters=AIR_HOURLY, hours=(1, 1), spoil=peak),
    Fault(check="stuck", says="held for 8–48 h", parameters=AIR_HOURLY, hours=(8, 48), spoil=held),
    Fault(
        check="relation", says="PM2.5 and PM10 swapped, 1–12 h", parameters=("pm25",), hours=(1, 12), spoil=swapped
    ),
    Fault(
        check="neighbours", says="gain ×2–5 for 12–48 h", parameters=AIR_HOURLY, hours=(12, 48), spoil=gained
    ),
    Fault(
        check="diurnal", says="clock 6–18 h off for a day", parameters=("o3",), hours=(24, 24), spoil=shifted,
        whole_day=True,
    ),
)  # fmt: skip


def real_hours(folder: Path, month: str) -> tuple[dict[str, Floats], Floats, Floats, int]:
    """Real hours of a month [hour, station] by parameter, longitude and latitude, and the first hour of the day."""
    national = source("cnemc_hourly")
    assert national.files is not None
    assert national.parse is not None
    parts = []
    place: dict[str, tuple[float, float]] = {}
    for payload in national.files(folder / f"cnemc_hourly_{month}.parquet"):
        assert not isinstance(payload, Remark)
        for published in national.parse(payload):
            for part in slices(national, published):
                batch = normalise(national, part)
                parts.append(batch.hours)
                for spell in batch.spells:
                    place[spell.station] = (spell.longitude or np.nan, spell.latitude or np.nan)
    first = min(int(hours.start.min()) for hours in parts)
    last = max(int(hours.start.max()) for hours in parts)
    codes = sorted(place)
    column = {code: at for at, code in enumerate(codes)}
    values = {p: np.full(((last - first) // HOUR_S + 1, len(codes)), np.nan) for p in AIR_HOURLY}
    for hours in parts:
        row = (hours.start - first) // HOUR_S
        at = np.array([column[code] for code in hours.station])
        for p in AIR_HOURLY:
            values[p][row, at] = hours.values[p]
    begin = datetime.fromtimestamp(first, SHANGHAI).hour
    position = np.array([place[code] for code in codes])
    return values, position[:, 0], position[:, 1], begin


def put(
    fault: Fault, code: str, values: Values, near_of: Ints, least: int, first: int
) -> tuple[dict[str, Floats], list[tuple[slice, int]]]:
    """The hours with faults of one kind in them, and where: hours and station of each; faults do not touch."""
    seed = [SEED, list(CHECKS).index(fault.check), AIR_HOURLY.index(code)]
    chance = np.random.default_rng(seed)
    spoilt = {p: v.copy() for p, v in values.items()}
    size, stations = values[code].shape
    taken = np.zeros((size, stations), np.bool_)
    found: list[tuple[slice, int]] = []
    while len(found) < EPISODES:
        length = int(chance.integers(fault.hours[0], fault.hours[1] + 1))
        station = int(chance.integers(stations))
        start = int(chance.integers(24, size - length - 24))
        if fault.whole_day:
            start = (start + first) // 24 * 24 - first
        hours = slice(start, start + length)
        around = slice(start - 3, start + length + 3)
        lonely = fault.check in ("neighbours", "diurnal") and (near_of[station] >= 0).sum() < least
        needed = ("pm25", "pm10") if fault.check == "relation" else (code,)
        gone = any(np.isnan(values[p][hours, station]).any() for p in needed)
        if lonely or gone or taken[around, station].any():
            continue
        fault.spoil(spoilt, code, hours, station, chance)
        if all(np.array_equal(spoilt[p][hours, station], values[p][hours, station]) for p in needed):
            continue  # nothing changed: it was so already
        taken[around, station] = True
        found.append((hours, station))
    return spoilt, found


def page(folder: Path) -> str:
    """The page as it should be."""
    limits = limits_of(date(2026, 11, 22))
    values, lon, lat, first = real_hours(folder, MONTH)
    near_of = near(lon, lat, radius_km=limits.radius_km)
    clean = check_all(values, near_of, limits, first=first)
    lines = []
    for fault in FAULTS:
        for code in fault.parameters:
            spoilt, places = put(fault, code, values, near_of, limits.least, first)
            flags = check_all(spoilt, near_of, limits, first=first)
            mine = is_off(flags[code][fault.check])
            every = np.logical_or.reduce([is_off(f) for f in flags[code].values()])
            injected = np.zeros(mine.shape, np.bool_)
            for hours, station in places:
                injected[hours, station] = True
            found = sum(bool(mine[hours, station].any()) for hours, station in places)
            any_found = sum(bool(every[hours, station].any()) for hours, station in places)
            observed = int((~np.isnan(values[code])).sum())
            false = int(is_off(clean[code][fault.check]).sum())
            hit, n = int((mine & injected).sum()), int(injected.sum())
            # As if faults stood in 1 of 100 hours, whatever number was put in.
            true_share, false_share = 0.01 * hit / n, 0.99 * false / observed
            precision = true_share / (true_share + false_share) if hit else 0.0
            lines.append(
                f"| {fault.check} | {fault.says} | {code} | {len(places)} | {n} | {found / len(places):.0%} "
                f"| {hit / n:.0%} | {any_found / len(places):.0%} | {1e4 * false / observed:.2f} | {precision:.0%} |"
            )
    size, stations = values["pm25"].shape
    head = HEAD.format(
        since=limits.since, stations=stations, hours=size, episodes=EPISODES, share="1 %"
    )  # fmt: skip
    lonely = float(((near_of >= 0).sum(axis=1) < limits.least).mean())
    foot = FOOT.format(least=limits.least, radius=round(limits.radius_km), lonely=f"{lonely:.0%}")
    return head + "\n".join(lines) + "\n" + foot


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("say the folder of the national hours of 2026: python docs/checks.py FOLDER")
    PAGE.write_text(page(Path(sys.argv[1])), encoding="utf-8")
