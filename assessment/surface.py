"""The question `surface`: one parameter between the stations of a region, for an hour or the mean of a period.

Interpolated, with the error from leaving stations out beside it, and never for an assessment: no figure, rank or target
of this program is made from it. Stations beyond the border, as far as the surface reaches, take part, so that the edge
of the region is not a guess; the error counts those inside alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
import xarray as xr
from numpy.typing import NDArray

from assessment.answer import Answer
from assessment.columns import stamp
from assessment.members import atlas, members
from assessment.periods import SHANGHAI, whole_days
from assessment.terms import Terms
from assessment.values import table
from geo.atlas import Atlas
from geo.projection import KM_PER_UNIT, albers
from geo.regions import Level, Region
from geo.surface import REACH_KM, Error, Points, best_nugget, error, points, surface
from indicators import iaqi
from indicators.levels import level_number
from indicators.parameters import AIR_DAILY, AIR_HOURLY, Label
from indicators.regime import regime
from store.opening import Store

HOUR: Final = timedelta(hours=1)
CELLS: Final = 320
"""Cells on the longer side of a region, unless told."""
SIDES_KM: Final = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 8.0, 10.0, 15.0, 20.0)
"""Sides that a cell may have."""
COLUMNS: Final = (
    "code", "name", "lon", "lat", "inside", "value", "left_out", "error", "left_out_city", "error_city", "unit", "note",
)  # fmt: skip
PURPOSE: Final = Label(zh="插值，不用于考核评价", en="interpolated, not for assessment")
METHOD: Final = Label(
    zh="普通克里金（线性变差函数，等价于线性核径向基函数加常数），块金取留一误差最小者（多于 600 站取 5 km）；"
    "平面为 Albers 等积圆锥投影",
    en="ordinary kriging with a linear variogram (radial basis functions with a linear kernel and a constant), the"
    " nugget with the least leave-one-out error (of more than 600 stations 5 km); in the plane of the Albers conic",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A surface and what is to be known of it.

    Attributes
    ----------
    answer
        The stations: columns `COLUMNS`, one row each, those that took no part last with the reason in `note`; values
        in the unit of the parameter, NaN where there is none. Its passport is that of the surface.
    field
        (y, x) in the unit of the parameter, NaN outside the region and beyond reach.
    levels
        (y, x), 1 to 6 by the IAQI of the parameter alone, 0 without value.
    place
        The region's names.
    alone, with_city
        The error from leaving out each station, and each city with all its stations; of stations inside the region.
    station_levels
        Level of each station by code, as of `levels`; 0 without value.
    nugget_km, cell_km, reach_km
        The smoothing that was chosen, the side of a cell, and how far from a station the surface goes.
    """

    answer: Answer
    field: xr.DataArray
    levels: NDArray[np.uint8]
    place: Label
    station_levels: Mapping[str, int]
    alone: Error
    with_city: Error
    nugget_km: float
    cell_km: float
    reach_km: float

    @property
    def said(self) -> Label:
        """The error in words, for a legend."""
        unit, one, city = self.answer.passport.unit, self.alone, self.with_city
        digits = 1 if unit.startswith("mg") else 0
        away = Label(
            zh=f"，整市留出 ±{city.rmse:.{digits}f}" if city.stations else "",
            en=f", ±{city.rmse:.{digits}f} with each city" if city.stations else "",
        )
        return Label(
            zh=f"插值，不用于考核。留一误差 ±{one.rmse:.{digits}f} {unit}（{one.stations} 站）{away.zh}",
            en=f"Interpolated, not for assessment. Error ±{one.rmse:.{digits}f} {unit} with each of {one.stations}"
            f" stations left out{away.en}",
        )


