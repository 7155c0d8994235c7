"""The question `check`: which hours of a region's stations a check finds suspect, why, and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer, Passport, Reference
from assessment.columns import STAGES, stamp
from assessment.members import Of, members
from assessment.suspects import Checked, checked
from assessment.terms import Terms
from indicators.parameters import AIR_HOURLY, Label, parameter
from indicators.rounding import shown
from ingest.checks import CHECKS, Floats, is_off
from ingest.checks import TITLES as TITLES
from ingest.contract import Quality
from store.opening import Store

LISTED = (
    "code", "name", "start", "end", "hours", "parameter", "check", "flag", "value", "unit", "reason", "evidence",
    "stage",
)  # fmt: skip
COUNTED = ("code", "name", "parameter", "check", "hours", "observed", "share")
LONGEST = timedelta(days=366)
_DAY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Hours in a row that one check flags of one parameter at one station; rows of a piece."""

    column: int
    first: int
    last: int
    parameter: str
    check: str


def check(
    store: Store,
    *,
    start: datetime,
    end: datetime,
    terms: Terms,
    within: str | None = None,
    of: Of = "station",
    only: str | None = None,
    language: str = "zh",
    codes: Sequence[str] | None = None,
) -> Answer:
    """Flagged hours of stations (`LISTED`, one row a run), or of regions their number by check (`COUNTED`).

    Parameters
    ----------
    start, end
        UTC, full hours; a year at the most.
    within
        Region (code or name) in which the stations lie; None for all.
    of
        `station` lists the runs; anything else counts the hours of its stations.
    only
        One check; None for all.
    language
        Of reason and evidence.
    codes
        The members that are looked at; None for all.

    Raises
    ------
    LookupError
        For an unknown region or check.
    ValueError
        For an empty window, or one longer than a year.
    """
    if only is not None and only not in CHECKS:
        raise LookupError(f"there is no check {only!r}; there are {', '.join(CHECKS)}")
    if end <= start or end - start > LONGEST:
        raise ValueError("checks look at a window of a year at the most that ends after it starts")
    who = members(store, of=of, within=within, at=end - timedelta(seconds=1), only=codes)
    asked = who.stations["code"].tolist()
    parts = checked(store, codes=asked, start=start, end=end, stage=terms.stage, as_of=terms.as_of)
    wanted = (only,) if only else CHECKS
    if of == "station":
        names = dict(zip(who.stations["code"], who.stations["name"], strict=True))
        rows = [row for part in parts for row in _listed(part, wanted, names, language)]
        table = _joined(pd.DataFrame(rows, columns=list(LISTED)))
    else:
        group = who.group if who.cities is None else _through(who.cities.group, who.group)
        table = _counted(parts, wanted, who.table, group)
    return Answer(table=table, passport=_passport(store, parts, start, end, terms, of, within, only))


def _through(inner: NDArray[np.intp], outer: NDArray[np.intp]) -> NDArray[np.intp]:
    """The province of each station, by its city."""
    return outer[inner]


def _listed(
    part: Checked, wanted: tuple[str, ...], names: dict[str, str], language: str
) -> Iterator[dict[str, object]]:
    for run in _runs(part, wanted):
        values = part.values[run.parameter][run.first : run.last + 1, run.column]
        flags = part.flags[run.parameter][run.check][run.first : run.last + 1, run.column]
        worst = run.first + _worst(values, run.check)
        stages = set(part.stage[run.first : run.last + 1, run.column].tolist())
        about = parameter(run.parameter)
        decimals = about.decimals
        code = part.codes[run.column]
        yield {
            "code": code, "name": names.get(code, ""), "start": stamp(part.moment(run.first)),
            "end": stamp(part.moment(run.last + 1)), "hours": run.last - run.first + 1,
            "parameter": run.parameter, "check": run.check,
            "flag": "fail" if (flags == Quality.FAIL).any() else "suspect",
            "value": shown(part.values[run.parameter][worst, run.column], decimals), "unit": about.unit_text,
            "reason": TITLES[run.check].text(language),
            "evidence": _evidence(part, run, worst, decimals).text(language),
            "stage": str(STAGES[2 if len(stages) > 1 else max(stages.pop(), 0)]),
        }  # fmt: skip


