"""The tables of the steps behind a figure, and the formula with its values filled in.

Every number here comes from the same functions as the figure itself; nothing is judged a second way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from assessment.case import Case
from assessment.catalogue import entry
from assessment.columns import STAGES, Remarks, stamp
from assessment.grid import Grid
from assessment.judged import judged_parts, yearly
from assessment.periods import SHANGHAI
from assessment.sand_events import approved, hours_left_out
from assessment.suspects import named_flags, suspect_hours
from assessment.values import table
from assessment.verdicts import of_parts, of_steps
from assessment.years import months_named, years_of
from indicators.aggregate import (
    FIRST_WINDOW_END,
    HOURS_OF_WINDOW,
    LEAST_HOURS_OF_WINDOW,
    moving_8h,
)
from indicators.days import meets, meets_all
from indicators.iaqi import iaqi, primary_text
from indicators.parameters import AIR_DAILY, AIR_HOURLY, Label, parameter
from indicators.regime import spells
from indicators.rounding import half_even, shown
from indicators.rules import Average
from ingest.contract import Quality
from store.origins import origins
from store.readings import hours as stored_hours

Floats = NDArray[np.float64]
#: Counts of days by primary pollutant, and the AQI above which each counts.
BY_PRIMARY: Final[Mapping[str, int]] = MappingProxyType(
    {"days_by_primary": 50, "exceedances_by_primary": 100}
)

SAYS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "items": Label(zh="分指数取最大者", en="the greatest sub-index decides"),
        "years": Label(
            zh="各年（月）值；无效的不计入",
            en="the figures of the years or months; one that is not valid does not enter",
        ),
        "days": Label(zh="城市（点位）日值汇总成时段", en="the days of the member make the period"),
        "cities": Label(zh="所辖城市的平均值", en="the mean of its cities"),
        "stations": Label(
            zh="有效的国控评价点平均成城市值", en="the assessed stations with a valid value make the city"
        ),
        "windows": Label(
            zh="每日8—24时17个滑动平均的最大值，每个至少6小时，至少14个",
            en="the highest of the 17 means ending 08-24 h: each of 6 hours or more, 14 of them or more",
        ),
        "hours": Label(
            zh="小时值；日均值至少20小时", en="hourly values as received; a daily mean needs 20 of them"
        ),
        "batches": Label(zh="读数来自的文件及收到时间", en="the files and when they became known"),
    }
)

_QUALITY = MappingProxyType(
    {
        0: "absent", int(Quality.GOOD): "good", int(Quality.NOT_EVALUATED): "not evaluated",
        int(Quality.SUSPECT): "suspect", int(Quality.FAIL): "fail", int(Quality.NOT_MONITORED): "not monitored",
        int(Quality.MISSING): "missing",
    }
)  # fmt: skip


def items(case: Case) -> pd.DataFrame:
    """The sub-indices of an hour or day with the nodes between which each lies, or the single indices of a period."""
    return single_indices(case) if case.every == "all" else sub_indices(case)


def years(case: Case) -> pd.DataFrame:
    """Each year or month: figure, days behind it, whether it enters, note, and the command that explains it."""
    asked, each = case.asked.yearly, years_of(case.asked, [case.days])
    if asked is None:
        raise LookupError(f"{case.asked.code} is not made of years")
    told = judged_parts(
        case.store, asked, case.who, case.days, each, step="year", terms=case.terms, read=case.read
    )
    entering = yearly(asked, case.read, each).values[:, 0]
    values = np.where(np.isnan(entering), np.asarray(told.values, np.float64)[:, 0], entering)
    place = f"--of {case.of} --code {case.code}"
    return pd.DataFrame(
        {
            **(
                {"month": months_named(each)}
                if case.asked.is_monthly
                else {"year": [year.first.year for year in each]}
            ),
            "value": _numbers(values),
            "unit": asked.unit,
            "expected": told.expected[:, 0],
            "observed": told.observed[:, 0],
            "valid": told.valid[:, 0],
            "enters": np.where(np.isnan(entering), 0, 1),
            "edition": list(told.editions),
            "stage": STAGES[told.reviewed[:, 0]],
            "note": told.remarks.texts()[:, 0],
            "explained_by": [
                f"explain {asked.code} {place} --start {year.first} --end {year.last}" for year in each
            ],
        }
    )


def days(case: Case) -> pd.DataFrame:
    """Each day: its values, AQI where one is needed, whether it counts, its place in a percentile, stage and note."""
    grid, inputs = case.grid, case.inputs
    frame: dict[str, object] = {
        "start": [stamp(s) for s in grid.starts],
        **{p: _numbers(grid.values[p][:, 0]) for p in inputs},
    }
    if grid.sand is not None:
        frame |= {f"{p}_with_sand": _numbers(v[:, 0]) for p, v in grid.sand.before.items() if p in inputs}
    there = np.logical_and.reduce([~np.isnan(grid.values[p][:, 0]) for p in inputs])
    bits = Remarks.none((len(grid.starts), 1))
    if case.is_judged:
        judged = case.judged
        values = judged["aqi"].to_numpy()[:, 0]
        frame |= {
            "aqi": _numbers(values),
            "primary": [primary_text(int(m)) for m in judged["primary"].to_numpy()[:, 0]],
            "level": _numbers(judged["level"].to_numpy()[:, 0]),
        }
        there = ~np.isnan(values)
        chosen = counted(case, values)
        if chosen is not None:
            frame["counted"] = np.where(chosen, 1, 0)
        bits.bits |= of_steps(entry("aqi"), grid, terms=case.terms, judged=judged).remarks.bits
    else:
        for p in inputs:
            bits.bits |= of_steps(entry(p), grid, terms=case.terms).remarks.bits
        if case.asked.file == "compliance_rate" and case.asked.part is not None:
            met = met_limits(case)
            there = ~np.isnan(met)
            frame["meets"] = _numbers(met)
    frame["valid"] = np.where(there, 1, 0)
    one = case.asked.indicator
    if len(inputs) == 1 and case.asked.code not in grid.values:
        frame["place"] = _places(grid.values[inputs[0]][:, 0])
    elif "ranking" in one.stands_on:
        frame["co_place"], frame["o3_8h_place"] = (
            _places(grid.values[p][:, 0]) for p in ("co", "o3_8h")
        )  # fmt: skip
    frame["observed"] = grid.observed[:, 0]
    frame["stage"] = STAGES[grid.reviewed[:, 0]]
    frame["note"] = bits.texts()[:, 0]
    return pd.DataFrame(frame)


def stations(case: Case) -> pd.DataFrame:
    """Each station and hour or day: its value, the hours behind it, whether it enters the city, and why not."""
    grid = case.by_station
    count = len(grid.starts)
    parts = []
    for p in case.inputs:
        told = of_steps(entry(p), grid, terms=case.terms)
        value = grid.values[p]
        parts.append(
            pd.DataFrame(
                {
                    "start": np.repeat([stamp(s) for s in grid.starts], value.shape[1]),
                    "code": np.tile(grid.members.table["code"].to_numpy(dtype=object), count),
                    "name": np.tile(grid.members.table["name"].to_numpy(dtype=object), count),
                    "parameter": p,
                    "value": _numbers(value.reshape(-1)),
                    "hours": grid.valid[p].reshape(-1),
                    "enters": np.where(np.isnan(value), 0, 1).reshape(-1),
                    "stage": STAGES[grid.reviewed].reshape(-1),
                    "note": told.remarks.texts().reshape(-1),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def windows(case: Case) -> pd.DataFrame:
    """The 17 moving 8-hour means of ozone of each station and day: mean, hours in it, whether it is the highest."""
    data = _hours(case)
    ozone = data["o3"].to_numpy()
    if case.terms.basis.suspect == "left_out":
        codes = data["station"].to_numpy().tolist()
        off = suspect_hours(
            case.store, codes=codes, start=case.start, end=case.end, stage=case.terms.stage,
            as_of=case.terms.as_of, only=("o3",),
        )  # fmt: skip
        ozone = np.where(off["o3"], np.nan, ozone)
    means = moving_8h(ozone)
    here = np.cumsum(np.vstack([np.zeros((1, ozone.shape[1])), ~np.isnan(ozone)]), axis=0)
    rows = []
    for day in range(len(ozone) // 24):
        block = means[day * 24 : day * 24 + 24]
        for s, code in enumerate(data["station"].to_numpy().tolist()):
            column = block[FIRST_WINDOW_END - 1 :, s]
            top = np.nanmax(column) if np.any(~np.isnan(column)) else np.nan
            for ending in range(FIRST_WINDOW_END, 25):
                at = day * 24 + ending
                inside = int(here[at, s] - here[at - HOURS_OF_WINDOW, s])
                mean = block[ending - 1, s]
                rows.append(
                    (
                        stamp(case.start + timedelta(days=day)), code, ending, shown(mean, 3), inside,
                        int(inside >= LEAST_HOURS_OF_WINDOW), int(mean == top),
                    )
                )  # fmt: skip
    return pd.DataFrame(rows, columns=["start", "code", "ending", "mean", "hours", "valid", "highest"])


def hours(case: Case) -> pd.DataFrame:
    """The hours of each station: the six values, what each cell is, stage, what sand takes out, what is suspect."""
    data = _hours(case)
    starts = [case.start + timedelta(hours=i) for i in range(data.sizes["time"])]
    codes = data["station"].to_numpy()
    size, count = len(codes), len(starts)
    names = dict(zip(case.who.stations["code"], case.who.stations["name"], strict=True))
    events = approved(case.store, case.who, start=case.start, end=case.end, terms=case.terms)
    ordered = case.who.stations.set_index("code").loc[list(codes)].reset_index()
    left_out = hours_left_out(events, starts, ordered)
    stage = data["stage"].to_numpy()
    frame: dict[str, object] = {
        "code": np.repeat(codes, count),
        "name": np.repeat([names[c] for c in codes], count),
        "start": np.tile([stamp(s) for s in starts], size),
        "hour": np.tile([s.astimezone(SHANGHAI).hour + 1 for s in starts], size),
        **{p: _numbers(data[p].to_numpy().T.reshape(-1)) for p in AIR_HOURLY},
        "stage": np.where(stage < 0, "", STAGES[np.maximum(stage, 0)]).T.reshape(-1),
        "sand": left_out.T.astype(int).reshape(-1),
        "suspect": _suspect(case, codes.tolist()).T.reshape(-1),
    }
    state = np.full(count * size, "", dtype=object)
    for p in AIR_HOURLY:
        quality = data[f"quality_{p}"].to_numpy().T.reshape(-1)
        for number, word in _QUALITY.items():
            if word not in ("good", "not evaluated"):
                state[quality == number] += f"{p} {word};"
    frame["missing"] = [
        "absent" if text.count("absent") == len(AIR_HOURLY) else text.rstrip(";") for text in state
    ]
    return pd.DataFrame(frame)


def batches(case: Case) -> pd.DataFrame:
    """The batches that brought the hours, with when they became known and by whom."""
    found = origins(
        case.store, start=case.start, end=case.end, stations=case.who.stations["code"].tolist(),
        stage=case.terms.stage, as_of=case.terms.as_of,
    )  # fmt: skip
    found["known_at"] = [stamp(t) for t in found["known_at"]]
    return found


def cities(case: Case) -> pd.DataFrame:
    """The same figure of each city of a province."""
    every = case.every
    answer = table(
        case.store, indicator=case.asked.code, of="city", within=case.code, start=case.start, end=case.end,
        every=every, terms=case.terms, precision="full",
    )  # fmt: skip
    columns = ["code", "name", "value", "unit", "expected", "observed", "valid", "stage", "note"]
    return answer.table[columns]


STEPS: Final[Mapping[str, Callable[[Case], pd.DataFrame]]] = MappingProxyType(
    {
        "years": years, "items": items, "days": days, "stations": stations, "windows": windows, "hours": hours,
        "batches": batches, "cities": cities,
    }
)  # fmt: skip


def sub_indices(case: Case) -> pd.DataFrame:
    """The sub-indices of an hour or day: what is judged, the nodes between which it lies, the IAQI, who is primary."""
    grid = case.grid
    judged = case.judged
    rule = case.rules.aqi.aqi_rule
    average: Average = "hour" if case.every == "hour" else "day"
    mask = int(judged["primary"].to_numpy()[0, 0])
    rows = []
    for item in rule.items[average, case.terms.basis.aqi]:
        value = float(grid.values[item.quantity][0, 0]) if item.quantity in grid.values else float("nan")
        rounded = half_even(value, item.column.decimals)
        alone = float(iaqi(value, item.column, rule.nodes))
        nodes = _nodes(float(rounded), item.column.concentrations, rule.nodes)
        row = AIR_HOURLY.index(item.parameter)
        used = float(judged["iaqi"].to_numpy()[row, 0, 0])
        # A day that does not exceed keeps the sub-index of its particles, sand included.
        alone = used if alone != alone else alone
        rows.append(
            {
                "item": item.quantity, "value": shown(value, 3), "rounded": shown(value, item.column.decimals),
                "unit": parameter(item.parameter).unit_text, "column": item.column.key, **nodes,
                "iaqi": shown(alone, 0), "primary": int(bool(mask >> row & 1) and alone == used),
                "with_sand": _with_sand(grid, item.quantity),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _with_sand(grid: Grid, quantity: str) -> str:
    if grid.sand is None or quantity not in grid.sand.before or not grid.sand.here[0, 0]:
        return ""
    return shown(float(grid.sand.before[quantity][0, 0]), 3)


def _nodes(value: float, concentrations: tuple[int, ...], nodes: tuple[int, ...]) -> dict[str, object]:
    """The nodes between which a rounded concentration lies; empty above the table or without a value."""
    for i in range(len(concentrations) - 1):
        if concentrations[i] <= value <= concentrations[i + 1]:
            return {
                "from": concentrations[i], "to": concentrations[i + 1], "iaqi_from": nodes[i],
                "iaqi_to": nodes[i + 1],
            }  # fmt: skip
    return {"from": "", "to": "", "iaqi_from": "", "iaqi_to": ""}


def single_indices(case: Case) -> pd.DataFrame:
    """The six statistics of a period with their limits, in full and as rounded, and their single indices."""
    rules = case.rules
    ranking = rules.ranking_edition.ranking
    rows = []
    for code, item, average in ranking.items:
        statistic = of_parts(
            entry(code), case.grid, [case.days], terms=case.terms, stretches=case.read.stretches
        )
        value = float(statistic.values[0, 0])
        limit = rules.limits.limit(item, average)
        rounded = half_even(value, ranking.decimals[code])
        rows.append(
            {
                "item": code, "value": f"{value:.6g}" if value == value else "",
                "c": shown(value, ranking.decimals[code]), "s": f"{limit:g}", "unit": entry(code).unit,
                "index": shown(rounded / limit, ranking.index_decimals), "valid": int(statistic.valid[0, 0]),
                "note": statistic.remarks.texts()[0, 0],
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _suspect(case: Case, codes: list[str]) -> NDArray[np.object_]:
    """What the checks flag in the hours of the stations, [hour, station]."""
    return named_flags(
        case.store,
        codes=codes,
        start=case.start,
        end=case.end,
        stage=case.terms.stage,
        as_of=case.terms.as_of,
    )


def _hours(case: Case) -> xr.Dataset:
    codes = sorted(case.who.stations["code"].tolist())
    return stored_hours(
        case.store, start=case.start, end=case.end, stations=codes, stage=case.terms.stage,
        as_of=case.terms.as_of,
    )  # fmt: skip


def counted(case: Case, values: Floats) -> NDArray[np.bool_] | None:
    """Which days an indicator counts; None where it does not count days by their AQI."""
    rule = case.rules.aqi.aqi_rule
    file, part = case.asked.file, case.asked.part
    if file in ("good_days", "good_day_rate"):
        return np.asarray(values <= rule.good_up_to)
    if file in ("heavy_days", "heavy_episodes"):
        return np.asarray(values > rule.heavy_above)
    if file == "days_by_level" and part is not None:
        return np.asarray(case.judged["level"].to_numpy()[:, 0] == part)
    if file in BY_PRIMARY and part is not None:
        bit = AIR_DAILY.index(str(part))
        led = case.judged["primary"].to_numpy()[:, 0].astype(np.int64) >> bit & 1
        return np.asarray((values > BY_PRIMARY[file]) & (led == 1))
    return None


def met_limits(case: Case) -> Floats:
    """Whether each day meets the daily limit of its edition: 1, 0, NaN where it cannot be said."""
    found = []
    for first, last, rules in spells(case.terms.edition, case.days.first, case.days.last, kinds=("limits",)):
        cut = slice((first - case.days.first).days, (last - case.days.first).days + 1)
        found.append(meets({p: case.grid.values[p][cut, 0] for p in AIR_DAILY}, rules.limits))
    verdicts = np.concatenate(found, axis=1)
    if case.asked.part == "all":
        return meets_all(verdicts)
    return np.asarray(verdicts[AIR_DAILY.index(str(case.asked.part))])


def _places(values: Floats) -> list[str]:
    """Place of each day among the ascending values of the period, empty without a value."""
    order = np.argsort(np.where(np.isnan(values), np.inf, values), kind="stable")
    place = np.empty(len(values), np.int64)
    place[order] = np.arange(1, len(values) + 1)
    return ["" if np.isnan(v) else str(n) for v, n in zip(values, place, strict=True)]


def _numbers(values: Floats) -> list[str]:
    return ["" if v != v else f"{v:.6g}" for v in np.asarray(values, np.float64).tolist()]
