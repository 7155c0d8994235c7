"""The fixed words of the target board, and the signs of the five states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from indicators.parameters import Label, Language

WORDS: Final[Mapping[str, Label]] = {
    "title": Label(zh="目标与余期控制", en="Targets and what the rest must be"),
    "places": Label(zh="地区", en="Places"),
    "all": Label(zh="全部地区", en="All places"),
    "target": Label(zh="目标", en="Target"),
    "value": Label(zh="目标值", en="Value"),
    "figure": Label(zh="实际", en="Actual"),
    "reported": Label(zh="上报", en="reported"),
    "state": Label(zh="状态", en="State"),
    "control": Label(zh="余期控制值", en="The rest must be"),
    "days": Label(zh="有效天数", en="Valid days"),
    "left": Label(zh="余期", en="Left"),
    "period": Label(zh="期限", en="Period"),
    "day": Label(zh="截至日期", en="Up to and with"),
    "newest": Label(zh="最近有值日", en="Newest day"),
    "d": Label(zh="天", en="d"),
    "at_most": Label(zh="不高于", en="at most"),
    "at_least": Label(zh="不少于", en="at least"),
    "cannot": Label(zh="已不可能达到（已证明）", en="cannot be met any more (proved)"),
    "certain": Label(zh="无论如何都已达到（已证明）", en="met whatever comes (proved)"),
    "path": Label(zh="走向期末", en="The path to the end"),
    "what_if": Label(zh="若余期每天都是", en="If every remaining day were"),
    "what_if_count": Label(zh="若余期中这样的日子有", en="If the rest had so many such days"),
    "what_if_factor": Label(zh="若余期浓度为前期的倍数", en="If the rest were so many times what it was"),
    "then": Label(zh="则全期为", en="the whole is"),
    "met": Label(zh="达标", en="met"),
    "missed": Label(zh="不达标", en="missed"),
    "years": Label(zh="往年同期", en="The same days of past years"),
    "year": Label(zh="年", en="Year"),
    "rest": Label(zh="余期值", en="Rest"),
    "rest_valid": Label(zh="有效天", en="Valid"),
    "whole_with_it": Label(zh="则今年为", en="This year would be"),
    "would_meet": Label(zh="今年达标", en="Target met"),
    "own_whole": Label(zh="当年全期", en="That whole year"),
    "own_so_far": Label(zh="当年同期", en="That year, so far"),
    "formula": Label(zh="公式", en="Formula"),
    "basis": Label(zh="口径", en="Basis"),
    "no_path": Label(zh="此目标没有逐日走势", en="This target has no path of days"),
    "none": Label(zh="目标责任书中没有该地区的目标", en="The target book holds no target of this place"),
    "load": Label(
        zh="请用 targets load 命令载入目标责任书。",
        en="Hand in a target book with the command `targets load`.",
    ),
    "failed": Label(zh="此项暂不可用", en="Not available at present"),
    "not_followed": Label(zh="不能跟踪", en="Cannot be followed"),
    "wall": Label(zh="大屏", en="Wall"),
    "targets": Label(zh="目标", en="Targets"),
    "yes": Label(zh="✓ 是", en="✓ yes"),
    "no": Label(zh="✕ 否", en="✕ no"),
    "again": Label(zh="命令行重现", en="Make it again"),
    "document": Label(zh="依据文件", en="Document"),
    "as_of": Label(zh="按当时所知", en="As known at"),
    "overdue": Label(zh="期满", en="over"),
}
SIGNS: Final[Mapping[str, str]] = {
    "not_begun": "○", "behind": "▽", "on_course": "△", "missed": "✕", "met": "✓",
}  # fmt: skip


def word(key: str, lang: Language) -> str:
    """The fixed word `key` in a language; an unknown key raises KeyError."""
    return WORDS[key].text(lang)
