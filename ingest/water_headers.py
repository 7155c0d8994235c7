"""Headers of tables of water: the name of an item and its unit, however a sheet writes the two into one cell."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from indicators.water_parameters import WaterParameter, named

LONGEST_HEADER = 120

#: Units that stand without a stroke; everything with one (mg/L, 个/L) is a unit by its form.
_WORDS = frozenset(
    {"℃", "°C", "C", "degC", "无量纲", "NTU", "m", "cm", "%", "摄氏度", "米", "厘米", "mg·L-1", "mg L-1", "μg·L-1",
     "mg·L⁻¹", "PCU", "度", "倍", "mS·m-1", "pH单位", "无单位"}
)  # fmt: skip
_STROKE = re.compile(
    r"(?:10\^?4|万)?(?:[mμunk]?(?:g|mol|eq|S)|个|MPN|cells?|CFU|ind\.?|毫克|微克|毫西门子|微西门子)?"
    r" ?/ ?(?:100 ?)?(?:m?L|d?m3|c?m|kg|升|毫升|厘米|立方米)\Z",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"^(?P<name>.*?)\s*[(\[（【](?P<unit>[^()（）\[\]【】]{1,20})[)\]）】]\s*$")
_TAIL = re.compile(
    r"^(?P<name>.*?[^\s,，:：、/])(?:[\s,，:：、/]+(?P<unit>\S{1,20})|(?P<close>[mμµu]g/[Ll]|℃|NTU|[μµu]S/cm|个/L))$"
)


class Header(NamedTuple):
    """Name and unit of a header as written, the unit empty where it says none."""

    name: str
    unit: str


def is_unit(text: str) -> bool:
    """Whether a text is written like a unit: ``mg/L``, ``℃``, ``(无量纲)``, ``个/L``."""
    bare = text.strip().strip("()（）[]【】").strip()
    if bare.startswith(("单位：", "单位:")):
        bare = bare[3:].strip()
    return bool(bare) and (bare in _WORDS or _has_stroke(bare))


def _has_stroke(text: str) -> bool:
    folded = unicodedata.normalize("NFKC", text).replace("µ", "μ")
    return len(folded) > 1 and bool(_STROKE.match(folded))


def bare_unit(text: str) -> str:
    """Unit that a text consists of, without brackets and the word 单位; empty where it is none."""
    bare = text.strip().strip("()（）[]【】").strip()
    if bare.startswith(("单位：", "单位:")):
        bare = bare[3:].strip()
    return bare if is_unit(bare) else ""


@lru_cache(maxsize=4_096)
def split(text: str) -> Header:
    """Name and unit of a header: ``氨氮(mg/L)``, ``水温 (℃)``, ``CODMn mg/L``, ``铬（六价）（mg/L）``, ``pH``.

    What stands in brackets and is no unit belongs to the name, as in ``铬(六价)``; a second name of the same item
    in brackets, as in ``氨氮（NH3-N）``, is left out.
    """
    line = " ".join(text.split()).rstrip("*※")
    if len(line) > LONGEST_HEADER:
        return Header(line[:LONGEST_HEADER], "")
    bracketed = _BRACKETS.match(line)
    if bracketed and bracketed["name"] and is_unit(bracketed["unit"]):
        return Header(_one_name(bracketed["name"].strip()), bare_unit(bracketed["unit"]))
    if named(line) is None:
        tail = _TAIL.match(line)
        unit = (tail["unit"] or tail["close"]) if tail else ""
        if tail and is_unit(unit) and named(_one_name(tail["name"])) is not None:
            return Header(_one_name(tail["name"]), bare_unit(unit))
    return Header(_one_name(line), "")


@lru_cache(maxsize=16_384)
def item(text: str) -> WaterParameter | None:
    """Parameter that a header names, with or without its unit; None where it names none."""
    return named(split(text).name)


def _one_name(name: str) -> str:
    if named(name) is not None:
        return name
    outer, _, inner = name.replace("（", "(").replace("）", ")").rstrip(") ").partition("(")
    first = named(outer)
    is_same = first is not None and (named(inner) is first or inner.startswith(("以", "as ")))
    return outer.strip() if is_same else name
