"""How much better or worse the members of a ranking became, and who is spared the list of the worst.

A city whose six statistics all meet grade II is left out of the list of those that worsened, however much it did:
the ministry's scheme of 2017 says so.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from assessment.catalogue import entry
from assessment.entries import Entry
from assessment.grid import daily
from assessment.members import Members
from assessment.periods import Days
from assessment.stretch import Stretch
from assessment.terms import Terms
from assessment.verdicts import of_parts
from assessment.water_sections import WaterMembers
from indicators.composite import change, places
from indicators.regime import regime
from indicators.rounding import half_even
from store.opening import Store

Floats = NDArray[np.float64]


def improvement(
    store: Store, who: Members | WaterMembers, asked: Entry, days: Days, now: Floats, then: Floats, *, ties: str,
    terms: Terms,
) -> tuple[Floats, dict[str, NDArray[np.object_]]]:  # fmt: skip
    """Places by the change in percent as shown, the best improvement first, and the two columns that go with them.

    Parameters
    ----------
    now, then
        Figures of both periods as shown [member]; NaN where there is none, and then there is no place.

    Returns
    -------
    place
        [member].
    columns
        `grade_2`: whether all six statistics of the window meet grade II (`yes`, `no`, empty where one is missing);
        `worsening`: empty for who did not worsen, `listed`, or `exempt` for who worsened and yet meets grade II. Both
        [1, member]; neither for water, of which no rule spares anybody.
    """
    percent = np.asarray(half_even(change(now, then) * 100, 1))
    place = places(
        percent,
        better="high" if asked.better == "high" else "low",
        ties="dense" if ties == "dense" else "competition",
    )
    if isinstance(who, WaterMembers):
        return place, {}
    worse = percent < 0 if asked.better == "high" else percent > 0
    meets = meeting_grade_2(statistics(store, who, days, terms=terms), days, terms=terms)
    grade = np.where(np.isnan(meets), "", np.where(meets == 1, "yes", "no")).astype(object)
    told = np.where(worse, np.where(meets == 1, "exempt", "listed"), "").astype(object)
    return place, {"grade_2": grade[np.newaxis], "worsening": told[np.newaxis]}


def statistics(store: Store, who: Members, days: Days, *, terms: Terms) -> dict[str, Floats]:
    """The six statistics of a window [member], unrounded, by the names of the ranking rule; NaN where invalid."""
    grid = daily(store, who, days=days, terms=terms)
    rule = regime(terms.edition, days.last).ranking_edition.ranking
    shared: dict[Days, Stretch] = {}
    found = {
        code: of_parts(entry(code), grid, [days], terms=terms, stretches=shared).values[0]
        for code, _, _ in rule.items
    }
    return {code: np.asarray(values, dtype=np.float64) for code, values in found.items()}


def meeting_grade_2(values: Mapping[str, Floats], days: Days, *, terms: Terms) -> Floats:
    """Whether all six statistics, rounded, are within grade II [member]: 1, 0, NaN where one that decides is missing.

    The limits are those of the last day: annual ones for the means, daily and 8-hour ones for the percentiles.
    """
    rules = regime(terms.edition, days.last)
    rule = rules.ranking_edition.ranking
    rows = []
    for code, item, average in rule.items:
        value = half_even(values[code], rule.decimals[code])
        rows.append(np.where(np.isnan(value), np.nan, value <= rules.limits.limit(item, average)))
    verdicts = np.stack(rows)
    failed, complete = (verdicts == 0).any(axis=0), ~np.isnan(verdicts).any(axis=0)
    return np.where(failed, 0.0, np.where(complete, 1.0, np.nan))
