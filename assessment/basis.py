"""The settings on which a number stands where the standards leave room; every passport prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indicators.parameters import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The choices of this installation.

    `city_share` is the share of a city's assessed stations [0..1] that must have a valid value before the city has
    one (0: one station is enough); HJ 663-2013 is remembered to ask for 0.75, which could not be checked.
    `sand_day` says what becomes of a city's day whose exceedance sand caused, once its particulate hours are left
    out: it is `valid` with the AQI of the other items and stays in the ratio (inferred from published city days), or
    `left_out`, without an AQI.
    `aqi` is `practice` (six items, as the national platform does it) or `text` (HJ 633-2012 as written).
    `trend_test` is the side of the 5 % test of a rank trend: which column of critical values HJ 663 prints is not
    certain; the `one`-sided is the usual one.
    `suspect` says what becomes of a reading that a check finds suspect: it is `kept` in every figure, because the
    standards let people invalidate readings and not programs, or `left_out` of all of them.
    """

    city_share: float = 0.0
    aqi: Literal["practice", "text"] = "practice"
    sand_day: Literal["valid", "left_out"] = "valid"
    trend_test: Literal["one", "two"] = "one"
    suspect: Literal["kept", "left_out"] = "kept"

    def printed(self) -> tuple[tuple[Label, str], ...]:
        """Each setting with the value in force, for a passport."""
        return (
            (Label(zh="城市所需有效点位比例", en="Share of stations a city needs"), f"{self.city_share:.0%}"),
            (Label(zh="AQI 计算依据", en="AQI basis"), self.aqi),
            (Label(zh="沙尘超标日", en="Days exceeded by sand"), self.sand_day),
            (Label(zh="可疑数据", en="Suspect readings"), self.suspect),
        )
