"""Rank trends of water (Daniel's test): whether an item or index of a section or region rises or falls over periods.

The periods are calendar years or months; each enters as its verdict stands, and what has no value is missing. Five
are needed; months are ranked as they are, with the season in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assessment.basis import Basis
from assessment.catalogue import entry
from assessment.columns import Remarks
from assessment.entries import Entry
from assessment.periods import Days, parts, whole_years
from assessment.terms import Terms
from assessment.verdicts import Verdict
from assessment.water_catalogue import TRENDS
from assessment.water_grid import periods
from assessment.water_sections import WaterMembers
from assessment.water_verdicts import verdict_of
from indicators.parameters import Label
from indicators.trend import critical_value, significant, spearman
from store.opening import Store

LEAST: Final = 5
"""Periods that the test needs (环办〔2011〕22号 trend)."""
WORDS: Final = ("fall", "none", "rise")
METHOD: Final = Label(
    zh="r_s = 1 − 6·Σd²/(n³ − n)，|r_s| 不小于临界值 W_p 为显著",
    en="r_s = 1 − 6·Σd²/(n³ − n), significant where |r_s| is not below the critical value W_p",
)


def water_trend(
    store: Store, asked: Entry, who: WaterMembers, cut: Sequence[Days], *, terms: Terms
) -> Verdict:
    """The rank correlation with time of every member over each part, with what tells how it stands in `further`.

    `periods` counts the years or months that entered, `critical` is W_p, `trend` rise, fall or none: empty with fewer
    than five. Counts of the coverage are those of all the periods.

    Raises
    ------
    ValueError
        If a part is not of whole calendar years or months.
    """
    made = [_of_part(store, asked, who, part, terms) for part in cut]
    return Verdict(
        values=np.stack([np.asarray(v.values, np.float64) for v in made]), editions=tuple(v.editions[0] for v in made),
        expected=np.stack([v.expected for v in made]), observed=np.stack([v.observed for v in made]),
        valid=np.stack([v.valid for v in made]), reviewed=np.stack([v.reviewed for v in made]),
        remarks=Remarks(bits=np.stack([v.remarks.bits for v in made])), stages=made[-1].stages,
        basis=(*made[-1].basis, (Label(zh="趋势检验", en="Test of the trend"),
                                 f"{METHOD.zh}，{terms.basis.trend_test}-sided / {METHOD.en}")),
        exclusions=made[-1].exclusions,
        further={name: np.stack([v.further[name] for v in made]) for name in ("periods", "critical", "trend")},
    )  # fmt: skip


def _of_part(store: Store, asked: Entry, who: WaterMembers, part: Days, terms: Terms) -> Verdict:
    """The figures of one part, [member] each."""
    step = TRENDS[asked.file]
    whole = whole_years(part) if step == "year" else _whole_months(part)
    if not whole:
        raise ValueError(
            f"a rank trend of {step}s is of whole calendar {step}s: name their first and last day"
        )
    inner = verdict_of(
        entry(str(asked.part)), periods(store, who.codes, parts(part, step), step=step, terms=terms), who
    )
    values = np.asarray(inner.values, np.float64)
    count = (~np.isnan(values)).sum(axis=0)
    figures = np.where(count >= LEAST, spearman(values), np.nan)
    remarks = Remarks.none(figures.shape)
    remarks.add("no_data", np.asarray((inner.observed == 0).all(axis=0)))
    remarks.add("few_months" if step == "month" else "few_years", np.isnan(figures))
    critical, words = _significance(figures, count, terms.basis)
    state = np.where(inner.observed > 0, inner.reviewed, -1)
    some = (state > 0).any(axis=0)
    return Verdict(
        values=figures, editions=("+".join(dict.fromkeys(inner.editions)),), expected=inner.expected.sum(axis=0),
        observed=inner.observed.sum(axis=0), valid=inner.valid.sum(axis=0),
        reviewed=np.where((np.abs(state) == 1).all(axis=0) & some, 1, np.where(some, 2, 0)).astype(np.int8),
        remarks=remarks, stages=inner.stages, basis=inner.basis, exclusions=inner.exclusions,
        further={"periods": np.array([str(n) for n in count], dtype=object), "critical": critical, "trend": words},
    )  # fmt: skip


def _whole_months(part: Days) -> bool:
    return part.first.day == 1 and (part.last + timedelta(days=1)).day == 1


def _significance(
    figures: NDArray[np.float64], count: NDArray[np.int64], basis: Basis
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    critical = np.full(figures.shape, "", dtype=object)
    words = np.full(figures.shape, "", dtype=object)
    for i in np.flatnonzero(~np.isnan(figures)).tolist():
        n = int(count[i])
        critical[i] = f"{critical_value(n, sides=basis.trend_test).value:.3f}"
        words[i] = WORDS[int(significant(figures[i], n, sides=basis.trend_test)) + 1]
    return critical, words
