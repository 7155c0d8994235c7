"""Verdicts on a grid: indicators of each step and of calendar parts, under the editions asked for.

The AQI of each step is judged under the edition of its civil day; a part of days is judged from the verdicts of its
days. Where one set of limits is needed for a whole part (the composite index), it is that of its last day, and the
part says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from assessment.basis import Basis
from assessment.columns import Remarks
from assessment.entries import Entry
from assessment.grid import Grid
from assessment.periods import Days, whole_years
from assessment.stretch import MEMBER, Stretch, stages_of, times
from assessment.terms import Terms
from indicators import iaqi
from indicators.iaqi import REMARKS, Remark, primary_text
from indicators.indicator import indicator
from indicators.levels import level_number
from indicators.parameters import AIR_DAILY, AIR_HOURLY, RANKING_ITEMS, Label
from indicators.regime import Regime, regime, spells
from indicators.sand import verdict_without_sand
from indicators.standard import Kind

Floats = NDArray[np.float64]
_CALENDAR = {"too_few_days", "partial_period"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An indicator of members over steps or parts; arrays are [step, member].

    `values` are numbers, or texts for an indicator that is a name. `rest` is the highest IAQI of what is there,
    also where an AQI is withheld (AQI only). `series` names the published days behind it, empty for stations.
    `stages` counts the hours or days of members behind it: provisional, reviewed, made of both. `further` are
    columns of an indicator's own, beside those of every table. `basis` and `exclusions` are what a passport has to
    say beside the settings.
    """

    values: NDArray[np.float64] | NDArray[np.object_]
    editions: tuple[str, ...]
    expected: NDArray[np.int64]
    observed: NDArray[np.int64]
    valid: NDArray[np.int64]
    reviewed: NDArray[np.int8]
    remarks: Remarks
    series: str = ""
    stages: tuple[int, int, int] = (0, 0, 0)
    further: Mapping[str, NDArray[np.object_]] = field(default_factory=dict)
    basis: tuple[tuple[Label, str], ...] = ()
    exclusions: tuple[Label, ...] = ()


def kinds(entry: Entry) -> tuple[Kind, ...]:
    """Kinds of edition that an indicator stands on; the first names its edition in a table."""
    return tuple(
        k for k in ("aqi", "limits", "assessment", "ranking", "sand") if k in entry.indicator.stands_on
    )


def needs_aqi(entry: Entry, grid: Grid) -> bool:
    """Whether a figure of each day is made from its AQI."""
    return entry.code not in grid.values


def of_steps(entry: Entry, grid: Grid, *, terms: Terms, judged: xr.Dataset | None = None) -> Verdict:
    """The indicator of each hour or day of a grid; `judged` is its `aqi` where that was made already."""
    named = {d: regime(terms.edition, d).printed(kinds(entry)[0]) for d in set(grid.days())}
    editions = tuple(named[d] for d in grid.days())
    remarks = _coverage_remarks(grid)
    remarks.add("no_edition", np.array([not one for one in editions])[:, np.newaxis])
    items = AIR_HOURLY if grid.step == "hour" else AIR_DAILY
    suspect = _suspect(grid, (entry.code,) if entry.code in grid.values else items)
    remarks.add("suspect_out" if terms.basis.suspect == "left_out" else "suspect", suspect)
    if entry.code in grid.values:
        values = grid.values[entry.code]
        missing = np.isnan(values)
        remarks.add("no_data", missing & (grid.observed == 0))
        remarks.add("not-monitored", missing & grid.unmonitored[_monitored(entry.code)] & (grid.observed > 0))
        remarks.add(
            grid.short[entry.code], missing & (grid.observed > 0) & ~grid.unmonitored[_monitored(entry.code)]
        )
        if grid.members.of in ("city", "county"):
            remarks.add("few_stations", ~missing & (grid.valid[entry.code] < 0.75 * grid.expected))
        return Verdict(
            values=values, editions=editions, expected=grid.expected, observed=grid.observed,
            valid=grid.valid[entry.code], reviewed=_told(grid.reviewed, terms), remarks=remarks, series=grid.series,
            stages=stages_of(grid),
        )  # fmt: skip
    valid = np.min(
        [np.where(grid.unmonitored[p], np.iinfo(np.int64).max, grid.valid[p]) for p in items], axis=0
    )
    valid = np.where(valid == np.iinfo(np.int64).max, 0, valid)
    result = aqi(grid, terms=terms) if judged is None else judged
    if grid.members.of == "province":
        blank: NDArray[np.float64] = np.full(grid.expected.shape, np.nan)
        remarks.add("no_group_aqi")
        return Verdict(values=_named(blank, entry), editions=editions, expected=grid.expected,
                       observed=grid.observed, valid=np.zeros_like(valid), reviewed=_told(grid.reviewed, terms),
                       remarks=remarks, series=grid.series, stages=stages_of(grid))  # fmt: skip
    for flag, (code, _) in REMARKS.items():
        told = (result["remarks"].to_numpy() & flag) > 0
        if flag == Remark.EMPTY:
            remarks.add("no_data", told & (grid.observed == 0))
            remarks.add("empty", told & (grid.observed > 0))
        else:
            remarks.add(code, told)
    if grid.members.of in ("city", "county"):
        remarks.add("few_stations", ~np.isnan(result["aqi"].to_numpy()) & (valid < 0.75 * grid.expected))
    return Verdict(
        values=_read(entry, result), editions=editions, expected=grid.expected, observed=grid.observed,
        valid=valid, reviewed=_told(grid.reviewed, terms), remarks=remarks, series=grid.series, stages=stages_of(grid),
    )  # fmt: skip


