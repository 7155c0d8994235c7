"""The division that a city's name means where readings are published by the names of cities.

Publishers write short forms that no register has (恩施州, 博州), names that were since changed (襄樊, 哈密地区)
and county-level cities beside prefectures. A name is resolved by rule or by the few entries below; one that
means nothing, or a unit that no longer is one, is refused with a sentence and never guessed.
"""

from __future__ import annotations

from contextlib import suppress
from types import MappingProxyType
from typing import Final

from geo.regions import Level, Region, Regions

RENAMED: Final = MappingProxyType(
    {
        "襄樊": "襄阳市",  # renamed 2010-12
        "思茅": "普洱市",  # renamed 2007-04
        "博州": "博尔塔拉蒙古自治州",
        "巴州": "巴音郭楞蒙古自治州",
        "克州": "克孜勒苏柯尔克孜自治州",
        "伊犁哈萨克州": "伊犁哈萨克自治州",
        "伊犁州": "伊犁哈萨克自治州",
        "昌吉州": "昌吉回族自治州",
        "锡盟": "锡林郭勒盟",
    }
)
"""Names in use for a unit that the register calls otherwise; without 市 at the end."""

DISSOLVED: Final = MappingProxyType(
    {
        "莱芜": "the prefecture-level city was dissolved in 2019 into 莱芜区 and 钢城区 of 济南市",
        "胶南": "the county-level city was merged into 黄岛区 of 青岛市 in 2012",
        "巢湖": "the prefecture-level city was dissolved in 2011 among 合肥市, 芜湖市 and 马鞍山市",
    }
)
"""Units that no division of the register stands for, although one may bear their name."""


def published_city(regions: Regions, name: str) -> Region:
    """Return the division that is meant by the name of a city in a table of published values.

    A prefecture outranks a province (吉林 is 吉林市) and a county of the same name (恩施州, 恩施); 地区 and 州 may
    stand for what is now 市 or 自治州; a county-level city that was published beside the prefectures is a county.

    Raises
    ------
    LookupError
        Nothing has that name, several have it, or the unit has been dissolved.
    """
    word = name.strip()
    bare = word.removesuffix("市")
    if bare in DISSOLVED:
        raise LookupError(f"{word!r} is no division of today: {DISSOLVED[bare]}")
    if not word or word.isdigit():
        raise LookupError(f"{word!r} is no name of a city")
    word = RENAMED.get(bare, word)
    for level in (Level.PREFECTURE, Level.COUNTY):
        with suppress(LookupError):
            return regions.find(word, level)
    ending = next((e for e in ("地区", "州", "盟") if word.endswith(e) and len(word) - len(e) >= 2), "")
    if ending:
        found = _by_stem(regions, word.removesuffix(ending), ending)
        if found is not None:
            return found
    raise LookupError(f"{name.strip()!r} names no city, or several")


def _by_stem(regions: Regions, stem: str, ending: str) -> Region | None:
    """Return the prefecture of that short name: an autonomous one for 州, what 地区 and 盟 became otherwise."""
    try:
        region = regions.find(stem, Level.PREFECTURE)
    except LookupError:
        return None
    if region.short != stem or (ending == "州" and not region.name.endswith("自治州")):
        return None
    return region
