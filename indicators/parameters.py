"""What is measured: codes, names, units and displayed decimals of every parameter and statistic.

The order of :data:`AIR_HOURLY` is the order everywhere: rows of an IAQI array, bits of a primary-pollutant
mask, the text of ``primary``. This module knows no limits and no editions: those are dated, a name is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Medium = Literal["air", "water"]
Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A name in both languages of the house."""

    zh: str
    en: str

    def text(self, lang: str) -> str:
        """Text in ``lang`` (``"zh"`` or ``"en"``); any other language raises LookupError."""
        if lang == "zh":
            return self.zh
        if lang == "en":
            return self.en
        raise LookupError(f"There are labels in zh and en only, none in {lang!r}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing that is measured, or one statistic of it that a standard names.

    Attributes
    ----------
    code
        Lower-case id used in columns, files and on the command line.
    label
        Full name in both languages.
    symbol
        Short name as printed beside a figure (``PM2.5``).
    medium
        ``air`` or ``water``.
    unit
        CF unit string carried in ``attrs["units"]``.
    unit_text
        The same unit as shown on a screen.
    decimals
        Decimals shown (GB/T 8170); full precision is kept in arithmetic.
    formula_html
        Symbol with subscripts for HTML, where it differs.
    of
        Code of the parameter that a statistic is made from; ``None`` for a measured one.
    percentile
        The p of a percentile statistic; ``None`` otherwise.
    """

    code: str
    label: Label
    symbol: str
    medium: Medium
    unit: str
    unit_text: str
    decimals: int
    formula_html: str | None = None
    of: str | None = None
    percentile: int | None = None


AIR_HOURLY = ("pm25", "pm10", "so2", "no2", "co", "o3")
"""The six items of the hour, in the order used everywhere."""

AIR_DAILY = ("pm25", "pm10", "so2", "no2", "co", "o3_8h")
"""The six items of the day: ozone as the daily maximum 8-hour mean."""

RANKING_ITEMS = ("so2", "no2", "pm10", "pm25", "co_p95", "o3_8h_p90")
"""The six statistics of the composite index, in the order in which its basis is written."""

_UG = ("ug m-3", "µg/m³", 0)
_MG = ("mg m-3", "mg/m³", 1)

_MEASURED = {
    "pm25": (Label(zh="细颗粒物", en="Fine particulate matter"), "PM2.5", "PM<sub>2.5</sub>"),
    "pm10": (Label(zh="可吸入颗粒物", en="Inhalable particulate matter"), "PM10", "PM<sub>10</sub>"),
    "so2": (Label(zh="二氧化硫", en="Sulphur dioxide"), "SO2", "SO<sub>2</sub>"),
    "no2": (Label(zh="二氧化氮", en="Nitrogen dioxide"), "NO2", "NO<sub>2</sub>"),
    "co": (Label(zh="一氧化碳", en="Carbon monoxide"), "CO", "CO"),
    "o3": (Label(zh="臭氧", en="Ozone"), "O3", "O<sub>3</sub>"),
}


def _measured(code: str) -> Parameter:
    label, symbol, html = _MEASURED[code]
    unit, unit_text, decimals = _MG if code == "co" else _UG
    return Parameter(
        code=code, label=label, symbol=symbol, medium="air", unit=unit, unit_text=unit_text,
        decimals=decimals, formula_html=html,
    )  # fmt: skip


def _percentile(of: str, p: int) -> Parameter:
    base = of.removesuffix("_8h")
    label, symbol, html = _MEASURED[base]
    unit, unit_text, decimals = _MG if base == "co" else _UG
    is_8h = of.endswith("_8h")
    return Parameter(
        code=f"{of}_p{p}",
        label=Label(
            zh=f"{label.zh}{'日最大8小时平均' if is_8h else '24小时平均'}第{p}百分位数",
            en=f"{label.en}, {p}th percentile of the {'daily maximum 8-hour' if is_8h else '24-hour'} means",
        ),
        symbol=f"{symbol}{'-8h' if is_8h else ''}-{p}per",
        medium="air",
        unit=unit,
        unit_text=unit_text,
        decimals=decimals,
        formula_html=f"{html}{'-8h' if is_8h else ''}-{p}per",
        of=of,
        percentile=p,
    )


PARAMETERS: tuple[Parameter, ...] = (
    *(_measured(code) for code in AIR_HOURLY),
    Parameter(
        code="o3_8h",
        label=Label(zh="臭氧8小时滑动平均", en="Ozone, 8-hour mean"),
        symbol="O3-8h",
        medium="air",
        unit="ug m-3",
        unit_text="µg/m³",
        decimals=0,
        formula_html="O<sub>3</sub>-8h",
        of="o3",
    ),
    _percentile("o3_8h", 90),
    _percentile("co", 95),
    _percentile("pm25", 95),
    _percentile("pm10", 95),
    _percentile("so2", 98),
    _percentile("no2", 98),
)

_BY_CODE = {p.code: p for p in PARAMETERS}


def parameter(code: str) -> Parameter:
    """Parameter of that code; an unknown code raises LookupError with a sentence."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise LookupError(f"There is no parameter {code!r}; known are {' '.join(_BY_CODE)}.") from None
