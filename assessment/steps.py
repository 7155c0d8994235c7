"""The tables of the steps behind a figure, and the formula with its values filled in.

Every number here comes from the same functions as the figure itself; nothing is judged a second way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.columns import STAGES, Remarks, stamp
from assessment.grid import Grid
from assessment.notes import NOTES
from assessment.periods import SHANGHAI
from assessment.sand_events import approved, hours_left_out
from assessment.values import table
from assessment.verdicts import aqi, of_parts, of_steps
from indicators.aggregate import (
    FIRST_WINDOW_END,
    HOURS_OF_WINDOW,
    LEAST_HOURS_OF_WINDOW,
    calendar_months,
    moving_8h,
)
from indicators.iaqi import iaqi, primary_text
from indicators.indicator import indicator
from indicators.parameters import AIR_HOURLY, Label, parameter
from indicators.rounding import half_even, shown
from indicators.rules import Average
from ingest.contract import Quality
from store.origins import origins
from store.readings import hours as stored_hours

if TYPE_CHECKING:
    from assessment.explain import Case

Floats = NDArray[np.float64]

SAYS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "items": Label(zh="分指数取最大者", en="the greatest sub-index decides"),
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


def formula(case: Case, answer: Answer) -> Label:
    """The formula of the figure with the values filled in."""
    value = str(answer.table["value"].iloc[0])
    if not value:
        code = str(answer.table["note"].iloc[0]).split(";")[0]
        why = NOTES.get(code, Label(zh="无有效值", en="no valid value"))
        return Label(zh=f"无值：{why.zh}", en=f"no value: {why.en}")
    name, decimals, unit = case.asked.code, case.asked.decimals, case.asked.unit
    result = f"{shown(float(value), decimals)} {unit}".strip() if name != "primary" else value
    if case.of == "province":
        return _both(f"mean of the cities = {result}", f"所辖城市平均 = {result}")
    if case.every != "all":
        if name in case.grid.values:
            return _mean_of_stations(case, name, float(value), result)
        return _highest(case, value, result)
    series = case.grid.values.get(_source(case.asked.file))
    if name in case.grid.values and series is not None:
        return _mean(series[:, 0], result)
    if series is not None:
        return _percentile(case, series[:, 0], result)
    if name == "composite_index":
        parts = [row for row in items(case)["index"] if row]
        return _both(f"{' + '.join(parts)} = {result}")
    if "aqi" in case.asked.indicator.inputs:
        return _days(case, result)
    said = answer.passport.formula
    return _both(f"{said.en} = {result}", f"{said.zh} = {result}")


def coverage(case: Case, answer: Answer) -> Label:
    """What was expected, observed and valid, and what the standard asks for."""
    row = answer.table.iloc[0]
    unit = {"hour": ("点位", "stations"), "day": ("点位", "stations"), "all": ("日", "days")}[
        "all" if case.every == "all" else case.every
    ]
    if case.of == "station" and case.every == "day":
        unit = ("小时", "hours")
    zh = f"应有{row['expected']}{unit[0]}，收到{row['observed']}，有效{row['valid']}"
    en = f"{row['valid']} {unit[1]} valid of {row['expected']} expected, {row['observed']} observed"
    if not case.rules.judged("assessment"):
        why = NOTES["no_edition"]
        return Label(zh=f"{zh}；{why.zh}", en=f"{en}; {why.en}")
    rule = case.rules.assessment.validity
    if case.every == "day" and case.of == "station":
        return Label(
            zh=f"{zh}；日均值需{rule.hours_a_day}小时，臭氧需{rule.ozone_windows_a_day}个滑动平均",
            en=f"{en}; a mean needs {rule.hours_a_day} hours, ozone {rule.ozone_windows_a_day} moving means",
        )
    months = calendar_months(case.days.first, case.days.last) if case.every == "all" else None
    if months is None:
        partial = case.every == "all"
        return Label(
            zh=zh + ("；非整月、季、年，不作有效性判定" if partial else ""),
            en=en + ("; no whole calendar period, so no verdict on validity" if partial else ""),
        )
    need = f"{rule.days_in_february if months[0][0].month == 2 else rule.days_a_month}"
    year = len(months) == 12
    return Label(
        zh=f"{zh}；每月需{need}日（2月{rule.days_in_february}日）" + (f"，全年{rule.days_a_year}日" if year else ""),
        en=f"{en}; a month needs {need} (February {rule.days_in_february})"
        + (f", the year {rule.days_a_year}" if year else ""),
    )  # fmt: skip


def items(case: Case) -> pd.DataFrame:
    """The sub-indices of an hour or day with the nodes between which each lies, or the single indices of a period."""
    return _single_indices(case) if case.every == "all" else _sub_indices(case)


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
        judged = aqi(grid, terms=case.terms)
        values = judged["aqi"].to_numpy()[:, 0]
        frame |= {
            "aqi": _numbers(values),
            "primary": [primary_text(int(m)) for m in judged["primary"].to_numpy()[:, 0]],
            "level": _numbers(judged["level"].to_numpy()[:, 0]),
        }
        there = ~np.isnan(values)
        counted = _counted(case, values)
        if counted is not None:
            frame["counted"] = np.where(counted, 1, 0)
        bits.bits |= of_steps(entry("aqi"), grid, terms=case.terms, judged=judged).remarks.bits
    else:
        for p in inputs:
            bits.bits |= of_steps(entry(p), grid, terms=case.terms).remarks.bits
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
    """The hours of each station: the six values, what each cell is, stage, and whether sand takes it out."""
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
        "items": items, "days": days, "stations": stations, "windows": windows, "hours": hours, "batches": batches,
        "cities": cities,
    }
)  # fmt: skip


def _sub_indices(case: Case) -> pd.DataFrame:
    grid = case.grid
    judged = aqi(grid, terms=case.terms)
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


def _single_indices(case: Case) -> pd.DataFrame:
    rules = case.rules
    ranking = rules.ranking_edition.ranking
    rows = []
    for code, item, average in ranking.items:
        statistic = of_parts(entry(code), case.grid, [case.days], terms=case.terms)
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


def _hours(case: Case) -> xr.Dataset:
    codes = sorted(case.who.stations["code"].tolist())
    return stored_hours(
        case.store, start=case.start, end=case.end, stations=codes, stage=case.terms.stage,
        as_of=case.terms.as_of,
    )  # fmt: skip


def _source(code: str) -> str:
    """Parameter whose days a figure is a mean or percentile of; the code itself otherwise."""
    inputs = indicator(code).inputs
    return inputs[0] if len(inputs) == 1 else code


def _mean(days: Floats, result: str) -> Label:
    there = days[~np.isnan(days)]
    total = f"{shown(float(there.sum()), 3)} / {len(there)} = {there.mean():.6g} → {result}"
    return _both(f"sum of {len(there)} daily values: {total}", f"{len(there)}个日值之和：{total}")


def _percentile(case: Case, days: Floats, result: str) -> Label:
    p = parameter(case.asked.code).percentile
    if p is None:
        return _both(result)
    there = np.sort(days[~np.isnan(days)])
    k = 1 + (len(there) - 1) * p / 100
    low = int(k + 1e-9)
    high = min(low + 1, len(there))
    text = (
        f"k = 1 + ({len(there)} − 1) × {p}/100 = {k:g}; X({low}) = {there[low - 1]:.6g}, "
        f"X({high}) = {there[high - 1]:.6g} → {result}"
    )
    return _both(text)


def _mean_of_stations(case: Case, name: str, value: float, result: str) -> Label:
    if case.of == "station" or case.is_published:
        return _both(f"{value:.6g} → {result}")
    series = case.by_station.values[name][0]
    there = series[~np.isnan(series)]
    return _both(f"({' + '.join(f'{v:.6g}' for v in there)}) / {len(there)} = {value:.6g} → {result}")


def _highest(case: Case, value: str, result: str) -> Label:
    table = _sub_indices(case)
    parts = ", ".join(
        f"{item} {value or '–'}" for item, value in zip(table["item"], table["iaqi"], strict=True)
    )
    return _both(f"max({parts}) = {result}" if case.asked.code == "aqi" else f"IAQI: {parts} → {result}")


def _days(case: Case, result: str) -> Label:
    values = aqi(case.grid, terms=case.terms)["aqi"].to_numpy()[:, 0]
    counted = _counted(case, values)
    valid = int((~np.isnan(values)).sum())
    if counted is None:
        return _both(f"{valid} days with an AQI → {result}", f"{valid}个有AQI的日 → {result}")
    n = int(counted.sum())
    if case.asked.unit == "%":
        return _both(f"{n} / {valid} = {result}")
    return _both(f"{n} of {valid} days with an AQI → {result}", f"{valid}个有AQI的日中{n}个 → {result}")


def _counted(case: Case, values: Floats) -> NDArray[np.bool_] | None:
    """Which days an indicator counts; None where it does not count days by their AQI."""
    rule = case.rules.aqi.aqi_rule
    if case.asked.code in ("good_days", "good_day_rate"):
        return np.asarray(values <= rule.good_up_to)
    if case.asked.code == "heavy_days":
        return np.asarray(values > rule.heavy_above)
    return None


def _places(values: Floats) -> list[str]:
    """Place of each day among the ascending values of the period, empty without a value."""
    order = np.argsort(np.where(np.isnan(values), np.inf, values), kind="stable")
    place = np.empty(len(values), np.int64)
    place[order] = np.arange(1, len(values) + 1)
    return ["" if np.isnan(v) else str(n) for v, n in zip(values, place, strict=True)]


def _numbers(values: Floats) -> list[str]:
    return ["" if v != v else f"{v:.6g}" for v in np.asarray(values, np.float64).tolist()]


def _both(en: str, zh: str | None = None) -> Label:
    return Label(zh=zh or en, en=en)