def station_surface(
    store: Store,
    *,
    of: str,
    start: datetime,
    end: datetime,
    terms: Terms,
    within: str,
    cell_km: float | None = None,
    reach_km: float = REACH_KM,
) -> Surface:
    """The surface of a parameter over a region, from the stations in it and around it.

    Parameters
    ----------
    of
        Code of a parameter: of an hour one of `AIR_HOURLY`, of whole days one of `AIR_DAILY`.
    start, end
        One hour, or whole days: their mean by the rules of every table (UTC).
    within
        Code or name of a region with a border.
    cell_km
        Side of a cell; None for one of `SIDES_KM` that gives `CELLS` on the longer side.
    reach_km
        Cells farther than this from every station have no value.

    Raises
    ------
    LookupError
        For an unknown region or parameter.
    ValueError
        For another window, a region without a border, or fewer stations with a value than carry a surface.
    """
    hourly = end - start == HOUR
    known = AIR_HOURLY if hourly else AIR_DAILY
    if not hourly and not whole_days(start, end):
        raise ValueError("a surface is of one hour or of whole days")
    if of not in known:
        raise ValueError(
            f"a surface of {'an hour' if hourly else 'days'} is of {', '.join(known)}, not of {of!r}"
        )
    places = atlas(store)
    region = _region(places, within)
    boundary = _boundary(places, region.code, region.level)
    frame = _around(store, boundary, end, reach_km)
    told = table(
        store, indicator=of, of="station", start=start, end=end, every="hour" if hourly else "all", terms=terms,
        precision="full", only=frame["code"].tolist(),
    )  # fmt: skip
    rows = told.table.set_index("code")
    frame["value"] = pd.to_numeric(rows["value"].reindex(frame["code"]), errors="coerce").to_numpy(np.float64)
    frame["note"] = rows["note"].reindex(frame["code"]).fillna("no_data").astype(str).to_numpy()
    there = frame[frame["value"].notna()].reset_index(drop=True)
    given = points(there["x"], there["y"], there["value"], there["city"].tolist())
    nugget, out = best_nugget(given)
    side = cell_km or _side(boundary)
    field = surface(given, boundary, nugget_km=nugget, cell_km=side, reach_km=reach_km)
    shapely.prepare(boundary)
    inside = np.asarray(shapely.contains_xy(boundary, given.x, given.y), bool)
    alone = error(out.alone[inside], given.value[inside])
    with_city = error(out.with_city[inside], given.value[inside])
    unit = told.passport.unit
    found = _stations(frame, given, out.alone, out.with_city, unit)
    made = Surface(
        answer=Answer(table=found, passport=told.passport), alone=alone, with_city=with_city, nugget_km=nugget,
        levels=_levels(field.to_numpy(), of, start, hourly, terms), place=Label(zh=region.name, en=region.name_en),
        station_levels=dict(zip(
            frame["code"], _levels(frame["value"].to_numpy(np.float64), of, start, hourly, terms).tolist(), strict=True
        )),
        reach_km=reach_km,
        field=field.assign_attrs(units=_units(of), long_name=of), cell_km=side,
    )  # fmt: skip
    missing = len(frame) - len(there)
    about = replace(
        told.passport,
        title=Label(zh=f"{told.passport.title.zh}插值面", en=f"Surface of {told.passport.title.en}"),
        members=f"{region.code} + {reach_km:g} km ({len(given)})",
        formula=METHOD,
        exclusions=(
            *told.passport.exclusions,
            *(_left_away(missing),) * bool(missing),
        ),
        basis=(
            (Label(zh="用途", en="Purpose"), f"{PURPOSE.zh} / {PURPOSE.en}"),
            (Label(zh="留一误差", en="Each station left out"), _told(alone, unit)),
            (Label(zh="整市留出误差", en="Each city left out"), _told(with_city, unit)),
            (Label(zh="块金", en="Nugget"), f"{nugget:g} km"),
            (Label(zh="网格", en="Cell"), f"{side:g} km"),
            (Label(zh="最远取值距离", en="Farthest from a station"), f"{reach_km:g} km"),
            *told.passport.basis,
        ),
        reference=replace(
            told.passport.reference, question="surface",
            arguments={"of": of, "in": region.code, "start": stamp(start), "end": stamp(end)},
        ),
    )  # fmt: skip
    return replace(made, answer=Answer(table=found, passport=about, remarks=(made.said,)))


def _region(places: Atlas, word: str) -> Region:
    """A region by code or name; a municipality is the province that it is."""
    try:
        return places.find(word, Level.PROVINCE)
    except LookupError:
        return places.find(word)


