"""The question `episode_hours`: the hours of one heavy-pollution episode in every city, to be played on a map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.catalogue import entry
from assessment.episodes import episodes
from assessment.grid import hourly
from assessment.members import members
from assessment.passport import passport, terms_words
from assessment.periods import SHANGHAI, midnight
from assessment.terms import Terms
from assessment.verdicts import aqi
from indicators.parameters import Label
from indicators.regime import regime
from store.opening import Store
from store.readings import extent

YEAR: Final = timedelta(days=365)
RECENT_DAYS: Final = 7  # an episode that ended so long ago is shown rather than the heaviest one
MARGIN: Final = timedelta(hours=12)
LONGEST_DAYS: Final = 4  # of a longer episode the days round the one with most cities


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeHours:
    """An episode by city and by hour.

    Attributes
    ----------
    answer
        One row a city in the order of the arrays: code, name, name_en, parent (province), heavy_hours, first_heavy
        (UTC; None where it had none), peak_aqi (NaN without an AQI), peak_level, peak_hour.
    starts
        Starts of the hours (UTC).
    aqi, level
        [hour, city]; NaN and 0 where there is no AQI.
    first, last
        The episode's first and last day, however many of its hours are here.
    is_last
        Whether it is the newest episode; otherwise it is the heaviest of the last 365 days by city-days.
    """

    answer: Answer
    starts: tuple[datetime, ...]
    aqi: NDArray[np.float64]
    level: NDArray[np.int64]
    first: date
    last: date
    is_last: bool


def episode_hours(store: Store, *, within: str | None, at: datetime, terms: Terms) -> EpisodeHours | None:
    """The hours of the newest heavy-pollution episode of a region before `at`, or of the heaviest one of a year.

    The newest is taken if it ended within a week; None where no day of the last 365 was heavily polluted anywhere.
    Of an episode of more than four days the four round the day with most cities are played, with twelve hours before
    and after.

    Raises
    ------
    LookupError
        For an unknown region.
    """
    today = midnight((at - timedelta(seconds=1)).astimezone(SHANGHAI).date())
    held = extent(store)
    if held is None or held[0] >= today:
        return None
    begun = midnight(held[0].astimezone(SHANGHAI).date())
    days = episodes(
        store, of="city", within=within, start=max(today - YEAR, begun), end=today, terms=terms, by="day"
    ).table
    if not len(days):
        return None
    chosen, is_last = _chosen(days, today)
    first, last = (date.fromisoformat(str(chosen["day"].iloc[i])) for i in (0, -1))
    begin, end = _window(chosen)
    begin, end = max(begin - MARGIN, held[0]), min(end + MARGIN, held[1] + timedelta(hours=1))
    who = members(store, of="city", within=within, at=end - timedelta(seconds=1))
    grid = hourly(store, who, start=begin, end=end, terms=terms, moving=False)
    judged = aqi(grid, terms=terms)
    values = np.asarray(judged["aqi"].to_numpy(), np.float64)
    level = np.nan_to_num(np.where(np.isnan(values), 0, judged["level"].to_numpy())).astype(np.int64)
    above = regime(terms.edition, first).aqi.aqi_rule.heavy_above
    told = passport(
        entry("aqi"), start=begin, end=end, terms=terms, made_up=store.simulated,
        who=f"city / {within or 'all'} ({len(who)})", question="episode_hours",
        arguments={"in": within or "", "at": at.isoformat(), **terms_words(terms)},
    )  # fmt: skip
    title = Label(zh="重污染过程逐时", en="Hours of a heavy-pollution episode")
    return EpisodeHours(
        answer=Answer(table=_cities(who.table, who.stations, grid.starts, values, level, above),
                      passport=replace(told, title=title)),
        starts=grid.starts, aqi=values, level=level, first=first, last=last, is_last=is_last,
    )  # fmt: skip


def _chosen(days: pd.DataFrame, today: datetime) -> tuple[pd.DataFrame, bool]:
    """The days of the newest episode if it ended within a week, else of the one with most city-days."""
    newest = days[days["episode"] == days["episode"].max()]
    ended = midnight(date.fromisoformat(str(newest["day"].iloc[-1])))
    heaviest = int(str(days.groupby("episode")["affected"].sum().idxmax()))
    if today - ended <= timedelta(days=RECENT_DAYS):
        return newest, True
    return days[days["episode"] == heaviest], heaviest == int(days["episode"].max())


def _window(chosen: pd.DataFrame) -> tuple[datetime, datetime]:
    days = [date.fromisoformat(str(day)) for day in chosen["day"]]
    if len(days) > LONGEST_DAYS:
        peak = int(chosen["affected"].to_numpy().argmax())
        at = min(max(peak - 1, 0), len(days) - LONGEST_DAYS)
        days = days[at : at + LONGEST_DAYS]
    return midnight(days[0]), midnight(days[-1] + timedelta(days=1))


def _cities(
    table: pd.DataFrame, stations: pd.DataFrame, starts: tuple[datetime, ...], values: NDArray[np.float64],
    level: NDArray[np.int64], above: int,
) -> pd.DataFrame:  # fmt: skip
    parents = dict(zip(stations["city"], stations["province"], strict=True))
    rows: list[dict[str, Any]] = []
    for i, one in enumerate(table.to_dict("records")):
        heavy = np.flatnonzero(values[:, i] > above)
        here = ~np.isnan(values[:, i])
        peak = int(np.nanargmax(values[:, i])) if here.any() else -1
        rows.append(
            {
                "code": str(one["code"]), "name": one["name"], "name_en": one["name_en"],
                "parent": str(parents.get(one["code"], "")), "heavy_hours": len(heavy),
                "first_heavy": starts[int(heavy[0])] if len(heavy) else None,
                "peak_aqi": values[peak, i] if here.any() else np.nan,
                "peak_level": int(level[peak, i]) if here.any() else 0,
                "peak_hour": starts[peak] if here.any() else None,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)
