"""How the divisions of China are called: the short form, the English name, the initials one types to find them.

The boundary files carry all of these, made by these functions when the files were built. They are called again
at load only for sets that bring nothing but codes and full names, as official sets do.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from geo.english import ENGLISH, READINGS, STATION_WORDS

_CHINESE: Final = re.compile(r"([\u3400-\u9fff]+)")
_LOOSE: Final = re.compile(r"(?<=[(（]) | (?=[)）])")
_BRACKETS: Final = str.maketrans("（）", "()")

# Peoples as they stand in the names of autonomous divisions, with or without 族.
_PEOPLES: Final = (
    "鄂温克|鄂伦春|达斡尔|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|"
    "纳西|景颇|柯尔克孜|土|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|德昂|保安|裕固|京|独龙|各"
)
_BARE: Final = "鄂温克|鄂伦春|达斡尔|蒙古|维吾尔|哈萨克|柯尔克孜|锡伯|塔吉克"
_PEOPLE: Final = f"(?:(?:{_PEOPLES})族|{_BARE})"
_AUTONOMOUS: Final = re.compile(rf"^(?P<place>.*?)(?:{_PEOPLE}*自治(?:区|州|县|旗)|{_PEOPLE}区)$")
_ENDINGS: Final = ("特别行政区", "直辖", "地区", "林区", "新区", "特区", "省", "市", "盟", "县", "区", "旗")
# Ethnic names that are the place's own: nothing would be left of 鄂温克族自治旗.
_KEEP_PEOPLE: Final = {"鄂温克族自治旗": "鄂温克", "东乡族自治县": "东乡", "鄂伦春自治旗": "鄂伦春"}
_REGIONS: Final = {
    "内蒙古自治区": "内蒙古",
    "海西蒙古族藏族自治州直辖": "海西州直辖",
    "大柴旦行政委员会": "大柴旦",
}


def short_name(name: str) -> str:
    """Return the short form of a division's full name: 焦作 of 焦作市, 恩施 of 恩施土家族苗族自治州.

    A name whose short form would be a single character keeps its ending (唐县, 东区).

    Parameters
    ----------
    name
        The full Chinese name.
    """
    if name in _REGIONS:
        return _REGIONS[name]
    if name in _KEEP_PEOPLE:
        return _KEEP_PEOPLE[name]
    autonomous = _AUTONOMOUS.match(name)
    if autonomous and len(autonomous["place"]) >= 2:
        return autonomous["place"]
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name[: -len(ending)]
    return name


def english_name(short: str, name: str = "") -> str:
    """Return the English name of a division: the established one where there is one, else its pinyin.

    Parameters
    ----------
    short
        The short form (焦作).
    name
        The full form; it decides where two short forms are alike (海南省 and 海南藏族自治州).
    """
    if name in ENGLISH:
        return ENGLISH[name]
    if short in ENGLISH:
        return ENGLISH[short]
    joined = ""
    for syllable in syllables(short):
        # An apostrophe parts syllables that would be read wrongly (Xi'an, Lu'an); GB/T 28039.
        joined += "'" + syllable if joined and syllable[0] in "aeo" else syllable
    return joined[:1].upper() + joined[1:]


@cache
def romanised(name: str) -> str:
    """Return a station's name for readers of English: its common words translated, the rest in pinyin.

    人民路3066号 gives "Renmin Road 3066"; what is not Chinese stays as it is.
    """
    parts: list[str] = []
    for chunk in _CHINESE.split(name):
        if not _CHINESE.fullmatch(chunk):
            parts.append(chunk.strip())
            continue
        rest = chunk
        tail: list[str] = []
        word = next((w for w in STATION_WORDS if rest.endswith(w)), None)
        while word is not None:
            tail.insert(0, STATION_WORDS[word])
            rest = rest.removesuffix(word)
            word = next((w for w in STATION_WORDS if rest and rest.endswith(w)), None)
        if rest:
            parts.append("".join(syllables(rest)).capitalize())
        parts.extend(word for word in tail if word)
    return _LOOSE.sub("", " ".join(part for part in parts if part)).translate(_BRACKETS) or name


def initials(short: str) -> str:
    """Return the first letters of the syllables of a short name, lower case: ``jz`` of 焦作."""
    return "".join(syllable[0] for syllable in syllables(short))


def syllables(short: str) -> list[str]:
    """Return the pinyin syllables of a Chinese name without tones, lower case, ü kept as ü."""
    if short in READINGS:
        return READINGS[short].split()
    # Imported here because its dictionary takes a third of a second and sets that carry their names need none.
    from pypinyin import Style, lazy_pinyin

    return [part for part in lazy_pinyin(short, style=Style.NORMAL, v_to_u=True) if part]


def folded(text: str) -> str:
    """Return a text as names are compared: lower case, without accents, spaces, apostrophes and hyphens."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(char for char in plain if not unicodedata.combining(char) and char not in " '’-·")
