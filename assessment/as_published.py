"""What sources gave out as results, as it was published: shown beside ours, never computed from.

By the slot of sections: the class of water. By the hour of stations: AQI, moving means and primary pollutants of the
platform, under its own names, so that `published_o3_24h` is the ozone of the hour and `published_o3_8h_24h` the
current moving 8-hour mean. By the day of cities: the published AQI of the series that speaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import numpy as np

from assessment.answer import Answer, Passport, Reference
from assessment.columns import Remarks, Sheet, framed, stamp
from assessment.members import Of, atlas, members
from assessment.passport import terms_words
from assessment.periods import Every, civil_days, each_day, midnight, whole_days
from assessment.terms import Terms
from assessment.water_published import published_classes
from indicators.parameters import Label
from store.opening import Store
from store.readings import published
from store.region_days import region_days, regions_with_days

PREFIX = "published_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One published result: its name, its unit as printed and its decimals."""

    title: Label
    unit: str = "µg/m³"
    decimals: int = 0


def _mean(item: str, unit: str = "µg/m³", decimals: int = 0) -> Result:
    return Result(title=Label(zh=f"发布的{item}24小时滑动平均", en=f"{item}, moving 24-hour mean as published"),
                  unit=unit, decimals=decimals)  # fmt: skip


RESULTS = MappingProxyType(
    {
        "published_aqi": Result(title=Label(zh="发布的AQI", en="AQI as published"), unit=""),
        "published_primary": Result(
            title=Label(zh="发布的首要污染物", en="primary pollutants as published"), unit=""
        ),
        "published_pm25_24h": _mean("PM2.5"),
        "published_pm10_24h": _mean("PM10"),
        "published_so2_24h": _mean("SO2"),
        "published_no2_24h": _mean("NO2"),
        "published_co_24h": _mean("CO", "mg/m³", 1),
        "published_o3_24h": Result(
            title=Label(zh="发布的O3（列名24h，实为小时值）", en="O3 under the name 24h, which is the hour's")
        ),
        "published_o3_8h": Result(
            title=Label(zh="发布的O3当日最大8小时平均", en="O3, the day's highest 8-hour mean so far, as published")
        ),
        "published_o3_8h_24h": Result(
            title=Label(zh="发布的O3-8h滑动平均", en="O3, current moving 8-hour mean, as published")
        ),
        "published_water_class": Result(
            title=Label(zh="发布的水质类别", en="class of water as published"), unit=""
        ),
    }
)  # fmt: skip


def as_published(
    store: Store, *, indicator: str, of: Of, start: datetime, end: datetime, terms: Terms,
    within: str | None = None, every: Every | None = None, precision: str = "shown",
) -> Answer:  # fmt: skip
    """A published result of stations by hour, or the published AQI of cities by day, in the contract's columns.

    Raises
    ------
    LookupError
        For an unknown result or region.
    ValueError
        For other members or steps than those: nothing is computed from published results.
    """
    asked = RESULTS.get(indicator)
    if asked is None:
        raise LookupError(f"no source publishes {indicator!r}; known are {' '.join(RESULTS)}")
    if end <= start:
        raise ValueError("the window ends before it starts")
    if indicator == "published_water_class":
        if of not in ("section", "station") or every not in (None, "hour", "slot"):
            raise ValueError("the published class of water is shown as it is: by slot of sections")
        of, every = "section", "slot"
        sheet = published_classes(store, within=within, start=start, end=end, terms=terms)
    elif of == "station" and every in (None, "hour"):
        sheet = _hours(store, indicator, asked, start, end, within)
    elif of == "city" and every in (None, "day") and indicator == "published_aqi" and whole_days(start, end):
        sheet = _days(store, asked, start, end, within, terms)
    else:
        raise ValueError(
            "published results are shown as they are: by hour of stations, or published_aqi by day of cities"
        )
    if store.simulated:
        sheet.remarks.add("simulated")
    return Answer(
        table=framed(sheet, precision=precision),
        passport=Passport(
            title=asked.title, unit=asked.unit, start=start, end=end, editions=(), clauses=(),
            members=f"{of} / {within or 'all'} ({len(sheet.codes)})",
            formula=Label(zh="原样展示，不参与计算", en="shown as published, never computed from"),
            stage="provisional", simulated=store.simulated,
            reference=Reference(
                question="table", as_of=terms.as_of or datetime.now(UTC),
                arguments={"indicator": indicator, "of": of, "in": within or "", "start": stamp(start),
                           "end": stamp(end), "every": every or "", "precision": precision, **terms_words(terms)},
            ),
        ),
    )  # fmt: skip


def _hours(
    store: Store, indicator: str, asked: Result, start: datetime, end: datetime, within: str | None
) -> Sheet:
    who = members(store, of="station", within=within, at=end - timedelta(seconds=1))
    found = published(store, start=start, end=end, stations=who.table["code"].tolist())
    values = found[indicator.removeprefix(PREFIX)].to_numpy()
    times = found["time"].to_numpy().astype("datetime64[s]").astype(np.int64)
    starts = [datetime.fromtimestamp(int(t), UTC) for t in times]
    missing = values == "" if values.dtype == object else np.isnan(values)
    remarks = Remarks.none(values.shape)
    remarks.add("no_value", missing)
    ones = np.ones(values.shape, np.int64)
    return Sheet(
        indicator=indicator, unit=asked.unit, decimals=asked.decimals, starts=starts,
        ends=[t + timedelta(hours=1) for t in starts], codes=who.table["code"].tolist(),
        names=who.table["name"].tolist(), values=values, editions=[""] * len(starts), expected=ones,
        observed=(~missing).astype(np.int64), valid=(~missing).astype(np.int64),
        reviewed=np.zeros(values.shape, np.int8), remarks=remarks,
    )  # fmt: skip


def _days(
    store: Store, asked: Result, start: datetime, end: datetime, within: str | None, terms: Terms
) -> Sheet:
    days = civil_days(start, end)
    known = set(regions_with_days(store, first=days.first, last=days.last))
    codes = sorted(known & set(_cities(store, within)))
    found = region_days(store, first=days.first, last=days.last, regions=codes, as_of=terms.as_of)
    values = found["aqi"].to_numpy()
    present = found["present"].to_numpy().astype(np.int64)
    missing = np.isnan(values)
    remarks = Remarks.none(values.shape)
    remarks.add("no_data", missing & (present == 0))
    remarks.add("no_value", missing & (present == 1))
    remarks.add("published_days")
    starts = [midnight(d) for d in each_day(days)]
    return Sheet(
        indicator="published_aqi", unit=asked.unit, decimals=asked.decimals, starts=starts,
        ends=[t + timedelta(days=1) for t in starts], codes=codes,
        names=[atlas(store).find(code, "city").name for code in codes], values=values,
        editions=[""] * len(starts), expected=np.ones(values.shape, np.int64), observed=present,
        valid=(~missing).astype(np.int64), reviewed=found["reviewed"].to_numpy().astype(np.int8), remarks=remarks,
    )  # fmt: skip


def _cities(store: Store, within: str | None) -> list[str]:
    places = atlas(store)
    if within is None:
        return [r.code for r in places.listed(level="city")]
    inside = places.find(within)
    own = [inside.code] if inside.level == "prefecture" else []
    return own + [r.code for r in places.listed(level="city", within=within)]
