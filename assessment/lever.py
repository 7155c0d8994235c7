"""The rank lever: what a member's figure must become to win places, all others staying as they are.

Places are given to figures as they are shown, so the answer is exact on those: the smallest change of the shown
figure that does it, and the unrounded value that still rounds to it.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.columns import as_text, stamp
from assessment.entries import Entry
from assessment.improvement import statistics
from assessment.members import Members, region
from assessment.passport import passport, terms_words
from assessment.periods import Days
from assessment.ranking import Ranked, place_of, rankable, ranked
from assessment.terms import Terms
from indicators.composite import composite_index, single_indices
from indicators.regime import regime
from indicators.rounding import half_even
from store.opening import Store

Floats = NDArray[np.float64]
COLUMNS = (
    "code", "name", "start", "end", "item", "value", "needed", "change", "bound", "bound_included", "unit",
    "rank", "rank_after", "edition", "expected", "observed", "valid", "note",
)  # fmt: skip


def lever(
    store: Store,
    *,
    indicator: str,
    within: str | None,
    start: date,
    end: date,
    member: str,
    places: int,
    terms: Terms,
    among: str = "cities",
    ties: str = "competition",
) -> Answer:
    """What wins a member so many places; columns `COLUMNS`.

    One row for the indicator itself; for `composite_index` also one for each of its six items, telling what that
    item alone must become. `value` is the figure now and `needed` what it must become, as shown; an equal figure
    shares the better place, and so wins it. `bound` is the unrounded concentration that just rounds to `needed`,
    `bound_included` whether it does so itself (half-even). `rank_after` is the place won, which ties can make
    better than asked for. An item that cannot do it alone, even near zero, has the note `cannot`.

    Raises
    ------
    LookupError
        For an unknown indicator, region, list, or a member that is not on the list.
    ValueError
        If the member has no place, or there are not so many places above it.
    """
    asked = rankable(indicator, start, end)
    days = Days(first=start, last=end)
    now = ranked(store, asked, among=among, within=within, days=days, terms=terms, ties=ties)
    row = now.of(region(store, member).code)
    if places < 1:
        raise ValueError("say how many places are to be won: 1 or more")
    if np.isnan(now.place[row]):
        raise ValueError(f"{now.members.table['name'][row]} has no place: there is no valid figure")
    place = int(now.place[row])
    if place - places < 1:
        raise ValueError(
            f"{now.members.table['name'][row]} is at place {place}: there are {place - 1} to be won, not {places}"
        )
    goal = needed(now.place_figures, row, place - places, asked, ties)
    rows = [_row(now, row, asked, float(now.shown[row]), goal, goal, ties)]
    if asked.code == "composite_index":
        rows += _items(store, now, row, goal, terms=terms, ties=ties)
    return Answer(
        table=pd.DataFrame(rows, columns=list(COLUMNS)),
        passport=passport(
            asked, start=days.start, end=days.end, terms=terms, made_up=store.simulated,
            who=f"{among} / {within or 'all'} ({len(now.members)})", question="lever", notes=now.verdict.remarks,
            arguments={"indicator": indicator, "in": within or "", "start": stamp(days.start),
                       "end": stamp(days.end), "member": member, "places": str(places), "among": among,
                       "ties": ties, **terms_words(terms)},
        ),
    )  # fmt: skip


def needed(figures: Floats, row: int, goal: int, asked: Entry, ties: str) -> float:
    """The figure, as shown, nearest to a member's own with which its place is at most `goal`.

    Parameters
    ----------
    figures
        Figures as shown of all ranked members [member]; NaN for who has no place.
    goal
        Place, 1 or more, better than the one it has.
    """
    others = np.delete(figures, row)
    others = others[~np.isnan(others)]
    best_first = np.sort(others) if asked.better != "high" else -np.sort(-others)
    if ties == "dense":
        best_first = best_first[np.concatenate(([True], best_first[1:] != best_first[:-1]))]
    return float(best_first[goal - 1])


def _items(
    store: Store, now: Ranked, row: int, goal: float, *, terms: Terms, ties: str
) -> list[dict[str, object]]:
    """For each item of the composite index: the concentration that alone brings the index to the goal."""
    rules = regime(terms.edition, now.days.last)
    rule = rules.ranking_edition.ranking
    assert isinstance(now.members, Members), "only air has a composite index"
    values = {
        code: float(v[row]) for code, v in statistics(store, now.members, now.days, terms=terms).items()
    }
    found = []
    for code, _, _ in rule.items:
        step = 10.0 ** -rule.decimals[code]
        current = float(half_even(values[code], rule.decimals[code]))
        candidates = half_even(np.arange(1, round(current / step) + 1) * step, rule.decimals[code])
        index = composite_index(
            single_indices({**values, code: candidates}, limits=rules.limits, rule=rule), rule=rule
        )
        enough = candidates[index <= goal]
        concentration = float(enough.max()) if len(enough) else np.nan
        reached = float(index[index <= goal].max()) if len(enough) else np.nan
        found.append(_row(now, row, entry(code), current, concentration, reached, ties))
    return found


def _row(
    now: Ranked, row: int, item: Entry, value: float, goal: float, figure: float, ties: str
) -> dict[str, object]:
    """One row; `figure` is what the ranked figure becomes with it."""
    figures = now.place_figures
    figures[row] = figure
    after = place_of(figures, now.asked, ties)[row]
    bound, included = _bound(goal, item)
    verdict, who = now.verdict, now.members.table
    return {
        "code": who["code"][row], "name": who["name"][row], "start": stamp(now.days.start),
        "end": stamp(now.days.end), "item": item.code, "value": _text(value, item), "needed": _text(goal, item),
        "change": _text(goal - value, item), "bound": bound, "bound_included": included, "unit": item.unit,
        "rank": str(int(now.place[row])), "rank_after": "" if np.isnan(after) else str(int(after)),
        "edition": verdict.editions[0], "expected": int(verdict.expected[0, row]),
        "observed": int(verdict.observed[0, row]), "valid": int(verdict.valid[0, row]),
        "note": ";".join(t for t in (verdict.remarks.texts()[0, row], "cannot" if np.isnan(goal) else "") if t),
    }  # fmt: skip


def _bound(goal: float, item: Entry) -> tuple[str, str]:
    """The unrounded concentration at the edge of a shown one, on the side of the worse, and whether it is in."""
    if np.isnan(goal) or not item.unit.endswith("g/m³"):
        return "", ""
    half = 0.5 * 10.0**-item.decimals
    edge = goal - half if item.better == "high" else goal + half
    even = round(goal * 10**item.decimals) % 2 == 0
    return f"{edge:.{item.decimals + 1}f}", "yes" if even else "no"


def _text(value: float, item: Entry) -> str:
    return str(as_text(np.array([value]), item.decimals, "shown")[0])