def _runs(part: Checked, wanted: tuple[str, ...]) -> Iterator[_Run]:
    """Runs of flagged hours inside what was asked for, by parameter, check, station and time."""
    for code in AIR_HOURLY:
        for name in wanted:
            if name not in part.flags[code]:
                continue
            off = is_off(part.flags[code][name])[part.inside, part.asked]
            edges = np.diff(np.pad(off.astype(np.int8), ((1, 1), (0, 0))), axis=0)
            columns, firsts = np.nonzero(edges.T == 1)
            _, afters = np.nonzero(edges.T == -1)
            shift = part.inside.start
            for column, first, after in zip(columns.tolist(), firsts.tolist(), afters.tolist(), strict=True):
                yield _Run(
                    column=column, first=first + shift, last=after + shift - 1, parameter=code, check=name
                )


def _worst(values: Floats, check: str) -> int:
    """The hour of a run by which it is told: the lowest where a number is negative, else the highest."""
    return int(np.nanargmin(values) if check == "negative" else np.nanargmax(values))


def _evidence(part: Checked, run: _Run, worst: int, decimals: int) -> Label:
    """What the flag rests on, in figures."""
    values, column = part.values[run.parameter], run.column
    mine = part.limits.parameters[run.parameter]

    def told(value: float) -> str:
        return shown(value, decimals) or "–"

    here = told(values[worst, column])
    if run.check == "range":
        limit = f"{mine.suspect_above:g}"
        return Label(zh=f"最高 {here}，阈值 {limit}", en=f"highest {here}, threshold {limit}")
    if run.check == "negative":
        return Label(zh=f"最低 {here}", en=f"lowest {here}")
    if run.check == "spike":
        before, after = told(values[worst - 1, column]), told(values[worst + 1, column])
        return Label(
            zh=f"前一小时 {before}，本小时 {here}，后一小时 {after}",
            en=f"{here} between {before} and {after}",
        )
    if run.check == "stuck":
        first, last = run.first, run.last
        while first > 0 and values[first - 1, column] == values[first, column]:
            first -= 1
        while last + 1 < len(values) and values[last + 1, column] == values[last, column]:
            last += 1
        equal = last - first + 1
        return Label(zh=f"连续 {equal} 小时均为 {here}", en=f"{equal} equal hours of {here}")
    if run.check == "relation":
        span = slice(run.first, run.last + 1)
        over = part.values["pm25"][span, column] - part.values["pm10"][span, column]
        at = run.first + int(np.nanargmax(over))
        fine, coarse = told(part.values["pm25"][at, column]), told(part.values["pm10"][at, column])
        return Label(zh=f"PM2.5 {fine}，PM10 {coarse}", en=f"PM2.5 {fine}, PM10 {coarse}")
    around = _around(part, run)
    if run.check == "neighbours":
        there = around[worst][~np.isnan(around[worst])]
        low, high = told(float(there.min())), told(float(there.max()))
        return Label(
            zh=f"本点 {here}，周边 {len(there)} 个点位 {low}–{high}",
            en=f"{here} where {len(there)} neighbours read {low}–{high}",
        )
    day = slice(run.first - run.first % _DAY, run.first - run.first % _DAY + _DAY)
    median = np.array(
        [np.median(row[~np.isnan(row)]) if (row == row).any() else np.nan for row in around[day]]
    )
    both = ~np.isnan(values[day, column] + median)
    ours, theirs = values[day, column][both], median[both]
    alike = "–" if ours.std() == 0 else shown(float(np.corrcoef(ours, theirs)[0, 1]), 2)
    return Label(
        zh=f"与周边点位日变化的相关系数 {alike}，低于 {mine.alike:g}",
        en=f"correlation with the course around it {alike}, below {mine.alike:g}",
    )


