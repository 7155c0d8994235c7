"""Which region a position lies in, or that it cannot be said.

A position strictly inside exactly one region is placed. One on a border, outside every region, without
coordinates, or inside two regions that should not overlap is returned as that; nobody's nearest region is
taken for it. Regions that overlap others by declaration take no part: they receive members by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.boundaries import Override
from geo.regions import Regions


class Standing(StrEnum):
    """How a position stands to the regions of a level."""

    INSIDE = "inside"
    BORDER = "border"
    OUTSIDE = "outside"
    OVERLAP = "overlap"
    MISSING = "missing"
    AREA = "area"
    STATION = "station"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where positions lie.

    Attributes
    ----------
    code
        Code of the region of each position, empty where none can be said.
    standing
        Why: ``inside`` for a code found by position, ``area`` or ``station`` for one given by an override;
        ``border``, ``outside``, ``overlap`` or ``missing`` (no coordinates) where there is none.
    """

    code: NDArray[np.str_]
    standing: NDArray[np.str_]


def place(lon: ArrayLike, lat: ArrayLike, regions: Regions) -> Placement:
    """Return the region of one level in which each position lies.

    Parameters
    ----------
    lon, lat
        CGCS2000 [degree]. NaN gives the standing ``missing``.
    regions
        Regions of one level; those that overlap by declaration are passed over.

    Raises
    ------
    ValueError
        Regions of several levels were given: a county and its city would count as an overlap.
    """
    if len(regions.levels) > 1:
        raise ValueError(f"positions are placed at one level at a time, not at {', '.join(regions.levels)}")
    x, y = np.broadcast_arrays(
        np.atleast_1d(np.asarray(lon, np.float64)), np.atleast_1d(np.asarray(lat, np.float64))
    )
    solid = regions.partition()
    codes = np.array([region.code for region in solid.members] or [""])
    known = np.isfinite(x) & np.isfinite(y)
    points = np.asarray(shapely.points(np.where(known, x, 0.0), np.where(known, y, 0.0)))
    tree = shapely.STRtree(solid.geometry)
    within, inside_of = tree.query(points, predicate="within")
    touching, _ = tree.query(points, predicate="intersects")
    inside = np.bincount(within, minlength=len(points))
    touched = np.bincount(touching, minlength=len(points))
    one = known & (inside == 1) & (touched == 1)
    standing = np.select(
        [~known, one, touched == 0, inside == 0],
        [Standing.MISSING, Standing.INSIDE, Standing.OUTSIDE, Standing.BORDER],
        default=Standing.OVERLAP,
    ).astype(np.str_)
    position = np.zeros(len(points), dtype=np.intp)
    position[within] = inside_of
    return Placement(code=np.where(one, codes[position], ""), standing=standing)


def assign(
    lon: ArrayLike,
    lat: ArrayLike,
    regions: Regions,
    overrides: Sequence[Override],
    *,
    station: Sequence[str],
    area: Sequence[str],
    on: date | None = None,
) -> Placement:
    """Return the region to which each station belongs: by override if there is one, else by position.

    An override of a station outranks one of a published area name, and that outranks the position.

    Parameters
    ----------
    lon, lat
        CGCS2000 [degree]; NaN where unknown.
    regions
        Regions of one level.
    overrides
        Dated memberships; those of other levels are passed over.
    station, area
        Code and published city name of each station, empty where unknown.
    on
        The day asked for; if left out, overrides that are not over.

    Raises
    ------
    LookupError
        An override names a region that the set does not hold.
    ValueError
        Two overrides of one name hold on that day.
    """
    found = place(lon, lat, regions)
    code, standing = found.code.astype(object), found.standing.astype(object)
    for kind, names in ((Standing.AREA, area), (Standing.STATION, station)):
        given: dict[str, str] = {}
        for one in overrides:
            if one.kind == kind and one.level in regions.levels and one.holds(on):
                if given.get(one.what, one.code) != one.code:
                    raise ValueError(
                        f"two memberships of {one.what} hold at once: {given[one.what]} and {one.code}"
                    )
                given[one.what] = regions.code(one.code).code
        for i, name in enumerate(names):
            if name in given:
                code[i], standing[i] = given[name], kind
    return Placement(code=code.astype(np.str_), standing=standing.astype(np.str_))
