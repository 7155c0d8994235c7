"""The views of the trend page by the name that an address gives them, in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from layouts import (
    _trend_calendar,
    _trend_course,
    _trend_exceedances,
    _trend_hours,
    _trend_parts,
    _trend_same,
    _trend_slope,
)
from layouts._trend_view import View

VIEWS: Final[Mapping[str, View]] = {
    "course": _trend_course.VIEW,
    "calendar": _trend_calendar.VIEW,
    "levels": _trend_parts.LEVELS,
    "same": _trend_same.VIEW,
    "week": _trend_hours.WEEK,
    "trendlevel": _trend_hours.MONTHS,
    "slope": _trend_slope.VIEW,
    "primary": _trend_parts.PRIMARY,
    "exceedances": _trend_exceedances.VIEW,
}