def _around(part: Checked, run: _Run) -> Floats:
    """Values of the neighbours of one station [hour, neighbour]."""
    near = part.near_of[run.column]
    return part.values[run.parameter][:, near[near >= 0]]


def _joined(table: pd.DataFrame) -> pd.DataFrame:
    """Runs in the order of station, start and parameter; one that goes on in the next piece is one run."""
    keys = ["code", "parameter", "check", "start"]
    rows: list[dict[str, object]] = []
    for row in table.sort_values(keys, kind="stable").to_dict("records"):
        last = rows[-1] if rows else None
        same = last is not None and all(last[k] == row[k] for k in keys[:3]) and last["end"] == row["start"]
        if last is None or not same:
            rows.append({str(name): value for name, value in row.items()})
            continue
        last["end"], last["hours"] = row["end"], int(str(last["hours"])) + int(row["hours"])
        last["stage"] = last["stage"] if last["stage"] == row["stage"] else str(STAGES[2])
        last["flag"] = "fail" if "fail" in (last["flag"], row["flag"]) else "suspect"
    joined = pd.DataFrame(rows, columns=list(LISTED))
    return joined.sort_values(["code", "start", "parameter", "check"], kind="stable", ignore_index=True)


def _counted(
    parts: list[Checked], wanted: tuple[str, ...], table: pd.DataFrame, group: NDArray[np.intp]
) -> pd.DataFrame:
    """Flagged and observed hours of each member by parameter and check, where there are any flagged."""
    rows = []
    for code in AIR_HOURLY:
        observed = _of_members(parts, group, len(table), partial(_observed, code))
        for name in wanted:
            if name not in parts[0].flags[code]:
                continue
            flagged = _of_members(parts, group, len(table), partial(_flagged, code, name))
            rows += [
                {
                    "code": table["code"].iloc[i], "name": table["name"].iloc[i], "parameter": code, "check": name,
                    "hours": int(flagged[i]), "observed": int(observed[i]),
                    "share": f"{100 * flagged[i] / observed[i]:.2f}" if observed[i] else "",
                }
                for i in np.flatnonzero(flagged).tolist()
            ]  # fmt: skip
    found = pd.DataFrame(rows, columns=list(COUNTED))
    return found.sort_values(["code", "parameter", "check"], kind="stable", ignore_index=True)


def _of_members(
    parts: list[Checked],
    group: NDArray[np.intp],
    size: int,
    pick: Callable[[Checked], NDArray[np.bool_]],
) -> NDArray[np.int64]:
    """Number of picked station-hours of each member."""
    total = np.zeros(size, np.int64)
    for part in parts:
        hours = pick(part)[part.inside, part.asked].sum(axis=0)
        np.add.at(total, group[group >= 0], hours[group >= 0])
    return total


def _observed(code: str, part: Checked) -> NDArray[np.bool_]:
    return ~np.isnan(part.values[code])


def _flagged(code: str, name: str, part: Checked) -> NDArray[np.bool_]:
    return is_off(part.flags[code][name])


def _passport(
    store: Store,
    parts: list[Checked],
    start: datetime,
    end: datetime,
    terms: Terms,
    of: str,
    within: str | None,
    only: str | None,
) -> Passport:
    limits = parts[0].limits
    return Passport(
        title=Label(zh="数据检查", en="Checks of readings"), unit="", start=start, end=end,
        members=f"{of} / {within or 'all'}", editions=(), clauses=(),
        formula=Label(
            zh="；".join(TITLES[name].zh for name in CHECKS), en="; ".join(TITLES[name].en for name in CHECKS)
        ),
        stage=terms.stage, simulated=store.simulated,
        basis=(
            *terms.basis.printed(),
            (Label(zh="检查阈值", en="Thresholds"), f"data/checks/{limits.since}.toml"),
        ),
        reference=Reference(
            question="check",
            arguments={"of": of, "in": within or "", "start": stamp(start), "end": stamp(end), "check": only or "",
                       "stage": terms.stage},
            as_of=terms.as_of or datetime.now(UTC),
        ),
    )  # fmt: skip
