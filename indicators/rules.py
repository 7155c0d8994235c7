"""What each kind of edition holds: the types of the tables and numbers that the editions fill in.

Kinds: ``aqi`` (:class:`AqiRule`), ``limits`` (:class:`Limits`), ``assessment`` (:class:`Assessment`),
``ranking`` (:class:`RankingRule`), ``sand`` (:class:`SandRule`); those of water are in
:mod:`indicators.water_rules`. Types only: no standard's number is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from indicators.parameters import Label
from indicators.water_rules import WaterContent

Average = Literal["hour", "day"]
Basis = Literal["practice", "text"]
LimitAverage = Literal["year", "day", "8h", "hour"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of an IAQI table: the concentrations at which the IAQI takes the values of its nodes.

    Attributes
    ----------
    key
        Item and averaging time, ``pm25_24h``, ``so2_1h``, ``o3_8h``.
    concentrations
        Whole-number nodes from 0 up, µg/m³ (CO mg/m³); fewer than the IAQI nodes where the table stops early.
    decimals
        Decimals to which a concentration is rounded before it is interpolated.
    above
        IAQI of a concentration above the last node; ``None`` where the table gives it none.
    """

    key: str
    concentrations: tuple[int, ...]
    decimals: int = 0
    above: int | None = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One concentration that enters an AQI: which parameter it speaks for, what it is and where it is judged.

    Attributes
    ----------
    parameter
        Code of the parameter (one of the six of the hour): the bit of ``primary`` that it sets.
    quantity
        Key of the concentration asked for: ``pm25``, ``o3_8h``, ``so2_24h``.
    column
        Column of the IAQI table.
    instead
        Item that is judged in its place where the column has no IAQI for so high a value.
    """

    parameter: str
    quantity: str
    column: Column
    instead: Item | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One AQI category: its range, number, names and colour."""

    number: int
    roman: str
    lowest: int
    highest: int | None
    label: Label
    colour_label: Label
    rgb: tuple[int, int, int]
    cmyk: tuple[int, int, int, int]

    @property
    def colour(self) -> str:
        """Colour as a hex string, ``#00E400``."""
        return "#{:02X}{:02X}{:02X}".format(*self.rgb)


@dataclass(frozen=True, slots=True, kw_only=True)
class AqiRule:
    """How an edition makes an AQI.

    Attributes
    ----------
    nodes
        IAQI values of the table's rows.
    table
        The columns as the text prints them.
    items
        What enters, by averaging time and basis (``practice``: what the platform does; ``text``: as written).
    levels
        Categories in ascending order.
    primary_above
        A primary pollutant is named only above this AQI.
    incomplete_above
        With an item missing the AQI is published only above this value.
    sensitive_groups
        Who is told to take care when a parameter's IAQI exceeds 100, where the edition has it by pollutant.
    """

    nodes: tuple[int, ...]
    table: tuple[Column, ...]
    items: Mapping[tuple[Average, Basis], tuple[Item, ...]]
    levels: tuple[Level, ...]
    primary_above: int = 50
    incomplete_above: int = 100
    good_up_to: int = 100
    heavy_above: int = 200
    sensitive_groups: Mapping[str, Label] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """How many values make a value (GB 3095 table 4 and HJ 663)."""

    hours_a_day: int
    hours_of_8h: int
    minutes_an_hour: int
    days_a_year: int
    days_a_month: int
    days_in_february: int
    ozone_windows_a_day: int
    ozone_proven_above_ug: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grades:
    """A pair of limits: grade I and grade II, µg/m³ (CO mg/m³)."""

    grade_1: float
    grade_2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Concentration limits of one phase of GB 3095.

    Attributes
    ----------
    basic
        Limits of the six basic items by item and averaging time.
    other
        Limits of the other items (TSP, NOx, Pb, BaP), by item and averaging time as printed.
    reference
        Reference state of the gases.
    """

    basic: Mapping[tuple[str, LimitAverage], Grades]
    other: Mapping[tuple[str, str], Grades]
    reference: Label

    def limit(self, item: str, average: LimitAverage, grade: int = 2) -> float:
        """Limit of an item, µg/m³ (CO mg/m³); LookupError if the standard has none."""
        pair = self.basic.get((item, average))
        if pair is None or grade not in (1, 2):
            raise LookupError(
                f"GB 3095 has no grade {grade} limit of {item} for the averaging time {average}."
            )
        return pair.grade_1 if grade == 1 else pair.grade_2


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """How an edition of HJ 663 assesses places and periods.

    Attributes
    ----------
    validity
        How many values make a value.
    annual_mean_items
        Items judged by their annual mean.
    percentiles
        Percentile of the daily values by which an item is judged.
    city_share
        Share of a city's stations that must be valid (a setting; 0 … 1).
    trend_least_years
        Fewest years of a Spearman trend.
    three_year_means
        Whether the edition assesses moving means of three years.
    decimals
        Displayed decimals by quantity.
    """

    validity: Validity
    annual_mean_items: tuple[str, ...]
    percentiles: Mapping[str, int]
    city_share: float
    trend_least_years: int
    three_year_means: bool
    decimals: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingRule:
    """How cities are ranked.

    Attributes
    ----------
    items
        The six statistics in the order of the basis: (statistic, item of the limit, averaging time).
    index_decimals
        Decimals of each single index before the sum.
    decimals
        Decimals of each statistic before it is divided by its limit.
    ties
        ``competition`` (1, 2, 2, 4) or ``dense`` (1, 2, 2, 3).
    cities
        Number of cities of the national list.
    """

    items: tuple[tuple[str, str, LimitAverage], ...]
    decimals: Mapping[str, int]
    index_decimals: int
    ties: Literal["competition", "dense"]
    cities: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SandRule:
    """When sand is proposed to have reached a station and when it is over.

    Attributes
    ----------
    times_the_mean
        Start: hourly PM10 at least this many times the mean of the hours before.
    hours_before
        How many hours before.
    above_ug
        … and above this concentration, µg/m³.
    back_within
        End: PM10 back within this share of the mean before the start (0.1 = 10 %).
    """

    times_the_mean: float
    hours_before: int
    above_ug: float
    back_within: float


Content = AqiRule | Limits | Assessment | RankingRule | SandRule | WaterContent
