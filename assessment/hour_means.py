"""The question `hour_means`: how an item runs through the day, by day of the week or by month.

Means of hourly values as they stand, as openair's `timeVariation` and `trendLevel` take them: the hour is that at
which the interval begins, in Asia/Shanghai, a mean stands from one value on, and its count says on how many. The
interval is that of a mean of independent values (Student's t); openair's is of a bootstrap, which is about as wide.
Neighbouring hours are not independent: it tells the spread of the values, not how sure a comparison is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, Literal

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.columns import STAGES, as_text, stamp
from assessment.grid import hourly
from assessment.members import members
from assessment.passport import passport, terms_words
from assessment.periods import SHANGHAI
from assessment.places import place as find
from assessment.terms import Terms
from indicators.parameters import AIR_HOURLY, Label
from indicators.rounding import half_even
from store.opening import Store

By = Literal["weekday", "month"]
Floats = NDArray[np.float64]
ITEMS: Final = (*AIR_HOURLY, "o3_8h")
LONGEST: Final = timedelta(days=366)
COLUMNS: Final = (
    "code", "name", "start", "end", "indicator", "by", "group", "hour", "value", "low", "high", "unit", "expected",
    "valid", "capture", "stage",
)  # fmt: skip


def hour_means(
    store: Store,
    *,
    place: str,
    item: str,
    start: datetime,
    end: datetime,
    terms: Terms,
    by: By = "weekday",
    precision: str = "shown",
) -> Answer:
    """Means of the hours of one place over [start, end), one row a group and hour, and one for all of either.

    `group` is a day of the week (1 Monday … 7) or a month (`2026-03`), empty for all of them; `hour` 0 … 23 is the one
    that begins then, empty for the whole day. `low` and `high` bound the mean at 95 %; they are empty for fewer than
    two values. `expected` are the hours of the window, `valid` those with a value, `capture` their share [%].

    Parameters
    ----------
    place
        Code or name of a province, city or county, or the code of a station. A province's hour is the mean of its
        cities.
    item
        One of the six items of an hour, or `o3_8h`, the moving mean that ends with the hour.
    start, end
        UTC, full hours; a year at the most.

    Raises
    ------
    LookupError
        For an unknown place or item.
    ValueError
        For a window that is empty or longer than a year.
    """
    if item not in ITEMS:
        raise LookupError(f"hours are of one of {' '.join(ITEMS)}, not of {item!r}")
    if end <= start or end - start > LONGEST:
        raise ValueError("means by hour look at a window of a year at the most that ends after it starts")
    who = find(store, place, end)
    everyone = members(store, of=who.of, within=who.within, at=end - timedelta(seconds=1), only=[who.code])
    grid = hourly(store, everyone, start=start, end=end, terms=terms, moving=item == "o3_8h")
    asked = entry(item)
    values = grid.values[item][:, 0]
    local = pd.DatetimeIndex(grid.starts).tz_convert(SHANGHAI)
    named = [f"{t.year}-{t.month:02d}" if by == "month" else str(t.weekday() + 1) for t in local]
    group = np.array(named, object)
    seen = grid.reviewed[:, 0][grid.observed[:, 0] > 0]
    stage = STAGES[0 if not (seen > 0).any() else 1 if (seen == 1).all() else 2]
    rows = [
        {
            "code": who.code, "name": who.name.zh, "start": stamp(start), "end": stamp(end), "indicator": item,
            "by": by, "group": one, "hour": hour, "unit": asked.unit, "stage": stage,
            **_mean(values[chosen], asked.decimals, precision),
        }
        for one, hour, chosen in _cells(group, np.asarray(local.hour, np.int64))
    ]  # fmt: skip
    about = passport(
        asked, start=start, end=end, terms=terms, made_up=store.simulated, who=f"{who.of} / {who.code}",
        question="hour_means", stages=(int((seen == 0).sum()), int((seen == 1).sum()), int((seen == 2).sum())),
        arguments={"place": place, "item": item, "by": by, "start": stamp(start), "end": stamp(end),
                   "precision": precision, **terms_words(terms)},
        basis=((Label(zh="小时", en="Hour"), "Asia/Shanghai, [h, h+1)"), (Label(zh="区间", en="Interval"), "95 %, t")),
    )  # fmt: skip
    return Answer(table=pd.DataFrame(rows, columns=list(COLUMNS)), passport=about)


def _cells(
    group: NDArray[np.object_], hour: NDArray[np.int64]
) -> Iterator[tuple[str, str, NDArray[np.bool_]]]:
    """Group, hour and the values chosen: every pair, then all of each hour, all of each group, and all."""
    groups, hours = sorted(set(group.tolist())), range(24)
    for one in groups:
        for h in hours:
            yield one, str(h), (group == one) & (hour == h)
    for h in hours:
        yield "", str(h), hour == h
    for one in groups:
        yield one, "", group == one
    yield "", "", np.ones(len(hour), np.bool_)


def _mean(values: Floats, decimals: int, precision: str) -> dict[str, object]:
    """Mean, interval and count of some values; one decimal more than an hour has."""
    there = values[~np.isnan(values)]
    n = len(there)
    mean = float(there.mean()) if n else np.nan
    wide = float(scipy.stats.t.ppf(0.975, n - 1) * there.std(ddof=1) / np.sqrt(n)) if n > 1 else np.nan
    told = as_text(np.array([mean, mean - wide, mean + wide]), decimals + 1, precision).tolist()
    share = float(half_even(100 * n / max(len(values), 1), 1))
    return {
        "value": told[0], "low": told[1], "high": told[2], "expected": len(values), "valid": n,
        "capture": f"{share:.1f}",
    }  # fmt: skip
