"""What is measured in water: codes, names, HJ 525 codes, units, decimals and usual limits of detection.

The order of :data:`WATER_ITEMS` is that of GB 3838-2002 table 1 and the order everywhere: columns of an array of
items, the text of ``deciding``. This module knows no limits of quality and no editions: those are dated.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from indicators.parameters import Label, Medium, Parameter

Sure = Literal["one source", "inferred", "memory"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterParameter(Parameter):
    """One thing that is measured in water.

    Attributes
    ----------
    hj525
        Codes of HJ 525, the usual one first (a dissolved metal has one of its own beside the total).
    decimals_live
        Decimals of a value by the hour, as the automatic stations show it; ``decimals`` are those of evaluation.
    decimals_sure
        How sure the decimals are: one source names 环办监测函〔2020〕82号 and 总站水字〔2020〕90号.
    detection_limit
        Limit of detection of the usual laboratory method in ``unit``, for a sheet that says "not detected" and
        no more; ``None`` where an item has none. All of them from memory.
    method
        Method which that limit is of.
    aliases
        Other names that sheets and feeds give it.
    """

    medium: Medium = "water"
    hj525: tuple[str, ...]
    decimals_live: int
    decimals_sure: Sure
    detection_limit: float | None = None
    method: str = ""
    aliases: tuple[str, ...] = ()


_MG_L = ("mg L-1", "mg/L")


def _item(
    code: str,
    zh: str,
    en: str,
    symbol: str,
    hj525: str,
    decimals: tuple[int, int],
    *,
    unit: tuple[str, str] = _MG_L,
    limit: float | None = None,
    method: str = "",
    aliases: tuple[str, ...] = (),
    sure: Sure = "one source",
    html: str | None = None,
) -> WaterParameter:
    live, evaluated = decimals
    return WaterParameter(
        code=code, label=Label(zh=zh, en=en), symbol=symbol, unit=unit[0], unit_text=unit[1], decimals=evaluated,
        formula_html=html, hj525=tuple(hj525.split()), decimals_live=live, decimals_sure=sure,
        detection_limit=limit, method=method, aliases=aliases,
    )  # fmt: skip


WATER_PARAMETERS: tuple[WaterParameter, ...] = (
    _item("wt", "水温", "Water temperature", "水温", "w01010", (1, 1), unit=("degC", "℃"), aliases=("温度",)),
    _item("ph", "pH值", "pH", "pH", "w01001", (2, 0), unit=("1", ""), aliases=("酸碱度",)),
    _item("do", "溶解氧", "Dissolved oxygen", "DO", "w01009", (2, 1)),
    _item(
        "codmn", "高锰酸盐指数", "Permanganate index", "CODMn", "w01019", (2, 1), limit=0.5, method="GB 11892-89",
        aliases=("高锰酸钾", "高锰酸钾指数", "高指", "IMn"), html="COD<sub>Mn</sub>",
    ),
    _item(
        "cod", "化学需氧量", "Chemical oxygen demand", "COD", "w01018", (2, 1), limit=4, method="HJ 828-2017",
        aliases=("CODCr",),
    ),
    _item(
        "bod5", "五日生化需氧量", "Five-day biochemical oxygen demand", "BOD5", "w01017", (1, 1), limit=0.5,
        method="HJ 505-2009", aliases=("生化需氧量", "BOD"), html="BOD<sub>5</sub>",
    ),
    _item(
        "nh3n", "氨氮", "Ammonia nitrogen", "NH3-N", "w21003", (3, 2), limit=0.025, method="HJ 535-2009",
        aliases=("NH3N", "NH4-N", "NH4N"), html="NH<sub>3</sub>-N",
    ),
    _item(
        "tp", "总磷", "Total phosphorus", "TP", "w21011", (3, 3), limit=0.01, method="GB 11893-89",
        aliases=("总磷(以P计)",),
    ),
    _item(
        "tn", "总氮", "Total nitrogen", "TN", "w21001", (2, 2), limit=0.05, method="HJ 636-2012",
        aliases=("总氮(以N计)",),
    ),
    _item("cu", "铜", "Copper", "Cu", "w20122 w20138", (4, 3), limit=0.00008, method="HJ 700-2014", aliases=("总铜",)),
    _item("zn", "锌", "Zinc", "Zn", "w20123 w20139", (4, 3), limit=0.00067, method="HJ 700-2014", aliases=("总锌",)),
    _item(
        "f", "氟化物", "Fluoride", "F⁻", "w21017", (4, 3), limit=0.05, method="GB 7484-87",
        aliases=("F", "F-", "氟化物(以F-计)", "氟离子"),
    ),
    _item("se", "硒", "Selenium", "Se", "w20128 w20140", (5, 4), limit=0.0004, method="HJ 694-2014", aliases=("总硒",)),
    _item("as", "砷", "Arsenic", "As", "w20141 w20119", (5, 4), limit=0.0003, method="HJ 694-2014", aliases=("总砷",)),
    _item("hg", "汞", "Mercury", "Hg", "w20111 w20142", (6, 5), limit=0.00004, method="HJ 694-2014", aliases=("总汞",)),
    _item("cd", "镉", "Cadmium", "Cd", "w20115 w20143", (5, 5), limit=0.00005, method="HJ 700-2014", aliases=("总镉",)),
    _item(
        "cr6", "铬(六价)", "Chromium (VI)", "Cr⁶⁺", "w20117", (4, 3), limit=0.004, method="GB 7467-87",
        aliases=("六价铬", "Cr6+", "Cr6", "Cr(VI)", "铬六价"), html="Cr<sup>6+</sup>",
    ),
    _item("pb", "铅", "Lead", "Pb", "w20120 w20144", (4, 3), limit=0.00009, method="HJ 700-2014", aliases=("总铅",)),
    _item(
        "cn", "氰化物", "Cyanide", "CN⁻", "w21016", (4, 3), limit=0.001, method="HJ 484-2009",
        aliases=("CN", "CN-", "总氰化物"),
    ),
    _item(
        "volphenol", "挥发酚", "Volatile phenols", "挥发酚", "w23002", (5, 4), limit=0.0003, method="HJ 503-2009",
        aliases=("挥发性酚", "挥发酚类"),
    ),
    _item(
        "petroleum", "石油类", "Petroleum", "石油类", "w22001", (3, 2), limit=0.01, method="HJ 970-2018",
        aliases=("石油", "油类"),
    ),
    _item(
        "las", "阴离子表面活性剂", "Anionic surfactants", "LAS", "w19002", (3, 2), limit=0.05, method="GB 7494-87",
        aliases=("阴离子", "阴离子合成洗涤剂"),
    ),
    _item(
        "sulfide", "硫化物", "Sulphide", "S²⁻", "w21019", (4, 3), limit=0.003, method="HJ 1226-2021",
        aliases=("S2-", "硫化物(以S计)"),
    ),
    _item(
        "fcoli", "粪大肠菌群", "Faecal coliforms", "粪大肠菌群", "w02003", (0, 0), unit=("L-1", "个/L"), limit=20,
        method="HJ 347.2-2018", aliases=("粪大肠菌群数",), sure="inferred",
    ),
    _item("ec", "电导率", "Conductivity", "EC", "w01014", (1, 1), unit=("uS cm-1", "µS/cm")),
    _item("turb", "浊度", "Turbidity", "浊度", "w01003", (1, 1), unit=("NTU", "NTU"), aliases=("浑浊度",)),
    _item(
        "chla", "叶绿素a", "Chlorophyll a", "Chl-a", "w01016", (1, 1), unit=("mg m-3", "mg/m³"),
        aliases=("叶绿素α", "叶绿素", "Chla"), sure="inferred",
    ),
    _item("algae", "藻密度", "Algal density", "藻密度", "w19011", (0, 0), unit=("L-1", "cells/L"), sure="inferred"),
    _item(
        "sd", "透明度", "Transparency (Secchi depth)", "SD", "w01004", (2, 2), unit=("m", "m"),
        aliases=("塞氏透明度",), sure="inferred",
    ),
)  # fmt: skip
"""Every parameter of water: the 24 basic items of GB 3838-2002 in its order, then those measured beside them."""

BASIC_ITEMS: tuple[str, ...] = tuple(p.code for p in WATER_PARAMETERS[:24])
"""The 24 basic items of GB 3838-2002 table 1 in its order."""

AUTOMATIC_ITEMS = ("ph", "do", "codmn", "nh3n", "tp")
"""The five items by which an automatic station is judged."""

_BY_CODE = {p.code: p for p in WATER_PARAMETERS}
_BY_HJ525 = {code: p for p in WATER_PARAMETERS for code in p.hj525}


def _folded(name: str) -> str:
    """Return a name without regard to case, width, spaces and hyphens."""
    text = unicodedata.normalize("NFKC", name).strip().casefold()
    return "".join(c for c in text if c not in " \t-‐–—−_")


_BY_NAME = {
    _folded(name): p
    for p in reversed(WATER_PARAMETERS)
    for name in (
        p.code,
        p.label.zh,
        p.label.zh.removesuffix("值"),
        p.label.en,
        p.symbol,
        *p.aliases,
        *p.hj525,
    )
}


def water_parameter(code: str) -> WaterParameter:
    """Parameter of water of that code; an unknown code raises LookupError with a sentence."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise LookupError(
            f"There is no parameter of water {code!r}; known are {' '.join(_BY_CODE)}."
        ) from None


def named(name: str) -> WaterParameter | None:
    """Parameter of water that a name means, or None.

    Codes, HJ 525 codes, Chinese and English names, symbols and the usual other names are known, without regard
    to case, width, spaces and hyphens. A unit in the name is the caller's to take off.
    """
    return _BY_NAME.get(_folded(name))


def by_hj525(code: str) -> WaterParameter | None:
    """Parameter of water of an HJ 525 code, ``w21003``, or None."""
    return _BY_HJ525.get(code.strip().lower())
