"""The words of the station page, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from indicators.parameters import Label, Language

WORDS: Final[Mapping[str, Label]] = {
    "title": Label(zh="点位", en="Station"),
    "item": Label(zh="项目", en="Item"),
    "window": Label(zh="时段", en="Window"),
    "days_n": Label(zh="{} 天", en="{} days"),
    "first": Label(zh="起", en="From"),
    "last": Label(zh="止", en="To"),
    "record": Label(zh="点位档案", en="Record"),
    "code": Label(zh="编码", en="Code"),
    "area": Label(zh="发布城市", en="City as published"),
    "province": Label(zh="省", en="Province"),
    "city": Label(zh="市", en="City"),
    "county": Label(zh="县（区）", en="County"),
    "township": Label(zh="乡镇", en="Township"),
    "position": Label(zh="经纬度", en="Position"),
    "control": Label(zh="控制级别", en="Control level"),
    "role": Label(zh="点位性质", en="Role"),
    "placed_by": Label(zh="归属依据", en="Placed by"),
    "since": Label(zh="首次数据", en="First heard"),
    "until": Label(zh="最近数据", en="Last heard"),
    "newest": Label(zh="最近一小时", en="Newest hour"),
    "hours": Label(zh="逐时", en="Hours"),
    "hours_note": Label(zh="圈出的为检查存疑的小时", en="ringed: hours that a check finds suspect"),
    "calendar": Label(zh="日历", en="Calendar"),
    "week": Label(zh="小时 × 星期", en="Hour × weekday"),
    "week_note": Label(zh="止于时段末日的 13 周", en="the 13 weeks that end with the window"),
    "slots": Label(zh="时次完整性", en="Completeness of slots"),
    "exceptions": Label(zh="缺测、迟到与修订", en="Missing, late and revised"),
    "whole": Label(zh="时段内没有缺测、迟到或修订", en="Nothing is missing, late or revised in this window"),
    "no_slots": Label(zh="时段内没有应有时次", en="No slot was expected in this window"),
    "completeness": Label(zh="完整率", en="Completeness"),
    "expected": Label(zh="应有", en="Expected"),
    "flags": Label(zh="检查标记", en="Flags of the checks"),
    "no_flags": Label(zh="时段内没有存疑数据", en="No reading is suspect in this window"),
    "neighbours": Label(zh="周边点位", en="Neighbours"),
    "neighbours_note": Label(
        zh="百公里内最近的点位；均值与相关系数按双方都有值的小时",
        en="the nearest within 100 km; means and correlation over the hours that both have",
    ),
    "no_neighbours": Label(zh="百公里内没有其他点位", en="No other station within 100 km"),
    "changes": Label(zh="修订记录", en="Changed values"),
    "no_changes": Label(zh="时段内没有数值被修订", en="No value was changed in this window"),
    "table_days": Label(zh="日值", en="Days"),
    "table_hours": Label(zh="小时值", en="Hours"),
    "time": Label(zh="时间", en="Time"),
    "day": Label(zh="日期", en="Day"),
    "level": Label(zh="级别", en="Level"),
    "primary": Label(zh="首要污染物", en="Primary"),
    "suspect": Label(zh="存疑", en="Suspect"),
    "stage": Label(zh="阶段", en="Stage"),
    "valid": Label(zh="有效小时", en="Valid hours"),
    "note": Label(zh="备注", en="Notes"),
    "state": Label(zh="状态", en="State"),
    "delay": Label(zh="时延", en="Delay"),
    "evidence": Label(zh="凭据", en="Evidence"),
    "check": Label(zh="检查", en="Check"),
    "value": Label(zh="数值", en="Value"),
    "was": Label(zh="原值", en="Was"),
    "is": Label(zh="现值", en="Is"),
    "known_at": Label(zh="入库时间", en="Known at"),
    "batch": Label(zh="批次", en="Batch"),
    "by": Label(zh="经手人", en="By"),
    "reason": Label(zh="原因", en="Reason"),
    "name": Label(zh="名称", en="Name"),
    "distance": Label(zh="距离", en="Distance"),
    "here": Label(zh="本点同时值", en="Here then"),
    "mean": Label(zh="均值", en="Mean"),
    "own_mean": Label(zh="本点均值", en="Mean here"),
    "correlation": Label(zh="相关系数", en="Correlation"),
    "common": Label(zh="共有小时", en="Hours in common"),
    "none": Label(zh="没有指明点位", en="No station is named"),
    "none_hint": Label(
        zh="由查找框按名称、拼音或编码打开，或从地区的趋势页进入",
        en="open one by the search above, or from the trend page of a region",
    ),
    "silent": Label(zh="时段内没有数据", en="Nothing was received in this window"),
    "to_trend": Label(zh="趋势", en="Trend"),
    "to_wall": Label(zh="大屏", en="Wall"),
    "to_ledger": Label(zh="时次台账", en="Slot ledger"),
}
VALUES: Final[Mapping[str, Label]] = {
    "national": Label(zh="国控", en="national"),
    "provincial": Label(zh="省控", en="provincial"),
    "city": Label(zh="市控", en="city"),
    "county": Label(zh="县控", en="county"),
    "township": Label(zh="乡镇", en="township"),
    "background": Label(zh="对照点（不参与城市均值）", en="background (not in its city's mean)"),
    "assessed": Label(zh="评价点", en="assessed"),
}


def word(key: str, lang: Language, *values: object) -> str:
    """A fixed word of the page; an unknown key raises KeyError."""
    text = WORDS[key].text(lang)
    return text.format(*values) if values else text
