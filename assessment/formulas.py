"""The formula of a figure with its values filled in, and what the standard asks of its coverage, in plain words."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.case import Case
from assessment.notes import NOTES, REASONS
from assessment.steps import counted, items, met_limits, single_indices, sub_indices, years
from assessment.years import critical
from indicators.aggregate import calendar_months
from indicators.days import DAILY_LIMITS
from indicators.indicator import indicator
from indicators.parameters import Label, parameter
from indicators.regime import spells
from indicators.rounding import shown
from indicators.trend import significant, spearman, theil_sen

Floats = NDArray[np.float64]


def formula(case: Case, row: pd.Series) -> Label:
    """The formula of the figure of a row of the answer, with the values filled in."""
    value = str(row["value"])
    if not value:
        return _without(case, str(row["note"]).split(";"))
    name, decimals, unit = case.asked.code, case.asked.decimals, case.asked.unit
    result = f"{shown(float(value), decimals)} {unit}".strip() if not case.asked.is_name else value
    if case.asked.yearly is not None:
        return _of_years(case, result)
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
    if case.asked.file == "compliance_rate":
        return _compliance(case, result)
    if case.asked.file in ("greatest_index", "greatest_index_item"):
        parts = [
            f"{item} {index}"
            for item, index in zip(*(items(case)[c] for c in ("item", "index")), strict=True)
        ]
        return _both(
            f"max({', '.join(parts)}) = {result}"
            if not case.asked.is_name
            else f"{', '.join(parts)} → {result}"
        )
    if case.asked.file in ("exceedance_multiple", "single_indices"):
        return _against_limit(case, result)
    said = case.asked.clauses[-1].says
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
    if case.asked.yearly is not None:
        return Label(
            zh=f"{zh}；每年需{rule.days_a_year}日、每月{rule.days_a_month}日（2月{rule.days_in_february}日）",
            en=f"{en}; each year needs {rule.days_a_year}, a month {rule.days_a_month} "
            f"(February {rule.days_in_february})",
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


def _compliance(case: Case, result: str) -> Label:
    """Days within the limit over the days that can be judged, with the limits."""
    met = met_limits(case)
    limits = []
    for _, _, rules in spells(case.terms.edition, case.days.first, case.days.last, kinds=("limits",)):
        chosen = [(p, item, a) for p, item, a in DAILY_LIMITS if case.asked.part in (p, "all")]
        values = ", ".join(f"{p} {rules.limits.limit(item, a):g}" for p, item, a in chosen)
        limits.append(f"{rules.printed('limits')}: {values}")
    text = f"{int(np.nansum(met))} / {int((~np.isnan(met)).sum())} = {result}"
    told = "; ".join(limits)
    return _both(f"{text} (daily limits of {told})", f"{text}（日限值 {told}）")


def _against_limit(case: Case, result: str) -> Label:
    """A statistic over its limit, or by how much it is above it."""
    rows = single_indices(case).set_index("item")
    row = rows.loc[str(case.asked.part)]
    if case.asked.file == "single_indices":
        return _both(f"{row['c']} / {row['s']} = {result}")
    value, limit = float(str(row["value"])), float(str(row["s"]))
    if value <= limit:
        return _both(f"{row['value']} ≤ {row['s']} → {result}")
    return _both(f"({row['value']} − {row['s']}) / {row['s']} = {result}")


def _of_years(case: Case, result: str) -> Label:
    """The formula of a row of years: the mean of three, the correlation of ranks, the median of slopes."""
    table = years(case)
    there = table[table["enters"] == 1]
    n = len(there)
    values = np.array([float(v) for v in there["value"]])
    if case.asked.file == "three_year_mean":
        return _both(f"({' + '.join(there['value'])}) / {n} = {result}")
    if case.asked.file == "rank_trend":
        r_s = float(spearman(values))
        total = round((1 - r_s) * (n**3 - n) / 6, 6)
        bound = critical(n, case.terms.basis).value
        sign = int(significant(r_s, n, sides=case.terms.basis.trend_test))
        zh, en = (("显著下降", "a fall"), ("变化不显著", "no significant trend"), ("显著上升", "a rise"))[
            sign + 1
        ]
        text = f"1 − 6 × {total:g} / ({n}³ − {n}) = {result}"
        return _both(
            f"{text}; W_p = {bound:.3f} (n = {n}): {en}", f"{text}；W_p = {bound:.3f}（n = {n}）：{zh}"
        )
    pairs = n * (n - 1) // 2
    if case.asked.is_monthly:
        out = case.asked.file == "deseasoned_slope"
        return _both(
            f"median of the slopes of {pairs} pairs of months{', the season taken out,' if out else ''} = {result}",
            f"{pairs}对月份斜率的中位数{'（已去除季节变化）' if out else ''} = {result}",
        )
    slope = theil_sen(values, there["year"].to_numpy())
    bounds = (
        f"{shown(float(slope.low), case.asked.decimals)} … {shown(float(slope.high), case.asked.decimals)}"
    )
    return _both(
        f"median of the slopes of {pairs} pairs of years = {result} (95 %: {bounds})",
        f"{pairs}对年份斜率的中位数 = {result}（95%：{bounds}）",
    )


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
    parts = _sub_indices(sub_indices(case))
    return _both(f"max({parts}) = {result}" if case.asked.code == "aqi" else f"IAQI: {parts} → {result}")


def _sub_indices(table: pd.DataFrame) -> str:
    return ", ".join(
        f"{item} {value or '–'}" for item, value in zip(table["item"], table["iaqi"], strict=True)
    )


def _without(case: Case, notes: list[str]) -> Label:
    """Why there is no value: no primary pollutant in good air, or the first remark that takes a value away."""
    if case.asked.code == "primary" and case.every != "all" and case.of != "province":
        above = case.rules.aqi.aqi_rule.primary_above
        if float(case.judged["aqi"].to_numpy()[0, 0]) <= above:  # not of an AQI that is withheld: that is NaN
            parts = _sub_indices(sub_indices(case))
            return _both(
                f"IAQI: {parts}; none is above {above}: no primary pollutant",
                f"IAQI: {parts}；均不超过{above}，无首要污染物",
            )
    why = NOTES[next((code for code in notes if code in REASONS), "no_value")]
    return Label(zh=f"无值：{why.zh}", en=f"no value: {why.en}")


def _days(case: Case, result: str) -> Label:
    values = case.judged["aqi"].to_numpy()[:, 0]
    chosen = counted(case, values)
    valid = int((~np.isnan(values)).sum())
    if chosen is None:
        return _both(f"{valid} days with an AQI → {result}", f"{valid}个有AQI的日 → {result}")
    n = int(chosen.sum())
    if case.asked.file == "heavy_episodes":
        return _both(f"{n} heavy days in {result} runs", f"{n}个重污染日，{result}次过程")
    if case.asked.unit == "%":
        return _both(f"{n} / {valid} = {result}")
    return _both(f"{n} of {valid} days with an AQI → {result}", f"{valid}个有AQI的日中{n}个 → {result}")


def _both(en: str, zh: str | None = None) -> Label:
    return Label(zh=zh or en, en=en)
