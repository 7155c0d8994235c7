"""Past years beside a target: how often the same remainder would have met it, and how well that rule did before.

The same calendar days of earlier years are put after the days so far. It is a frequency among the years on record, no
more: with fewer than three there is none, and it is no proof of anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from assessment.periods import Days
from assessment.target_series import Series, series
from assessment.terms import Terms
from indicators.demand import Demand
from ingest.target import TargetRecord
from store.opening import Store

LEAST_YEARS = 3
"""Fewer years on record give no probability."""
SHOWN_SHARE = 0.5
"""Share of its days that a stretch of a past year needs to be shown at all."""
LEAST_SHARE = 0.9
"""Share of its days that a stretch of a past year needs to be counted."""
FARTHEST_YEARS = 15
"""How many years back a record is looked for."""
GAP_YEARS = 3
"""So many years without a value end the search."""


class Stretch(Protocol):
    """A stretch of time behind a target, days of air or months of water: it can be cut, and be followed by another."""

    def __len__(self) -> int: ...

    @property
    def valid(self) -> NDArray[np.bool_]:
        """Whether each day or month has a value."""

    def between(self, first: date, last: date) -> Self:
        """What lies from one day to another."""

    def followed_by(self, other: Self) -> Self:
        """Both, one after the other."""


Stretched = TypeVar("Stretched", bound=Stretch)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastYear:
    """One year on record and what it says.

    Attributes
    ----------
    year
        The year in which the remaining days lie.
    rest
        Its figure over the same calendar days (months, of water) as those that remain; NaN where there is none.
    rest_valid, rest_days
        Days (months) among them with a value, and all of them.
    whole
        The figure of this year's period with that remainder put after the days so far.
    met
        Whether that would meet the target; None where the stretch has too few valid days.
    own_first, own_whole
        That year's own figure up to the same calendar day, and of its whole period.
    """

    year: int
    rest: float
    rest_valid: int
    rest_days: int
    whole: float
    met: bool | None
    own_first: float
    own_whole: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The rule tried on a past year: what it would have said on that day, and what came."""

    year: int
    probability: float
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The years on record.

    Attributes
    ----------
    years
        Newest first.
    usable, met
        How many can be counted, and with how many of them the target would be met.
    probability
        `met` over `usable`; None with fewer than three.
    tried
        The back-test: each usable year judged by the other years, where at least three others are usable.
    score, plain_score
        Mean squared error (Brier) of the rule over the years tried, and of always saying the share of those years
        that met the target; None without a back-test.
    """

    years: tuple[PastYear, ...]
    usable: int
    met: int
    probability: float | None
    tried: tuple[Tried, ...]
    score: float | None
    plain_score: float | None


NOTHING = Past(years=(), usable=0, met=0, probability=None, tried=(), score=None, plain_score=None)


def past_series(store: Store, target: TargetRecord, terms: Terms) -> dict[int, Series]:
    """The daily values of the target's period in each earlier year that has any, by years before."""
    found: dict[int, Series] = {}
    empty = 0
    for back in range(1, FARTHEST_YEARS + 1):
        if empty == GAP_YEARS:
            break
        try:
            window = Days(first=earlier_day(target.first, back), last=earlier_day(target.last, back))
            one = series(store, target, window, terms)
        except LookupError:  # before the first edition that judges
            break
        empty = 0 if one.valid.any() else empty + 1
        if not empty:
            found[back] = one
    return found


def past(
    target: TargetRecord,
    so_far: Stretched,
    day: date,
    demand: Demand,
    earlier: Mapping[int, Stretched],
    *,
    of: Callable[[Stretched], float],
) -> Past:
    """What the years on record say of what comes after `day`.

    Parameters
    ----------
    so_far
        The period up to `day`.
    earlier
        The same period of earlier years, by years before: as of `past_series`.
    of
        The figure of a stretch.
    """
    if day >= target.last:
        return NOTHING
    rests = {back: _rest(one, target, day, back) for back, one in earlier.items()}
    firsts = {
        back: one.between(earlier_day(target.first, back), earlier_day(day, back))
        for back, one in earlier.items()
    }
    usable = {back for back, one in rests.items() if _enough(one)}
    years = []
    for back, rest in sorted(rests.items()):
        if int(rest.valid.sum()) < SHOWN_SHARE * len(rest):
            continue
        whole = of(so_far.followed_by(rest))
        years.append(
            PastYear(
                year=target.last.year - back, rest=of(rest), rest_valid=int(rest.valid.sum()),
                rest_days=len(rest), whole=whole, met=demand.met(whole) if back in usable else None,
                own_first=of(firsts[back]), own_whole=of(earlier[back]),
            )
        )  # fmt: skip
    met = sum(1 for one in years if one.met)
    tried = []
    for back in sorted(usable):
        others = usable - {back}
        if len(others) < LEAST_YEARS or not _enough(firsts[back]):
            continue
        hits = sum(demand.met(of(firsts[back].followed_by(rests[other]))) for other in others)
        tried.append(
            Tried(
                year=target.last.year - back,
                probability=hits / len(others),
                met=demand.met(of(firsts[back].followed_by(rests[back]))),
            )
        )
    share = sum(t.met for t in tried) / len(tried) if tried else 0.0
    return Past(
        years=tuple(years), usable=len(usable), met=met,
        probability=met / len(usable) if len(usable) >= LEAST_YEARS else None, tried=tuple(tried),
        score=sum((t.probability - t.met) ** 2 for t in tried) / len(tried) if tried else None,
        plain_score=sum((share - t.met) ** 2 for t in tried) / len(tried) if tried else None,
    )  # fmt: skip


def _rest(one: Stretched, target: TargetRecord, day: date, back: int) -> Stretched:
    return one.between(earlier_day(day, back) + timedelta(days=1), earlier_day(target.last, back))


def _enough(one: Stretch) -> bool:
    return len(one) > 0 and int(one.valid.sum()) >= LEAST_SHARE * len(one)


def earlier_day(day: date, years: int) -> date:
    """The same calendar day of an earlier year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