def _told(reviewed: NDArray[np.int8], terms: Terms) -> NDArray[np.int8]:
    """Stage of each figure; where reviewed readings alone were asked for, an empty one is no provisional one."""
    return np.ones_like(reviewed) if terms.stage == "reviewed" else reviewed


def aqi(grid: Grid, *, terms: Terms) -> xr.Dataset:
    """AQI, primary mask, level, remarks, rest and IAQI of each step, each judged under the edition of its day."""
    days = grid.days()
    pieces = []
    for first, last, rules in spells(terms.edition, days[0], days[-1], kinds=("aqi",)):
        picked = [i for i, d in enumerate(days) if first <= d <= last]
        if picked:
            pieces.append(_aqi(grid, slice(picked[0], picked[-1] + 1), rules, terms.basis))
    return pieces[0] if len(pieces) == 1 else xr.concat(pieces, "time")


def of_parts(
    entry: Entry, grid: Grid, parts: Sequence[Days], *, terms: Terms,
    judged: Callable[[], xr.Dataset] | None = None, stretches: dict[Days, Stretch] | None = None,
) -> Verdict:  # fmt: skip
    """The indicator of each part of the days of a grid (all parts lie inside it); `judged` gives its `aqi`.

    `stretches` is where whoever asks for several figures of the same grid on the same terms keeps what they share.
    """
    if grid.members.of == "province":
        raise ValueError("a province's parts are made from its cities' parts")
    kept = {} if stretches is None else stretches
    days = judged or cache(lambda: aqi(grid, terms=terms))
    for part in parts:
        if part not in kept:
            kept[part] = Stretch(grid=grid, part=part, word=terms.edition, judged=days)
    rows = [_part(entry, kept[part]) for part in parts]
    values: NDArray[Any] = np.stack([r.values[0] for r in rows])
    if entry.is_name:
        texts = np.array([_items_of(mask) for mask in range(1 << len(RANKING_ITEMS))], dtype=object)
        values = texts[np.nan_to_num(values).astype(np.intp)]
    return Verdict(
        values=values, editions=tuple(r.editions[0] for r in rows),
        expected=np.stack([r.expected[0] for r in rows]), observed=np.stack([r.observed[0] for r in rows]),
        valid=np.stack([r.valid[0] for r in rows]),
        reviewed=_told(np.stack([r.reviewed[0] for r in rows]), terms),
        remarks=Remarks(bits=np.stack([r.remarks.bits[0] for r in rows])), series=grid.series,
        stages=kept[parts[0]].stages(),
    )  # fmt: skip


def _part(entry: Entry, stretch: Stretch) -> Verdict:
    grid, part, rules, cut = stretch.grid, stretch.part, stretch.rules, stretch.cut
    counted = kinds(entry)[:1]
    runs = spells(stretch.word, part.first, part.last, kinds=counted)
    size = len(grid.members)
    observed = stretch.observed()
    needed = daily_inputs(entry.file)
    bases = [n for n in grid.values if n in needed] or ["aqi"]
    valid = np.min([stretch.valid(n) for n in bases], axis=0)
    remarks = Remarks.none((size,))
    result = stretch.figures(entry.file, runs)
    values = np.array(result.to_numpy(), dtype=np.float64)
    if entry.part is not None and entry.indicator.adds is not None:
        at = result[entry.indicator.adds].to_numpy().tolist().index(entry.part)
        values = np.take(values, at, axis=result.get_axis_num(entry.indicator.adds))
    if entry.indicator.decimals is not None and len(part) > 1:
        verdicts = [stretch.lasts(n) for n in bases] if rules.judged("assessment") else []
        if not verdicts:
            remarks.add("no_edition")
        elif verdicts[0] is None:
            remarks.add("partial_period")
        else:
            enough = np.logical_and.reduce([v for v in verdicts if v is not None], axis=0)
            remarks.add("too_few_days", ~enough & (observed > 0))
            if bases != ["aqi"]:
                values = np.where(enough, values, np.nan)
    if grid.sand is not None:
        remarks.add("sand_excluded", np.asarray(grid.sand.here[cut].any(axis=0)))
    if grid.suspect is not None:
        named = [n for n in needed if n in grid.suspect] or AIR_DAILY
        remarks.add("suspect_out", np.asarray(_suspect(grid, named)[cut].any(axis=0)))
    if entry.file == "exceedance_multiple" and not whole_years(part):
        remarks.add("annual_limit")
    remarks.add("no_data", observed == 0)
    remarks.add("no_value", np.isnan(values) & (valid == 0) & (observed > 0))
    numbers = list(dict.fromkeys(n for _, _, r in runs if (n := r.printed(counted[0]))))
    if len(numbers) > 1:
        # What judges each day by its limits is made of both; what divides a whole part by limits takes the last.
        limited = "limits" in kinds(entry) and "judged" not in entry.indicator.options
        remarks.add("limits_at_end" if limited else "two_editions")
        numbers = numbers[-1:] if limited else numbers
    _add_background(remarks, grid)
    return Verdict(
        values=values[np.newaxis], editions=("+".join(numbers),),
        expected=np.full((1, size), len(part), np.int64), observed=observed[np.newaxis],
        valid=valid[np.newaxis], reviewed=stretch.stage()[np.newaxis],
        remarks=Remarks(bits=remarks.bits[np.newaxis]),
    )  # fmt: skip