@lru_cache(maxsize=16)
def _boundary(places: Atlas, code: str, level: Level) -> Any:
    """The border of a region in the map's plane."""
    regions = places.regions.at(level)
    at = next((i for i, one in enumerate(regions.members) if one.code == code), None)
    shape = None if at is None else regions.geometry[at]
    if shape is None or shapely.is_empty(shape):
        raise ValueError(f"the border of {code} is not known")
    flat = shapely.transform(shape, lambda xy: np.column_stack(albers(xy[:, 0], xy[:, 1])))
    return shapely.make_valid(flat)


def _around(store: Store, boundary: Any, end: datetime, reach_km: float) -> pd.DataFrame:
    """The stations inside a region and up to the reach around it: code, name, lon, lat, city, x, y, inside."""
    known = members(store, of="station", at=end - timedelta(seconds=1)).stations
    x, y = albers(known["lon"].to_numpy(np.float64), known["lat"].to_numpy(np.float64))
    spots = shapely.points(x, y)
    shapely.prepare(boundary)
    near = np.asarray(shapely.dwithin(boundary, spots, reach_km / KM_PER_UNIT), bool)
    frame = known[["code", "name", "lon", "lat", "city"]].assign(x=x, y=y)[near]
    return frame.assign(inside=shapely.contains_xy(boundary, frame["x"], frame["y"])).reset_index(drop=True)


def _side(boundary: Any) -> float:
    west, south, east, north = shapely.bounds(boundary)
    wanted = max(east - west, north - south) * KM_PER_UNIT / CELLS
    return next((side for side in SIDES_KM if side >= wanted), float(ceil(wanted)))


def _stations(
    frame: pd.DataFrame, given: Points, alone: NDArray[np.float64], with_city: NDArray[np.float64], unit: str
) -> pd.DataFrame:
    """The stations with what the others say of them; those side by side share it."""
    at = {(round(x, 6), round(y, 6)): i for i, (x, y) in enumerate(zip(given.x, given.y, strict=True))}
    place = [at.get((round(x, 6), round(y, 6)), -1) for x, y in zip(frame["x"], frame["y"], strict=True)]
    row = np.array(place)
    named = (row >= 0) & frame["value"].notna().to_numpy()
    said = {
        "left_out": np.where(named, alone[row], np.nan), "left_out_city": np.where(named, with_city[row], np.nan)
    }  # fmt: skip
    full = frame.assign(**said, unit=unit)
    full["error"] = full["left_out"] - full["value"]
    full["error_city"] = full["left_out_city"] - full["value"]
    ordered = full.assign(none=full["value"].isna()).sort_values(["none", "code"], kind="stable")
    return ordered[list(COLUMNS)].reset_index(drop=True)


def _levels(
    values: NDArray[np.float64], of: str, start: datetime, hourly: bool, terms: Terms
) -> NDArray[np.uint8]:
    """Levels by the IAQI of the parameter alone, as the edition that judges the first day has it; 0 without value."""
    rules = regime(terms.edition, _day(start))
    names = AIR_HOURLY if hourly else AIR_DAILY
    nothing = np.full(values.shape, np.nan)
    given: Mapping[str, NDArray[np.float64]] = {code: values if code == of else nothing for code in names}
    judged = iaqi.aqi(given, average="hour" if hourly else "day", edition=rules.aqi)
    alone = judged.rest
    top = float(rules.aqi.aqi_rule.nodes[-1])
    above = np.isnan(alone) & ~np.isnan(values)  # beyond a column that ends earlier: its worst level
    number = level_number(np.where(above, top, alone), rules.aqi)
    return np.nan_to_num(number).astype(np.uint8)


def _left_away(missing: int) -> Label:
    return Label(zh=f"{missing} 个站点无值，未参与", en=f"{missing} stations without a value take no part")


def _units(of: str) -> str:
    return "mg m-3" if of == "co" else "ug m-3"


def _day(start: datetime) -> date:
    return start.astimezone(SHANGHAI).date()


def _told(found: Error, unit: str) -> str:
    if not found.stations:
        return "-"
    return f"RMSE {found.rmse:.1f} {unit}, bias {found.bias:+.1f} {unit}, n {found.stations}"
