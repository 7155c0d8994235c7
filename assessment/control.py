"""The question `control`: what the remaining hours of today may average for the day to stay 优 or 良."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.members import Of
from assessment.terms import Terms
from assessment.today import Today, answered, today
from indicators.aggregate import day_facts, valid_day, valid_ozone_day
from indicators.air import in_day_control
from indicators.control import highest_allowed
from indicators.indicator import TIME
from indicators.parameters import AIR_HOURLY, parameter
from indicators.regime import Regime, regime
from indicators.rounding import shown
from store.opening import Store

Floats = NDArray[np.float64]
CATEGORIES = (("excellent", 50), ("good", 100))
_HIGHEST_UG = 2000.0


def control(
    store: Store, *, of: Of, terms: Terms, within: str | None = None, at: datetime | None = None
) -> Answer:
    """What each item may still be today, as of a moment (None: after the newest stored hour).

    One row a member and item (ozone as `o3_8h`): hours over and still to come, `so_far` (mean of the hours so far; for
    ozone the highest moving mean so far), and for 优 (`excellent`) and 良 (`good`) the limit, the highest mean of the
    remaining hours that keeps the day at it, all remaining hours arriving (ozone: each hour), and the state: `open`,
    `safe` (whatever comes), `lost`, or empty where no station can have a valid day any more. A city's day is the mean
    of its stations' days: each of its stations is taken to read the same in the remaining hours.

    Raises
    ------
    LookupError
        For an unknown region, or an empty store.
    ValueError
        For provinces.
    """
    now = today(store, of=of, within=within, at=at, terms=terms)
    rules = regime(terms.edition, now.day)
    rows = []
    for p in AIR_HOURLY:
        item = next(i for i in rules.aqi.aqi_rule.items["day", "practice"] if i.parameter == p)
        decimals = item.column.decimals + 1
        so_far = _value(now, p, None, rules)
        ceilings = {word: _ceilings(now, p, top, rules) for word, top in CATEGORIES}
        for m in range(len(now.members)):
            row: dict[str, object] = {
                "code": now.members.table["code"].iloc[m], "name": now.members.table["name"].iloc[m],
                "item": "o3_8h" if p == "o3" else p, "unit": parameter(p).unit_text, "elapsed": now.elapsed,
                "remaining": now.remaining, "so_far": shown(so_far[m], decimals),
            }  # fmt: skip
            for word, top in CATEGORIES:
                bound = float(ceilings[word][m])
                row[f"{word}_limit"] = item.column.concentrations[rules.aqi.aqi_rule.nodes.index(top)]
                row[word] = shown(bound, decimals) if np.isfinite(bound) and bound >= 0 else ""
                row[f"{word}_state"] = _state(bound)
            rows.append(row)
    return answered(
        now, rows, store, indicator="in_day_control", question="control", of=of, within=within, terms=terms
    )


def _state(bound: float) -> str:
    if np.isposinf(bound):
        return "safe"
    if np.isnan(bound):
        return ""
    return "open" if bound >= 0 else "lost"


def _ceilings(now: Today, p: str, top: int, rules: Regime) -> Floats:
    """The ceiling of each member [member]: negative where it is lost, inf where it is safe, NaN without a day."""
    if not now.remaining:
        return _settled(now, p, top, rules)
    if now.members.of == "station":
        hourly = xr.DataArray(now.hours[p], dims=(TIME, "station"))
        found = in_day_control.compute(hourly=hourly, regime=rules, parameter=p, iaqi=top)
        ordered = np.full(len(now.members), np.nan)
        ordered[now.group] = found.to_numpy()
        return ordered
    item = next(i for i in rules.aqi.aqi_rule.items["day", "practice"] if i.parameter == p)
    limit = float(item.column.concentrations[rules.aqi.aqi_rule.nodes.index(top)])
    step = 10.0 ** -(item.column.decimals + 1)

    def of_member(m: int) -> float:
        if np.isnan(_one(now, p, m, 0.0, rules)):
            return float("nan")  # no station can have a valid day any more
        found = highest_allowed(
            lambda x: _one(now, p, m, x, rules), limit=limit, decimals=item.column.decimals, step=step,
            top=_HIGHEST_UG if p != "co" else _HIGHEST_UG / 10,
        )  # fmt: skip
        return -np.inf if np.isnan(found) else found

    return np.array([of_member(m) for m in range(len(now.members))])


def _settled(now: Today, p: str, top: int, rules: Regime) -> Floats:
    """Where no hour remains: inf where the day keeps the category, NaN where it does not."""
    item = next(i for i in rules.aqi.aqi_rule.items["day", "practice"] if i.parameter == p)
    limit = float(item.column.concentrations[rules.aqi.aqi_rule.nodes.index(top)])
    values = _value(now, p, None, rules)
    rounded = np.array([float(shown(v, item.column.decimals) or "nan") for v in values])
    return np.where(rounded <= limit, np.inf, np.where(np.isnan(rounded), np.nan, -np.inf))


def _value(now: Today, p: str, x: float | None, rules: Regime) -> Floats:
    """The day's value of each member so far, or with `x` in all remaining hours [member]; NaN where there is none."""
    return np.array([_one(now, p, m, x, rules) for m in range(len(now.members))])


def _one(now: Today, p: str, m: int, x: float | None, rules: Regime) -> float:
    mine = now.hours[p][:, now.group == m]
    day = np.full((1, 24, mine.shape[1]), np.nan if x is None else x)
    day[0, : now.elapsed] = mine
    facts = day_facts(day, moving=p == "o3")
    values = facts.mean[0]
    if p == "o3" and facts.highest_8h is not None:
        values = facts.highest_8h[0]
    if x is not None and now.members.of != "station":
        validity = rules.assessment.validity
        if p == "o3" and facts.windows is not None:
            entering = valid_ozone_day(facts.windows[0], values, validity=validity)
        else:
            entering = valid_day(facts.hours[0], validity=validity)
        values = np.where(entering, values, np.nan)
    there = values[~np.isnan(values)]
    return float(there.mean()) if len(there) else float("nan")