def daily_inputs(code: str) -> set[str]:
    """Daily arrays that an indicator of parts is made from, through the indicators it is made from."""
    found: set[str] = set()
    for name in indicator(code).inputs:
        if name in AIR_DAILY or name == "o3":
            found.add(name)
        elif name in ("aqi", "primary", "iaqi"):
            found |= {"aqi"}
        else:
            found |= daily_inputs(name)
    return found


def _aqi(grid: Grid, cut: slice, rules: Regime, basis: Basis) -> xr.Dataset:
    names = [*AIR_HOURLY, "o3_8h"]
    if grid.step == "day" and basis.aqi == "practice":
        names.remove("o3")
    masks = {p: grid.unmonitored[p][cut] for p in AIR_HOURLY}
    quantities = {n: grid.values[n][cut] for n in names if n in grid.values}

    def made(given: dict[str, Floats], by_plan: dict[str, NDArray[np.bool_]]) -> iaqi.AqiResult:
        return iaqi.aqi(given, average=grid.step, edition=rules.aqi, basis=basis.aqi, not_monitored=by_plan)

    if grid.sand is None or not grid.sand.here[cut].any():
        result = made(quantities, masks)
    else:
        here = grid.sand.here[cut]
        whole = {p: np.where(here, v[cut], quantities[p]) for p, v in grid.sand.before.items()}
        none = {p: np.where(here, np.nan, quantities[p]) for p in whole}
        result = verdict_without_sand(
            made(quantities | whole, masks),
            made(quantities, masks | {p: masks[p] | (here & np.isnan(quantities[p])) for p in whole}),
            made(quantities | none, masks | {p: masks[p] | here for p in whole}),
            here,
            counts=basis.sand_day == "valid",
        )
    dims = ("time", MEMBER)
    return xr.Dataset(
        {
            "aqi": (dims, result.aqi),
            "level": (dims, level_number(result.aqi, rules.aqi)),
            "primary": (dims, result.primary),
            "remarks": (dims, result.remarks),
            "rest": (dims, result.rest),
            "iaqi": (("parameter", *dims), result.iaqi),
        },
        coords={"time": times(grid)[cut]},
    )


def _read(entry: Entry, result: xr.Dataset) -> NDArray[np.float64] | NDArray[np.object_]:
    if entry.code == "primary":
        masks = result["primary"].to_numpy()
        named = np.array([primary_text(m) for m in range(1 << len(AIR_HOURLY))], dtype=object)
        return named[masks.astype(np.intp)]
    return result[entry.code].to_numpy()


def _items_of(mask: int) -> str:
    """Statistics of a ranking whose bit is set, joined as primary pollutants are."""
    return "+".join(item for i, item in enumerate(RANKING_ITEMS) if mask >> i & 1)


def _named(blank: Floats, entry: Entry) -> NDArray[np.float64] | NDArray[np.object_]:
    return np.full(blank.shape, "", dtype=object) if entry.code == "primary" else blank


def _monitored(code: str) -> str:
    return "o3" if code == "o3_8h" else code


def _coverage_remarks(grid: Grid) -> Remarks:
    remarks = Remarks.none(grid.expected.shape)
    _add_background(remarks, grid)
    if grid.members.of == "province":
        remarks.add("mean_of_cities")
    if grid.sand is not None:
        remarks.add("sand_excluded", grid.sand.here)
    return remarks


def _suspect(grid: Grid, names: Sequence[str]) -> NDArray[np.bool_]:
    """Where the checks find a reading behind any of the quantities suspect; nowhere where nobody asked."""
    if grid.suspect is None:
        return np.zeros(grid.expected.shape, np.bool_)
    told = [grid.suspect[name] for name in names if name in grid.suspect]
    return np.asarray(np.logical_or.reduce([np.zeros(grid.expected.shape, np.bool_), *told]))


def _add_background(remarks: Remarks, grid: Grid) -> None:
    if grid.series:
        remarks.add("published_days")
    elif grid.members.of in ("city", "county") and not grid.members.background_known:
        remarks.add("background_unknown")
