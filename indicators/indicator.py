"""What an indicator is, how its files are found, and the two ways in which arrays pass through one.

``compute`` is keyword-only and pure on xarray: the inputs by name, then ``regime`` (the editions that judge;
there is no default), then options. Inputs have the dimension ``time`` (hours, days, months or years) and any others
(station, region); a window indicator takes ``time`` away and may add the dimension it names in ``adds``.
Those of water take arrays with the dimension ``item`` (codes of parameters), and may take ``section`` away.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from indicators.parameters import Label, Medium
from indicators.standard import Clause, Kind

INDICATOR_PACKAGES: Mapping[Medium, str] = MappingProxyType(
    {"air": "indicators.air", "water": "indicators.water"}
)
TIME = "time"

Every = Literal["hour", "day", "period", "years", "months"]
Better = Literal["low", "high"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One thing that is computed; its id is the name of its file.

    Attributes
    ----------
    title
        Name in both languages.
    unit, unit_text
        CF unit and the same as shown; ``1`` and an empty text for a pure number.
    decimals
        Decimals shown; arithmetic keeps full precision.
    inputs
        Keywords of ``compute`` that take data: parameter codes, or ids of other indicators.
    every
        For what it can be asked: each ``hour``, each ``day``, a ``period`` of days, a row of ``years`` or
        of ``months``.
    stands_on
        Kinds of edition that its verdict stands on.
    clauses
        The clauses it holds.
    better
        Whether ``low`` or ``high`` is better; ``None`` where neither is.
    compute
        The function; see the module.
    adds
        Dimension that the result has beside those of the input: ``level``, ``item``.
    added
        Coordinate of that dimension, where it is the same whenever it is asked.
    options
        Further keywords of ``compute``, all with a default but ``average``.
    """

    title: Label
    unit: str
    unit_text: str
    decimals: int
    inputs: tuple[str, ...]
    every: tuple[Every, ...]
    stands_on: tuple[Kind, ...]
    clauses: tuple[Clause, ...]
    better: Better | None
    compute: Callable[..., xr.DataArray]
    adds: str | None = None
    added: tuple[str | int, ...] = ()
    options: tuple[str, ...] = ()


@cache
def indicators(medium: Medium = "air") -> Mapping[str, Indicator]:
    """Every indicator that lies in ``indicators/air`` or, for water, in ``indicators/water``, by id."""
    name = INDICATOR_PACKAGES[medium]
    package = importlib.import_module(name)
    found: dict[str, Indicator] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        one = importlib.import_module(f"{name}.{module.name}").INDICATOR
        if not isinstance(one, Indicator):
            raise TypeError(f"{name}.{module.name} must end with INDICATOR, an Indicator.")
        found[module.name] = one
    return MappingProxyType(found)


def indicator(code: str, medium: Medium = "air") -> Indicator:
    """Return the indicator of that id; an unknown one raises LookupError with a sentence."""
    try:
        return indicators(medium)[code]
    except KeyError:
        raise LookupError(
            f"There is no indicator {code!r}; known are {' '.join(indicators(medium))}."
        ) from None


def each(function: Callable[..., NDArray[Any]], *arrays: xr.DataArray, unit: str) -> xr.DataArray:
    """Return a function's value for each element of arrays; other coordinates raise ValueError."""
    result: xr.DataArray = xr.apply_ufunc(function, *arrays, join="exact", keep_attrs=False)
    return result.assign_attrs(units=unit)


def over_time(
    function: Callable[..., NDArray[Any]],
    *arrays: xr.DataArray,
    unit: str,
    adds: tuple[str, tuple[Any, ...]] | None = None,
) -> xr.DataArray:
    """Return the result of a function that takes ``time``, its first axis, away.

    Parameters
    ----------
    function
        Takes NumPy arrays [time, ...] and gives one [...], or [added, ...] if ``adds`` is given.
    arrays
        Arrays with the dimension ``time``; different coordinates raise ValueError.
    unit
        CF unit of the result.
    adds
        Name and coordinate of a dimension that the result has first.
    """
    aligned = arrays if len(arrays) == 1 else xr.align(*arrays, join="exact", copy=False)
    first = aligned[0].transpose(TIME, ...)
    values = function(*(a.transpose(*first.dims).values for a in aligned))
    rest = first.isel({TIME: 0}, drop=True) if first.sizes[TIME] else first.sum(TIME)
    coords: dict[Any, Any] = {k: v for k, v in rest.coords.items() if TIME not in v.dims}
    dims: tuple[Any, ...] = rest.dims
    if adds is not None:
        dims = (adds[0], *dims)
        coords[adds[0]] = list(adds[1])
    return xr.DataArray(np.asarray(values), dims=dims, coords=coords, attrs={"units": unit})
