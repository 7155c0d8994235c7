"""The fixed words of the ranking."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from indicators.parameters import Label
from layouts._words import worded

WORDS: Final[Mapping[str, Label]] = {
    "title": Label(zh="排名", en="Ranking"),
    "indicator": Label(zh="指标", en="Figure"),
    "among": Label(zh="名单", en="Among"),
    "cities": Label(zh="各市", en="cities"),
    "counties": Label(zh="各县", en="counties"),
    "sections": Label(zh="断面", en="sections"),
    "rivers": Label(zh="河流", en="rivers"),
    "list": Label(zh="名单 {}", en="list {}"),
    "start": Label(zh="起", en="From"),
    "end": Label(zh="止", en="To"),
    "window": Label(zh="时段", en="Window"),
    "month": Label(zh="本月", en="month"),
    "last_month": Label(zh="上月", en="month before"),
    "year": Label(zh="今年", en="year"),
    "against": Label(zh="比较", en="Against"),
    "against_none": Label(zh="不比较", en="nothing"),
    "against_year": Label(zh="同比", en="year before"),
    "against_period": Label(zh="环比", en="period before"),
    "by": Label(zh="排序", en="Order"),
    "by_value": Label(zh="按数值", en="by value"),
    "by_improvement": Label(zh="按改善幅度", en="by improvement"),
    "ties": Label(zh="并列", en="Ties"),
    "ties_competition": Label(zh="9、9、11", en="9, 9, 11"),
    "ties_dense": Label(zh="9、9、10", en="9, 9, 10"),
    "rank": Label(zh="名次", en="Place"),
    "name": Label(zh="名称", en="Name"),
    "value": Label(zh="数值", en="Value"),
    "against_value": Label(zh="比较期", en="Then"),
    "change_percent": Label(zh="变化", en="Change"),
    "against_rank": Label(zh="原名次", en="Place then"),
    "rank_change": Label(zh="名次变化", en="Places"),
    "valid": Label(zh="有效/应有", en="Valid/expected"),
    "against_valid": Label(zh="比较期有效", en="Valid then"),
    "note": Label(zh="说明", en="Note"),
    "list_title": Label(zh="{} · {} 起 {} 止", en="{} · {} to {}"),
    "shared": Label(zh="{} 名中 {} 名有并列", en="{1} of {0} share a place"),
    "missing": Label(zh="无有效值，不排名：{}", en="No valid value, no place: {}"),
    "nobody": Label(zh="名单中没有成员", en="Nobody is on the list"),
    "why": Label(zh="名次变化的由来", en="Why the place changed"),
    "choose": Label(
        zh="点击名次变化，看是自己变了还是别人变了", en="Click a change of place to see whose doing it was"
    ),
    "own": Label(zh="自身数值变化", en="its own figure"),
    "others": Label(zh="其他成员变化", en="the others' figures"),
    "membership": Label(zh="成员进出", en="members that came or went"),
    "own_revision": Label(zh="自身数据修订", en="its own readings revised"),
    "others_revision": Label(zh="他人数据修订", en="the others' readings revised"),
    "entered": Label(zh="比较期没有名次", en="it had no place then"),
    "left": Label(zh="现在没有名次", en="it has no place now"),
    "same": Label(zh="名次未变", en="The place did not change"),
    "from_to": Label(zh="第 {} 名 → 第 {} 名", en="place {} → place {}"),
    "shares_note": Label(
        zh="负数为名次上升；各项相加即名次变化", en="negative is a better place; the parts add up to the change"
    ),
    "part": Label(zh="原因", en="Cause"),
    "places": Label(zh="名次", en="Places"),
    "passed": Label(zh="与它次序互换的成员", en="Members whose order against it changed"),
    "ahead": Label(zh="现在其前", en="ahead of it now"),
    "behind": Label(zh="现在其后", en="behind it now"),
    "level": Label(zh="现在并列", en="level with it now"),
    "value_then": Label(zh="当时", en="Then"),
    "value_now": Label(zh="现在", en="Now"),
    "replay": Label(zh="重放：当时所知与现在", en="Replay: as known then and now"),
    "replay_note": Label(
        zh="同一时段，按当时已入库的数据重排，与现在逐一对照",
        en="the same window ranked on what was known then, beside now",
    ),
    "then": Label(zh="当时（日期）", en="Known on"),
    "replay_ask": Label(
        zh="选一个日期，看那天公布的名次后来变了没有", en="Choose a day to see which places have changed since"
    ),
    "replay_same": Label(zh="与当时所知完全一致", en="Nothing has changed since"),
    "replay_some": Label(zh="{} 个成员的名次或数值后来变了", en="{} members have another place or figure since"),
    "replay_before": Label(zh="那时库中还没有这个时段的数据", en="Nothing of this window was known then"),
    "cause": Label(zh="原因", en="Cause"),
    "revision": Label(zh="数据修订", en="revised readings"),
    "lever": Label(zh="进位需要多少", en="What wins places"),
    "lever_note": Label(
        zh="其他成员不变时自身须达到的数值；小字为所需变化和随之的名次；综合指数逐项单独计算",
        en="what its figure must become, all others staying; below it the change and the place won; items alone",
    ),
    "win": Label(zh="进 {} 位", en="{} up"),
    "item": Label(zh="项目", en="Item"),
    "cannot": Label(zh="单靠此项不可能", en="this item alone cannot"),
    "first": Label(zh="已是第一", en="It is first already"),
    "no_place": Label(zh="没有名次：无有效值", en="It has no place: no valid value"),
    "air": Label(zh="空气", en="Air"),
    "air_more": Label(zh="空气：其他", en="Air: further"),
    "water": Label(zh="水", en="Water"),
    "water_more": Label(zh="水：单项", en="Water: items"),
    "close": Label(zh="收起", en="Close"),
    "grade_2": Label(zh="是否达标", en="Within grade 2"),
    "worsening": Label(zh="恶化项", en="Worse items"),
}  # fmt: skip
word: Final = partial(worded, WORDS)
