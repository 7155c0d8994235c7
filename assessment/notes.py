"""The closed list of remarks that may stand beside a number, in the column `note`."""

from __future__ import annotations

from types import MappingProxyType

from indicators.iaqi import REMARKS
from indicators.parameters import Label

NOTES = MappingProxyType(
    dict(REMARKS.values())
    | {
        "no_data": Label(zh="无数据", en="nothing was received"),
        "no_value": Label(zh="无有效值", en="no valid value among what was received"),
        "too_few_hours": Label(zh="有效小时数不足", en="fewer valid hours than the standard asks for"),
        "too_few_windows": Label(
            zh="臭氧8小时滑动平均个数不足", en="fewer moving 8-hour means than the standard asks for"
        ),
        "too_few_stations": Label(
            zh="有效点位比例低于设定", en="fewer stations with a valid value than the setting asks for"
        ),
        "few_stations": Label(
            zh="有效点位不足75%", en="under 75 % of the stations are valid; the value stands on the setting"
        ),
        "too_few_days": Label(
            zh="有效天数不足，该时段无效", en="fewer valid days than the standard asks for; the period is invalid"
        ),
        "partial_period": Label(
            zh="时段未满或非日历时段，不作有效性判定",
            en="not a whole calendar period: given with its coverage, without a verdict on validity",
        ),
        "background_unknown": Label(
            zh="对照点名单未知，未剔除", en="the list of background stations is not known; none was left out"
        ),
        "mean_of_cities": Label(zh="所辖城市的平均值", en="mean of the values of its cities"),
        "published_days": Label(
            zh="依据发布的城市日值，非由点位计算", en="made from city days as published, not from stations"
        ),
        "cities_missing": Label(
            zh="有城市无值，为其余城市的平均", en="a city has no value: the mean is that of the others"
        ),
        "sand_excluded": Label(
            zh="已剔除沙尘影响时段的PM10、PM2.5", en="PM10 and PM2.5 of approved sand hours were left out"
        ),
        "sand_kept": Label(
            zh="发布的日值无法剔除沙尘时段", en="days as published: sand hours cannot be taken out of them"
        ),
        "suspect": Label(
            zh="数据检查认为可疑，仍计入统计", en="a check finds a reading suspect; it is kept in the figure"
        ),
        "suspect_out": Label(zh="已剔除可疑数据", en="suspect readings were left out"),
        "no_group_aqi": Label(
            zh="省及城市群没有自己的AQI", en="a province or group has no AQI of its own"
        ),
        "no_edition": Label(
            zh="该时段早于现有标准，不作标准判定",
            en="no standard of the register judges these days: given with its coverage, without a verdict",
        ),
        "two_editions": Label(
            zh="时段跨越标准更替，逐日按当日标准判定",
            en="the window crosses a change of standard: each day is judged under the edition of that day",
        ),
        "limits_at_end": Label(
            zh="时段跨越标准更替，综合指数按时段末的限值计算",
            en="the window crosses a change of standard: the limits at its end were used",
        ),
        "no_earlier_value": Label(
            zh="比较时段无值", en="no value in the period it is compared with"
        ),
        "partial_earlier": Label(
            zh="比较时段未满或有效天数不足", en="the period it is compared with is not whole or has too few valid days"
        ),
        "other_edition": Label(
            zh="两时段按不同标准判定，变化含标准变化",
            en="the two periods are judged under different standards: the change holds that of the standard",
        ),
        "other_source": Label(
            zh="两时段数据来源不同（点位实测与发布值）",
            en="the two periods do not come from the same source: stations' readings or published days",
        ),
        "cannot": Label(
            zh="仅靠该项无法达到", en="this item alone cannot do it, even near zero"
        ),
        "annual_limit": Label(
            zh="时段不足一年，仅以年均限值作参照",
            en="the window is not a year: the annual limit is only a yardstick",
        ),
        "no_stations": Label(zh="库中无该地点位", en="the store has no station there"),
        "edition_of_today": Label(
            zh="文件未给出时间，按今日现行标准", en="the file gives no time: judged by the standard in force today"
        ),
        "water_body_unknown": Label(
            zh="未给出河流或湖库，两者判定不同，仅给出相同部分",
            en="neither river nor lake is given, and the two differ: only what both have in common is given",
        ),
        "limit_decides": Label(
            zh="类别由检出限决定，实际可能更好",
            en="the class stands on a limit of detection alone: the water may be better",
        ),
        "limit_unjudged": Label(
            zh="检出限高于Ⅴ类限值或未知，该项无法判定，未参评",
            en="an item whose limit of detection is above class Ⅴ, or not known, cannot be judged and was left out",
        ),
        "usual_limit": Label(
            zh="未检出而未给检出限，按常用方法的检出限",
            en="not detected without its limit: that of the usual method was taken"
        ),
        "half_limit": Label(
            zh="未检出，以检出限一半计", en="below detection throughout: half the limit stands for it"
        ),
        "not_running": Label(
            zh="站点维护、停站或不具备运行条件，其值不参与均值",
            en="the station was under maintenance, stopped or unable to run: its values enter no mean",
        ),
        "few_items": Label(
            zh="五项自动监测项目不齐，按已有项目评价",
            en="judged without all of pH, oxygen, permanganate index, ammonia and phosphorus",
        ),
        "water_body_rule": Label(
            zh="台账未注明河流或湖库，按规则推定；两者类别不同",
            en="the registry says neither river nor lake: told by rule, and the other would have another class",
        ),
        "no_target": Label(zh="未设水质目标", en="no target is on record"),
        "too_few_months": Label(
            zh="月份或样品数不足，该时段无效", en="fewer months or samples than the method asks for"
        ),
        "sections_left_out": Label(
            zh="有断面断流、停站、未监测或无法评价，未计入分母",
            en="sections that are dry, stopped, not sampled or cannot be judged left the denominator",
        ),
        "no_group_class": Label(
            zh="断面五个及以上不给出平均类别，见水质状况",
            en="five sections or more have a state and no mean class",
        ),
        "rivers_and_lakes": Label(
            zh="断面不足五个且河流与湖库并存，无共同限值",
            en="fewer than five sections, rivers and lakes together: they have no common limits",
        ),
        "cwqi_fewer_items": Label(
            zh="参评项目不足21项，指数偏小，仅与同项目者可比",
            en="fewer than the 21 items: the index is smaller and comparable only over the same items",
        ),
        "tli_fewer_items": Label(
            zh="五项不齐，按已有项目重新分配权重",
            en="fewer than the five items of the rule: weights were scaled to those there are",
        ),
        "no_lake": Label(zh="非湖库点位", en="no lake or reservoir"),
        "unreadable": Label(zh="有无法识别的内容", en="a cell could not be read"),
        "unknown_average": Label(zh="平均时间无法识别", en="the averaging time is neither hour nor day"),
        "few_years": Label(
            zh="有效年数不足（趋势5年，三年平均须三年齐全）",
            en="fewer valid years than the rule asks for: five for a trend, all three for a mean of three",
        ),
        "few_months": Label(
            zh="有值的月份不足（斜率6个；去除季节变化须多于24个月）",
            en="fewer months than the slope asks for: six with a value, and more than 24 to take the season out",
        ),
        "years_missing": Label(
            zh="有年份无有效值，未计入", en="a year has no valid figure and did not enter"
        ),
        "reference_state": Label(
            zh="时段跨越2018年9月1日参比状态变更，浓度前后不可直接比较",
            en="the years cross 2018-09-01, when the state to which concentrations refer changed",
        ),
        "later_rule": Label(
            zh="当时的标准未规定此项，按其后版本的规则计算",
            en="the edition of these days has no such figure: made by the rule of a later one",
        ),
        "too_few_years": Label(
            zh="有记录的年份不足三年，不给出概率", en="fewer than three years on record: no probability is given"
        ),
        "day_without_aqi": Label(
            zh="过程中或前后有无AQI的日，过程可能更长",
            en="a day in or beside the run has no AQI: it may have been longer",
        ),
        "window_edge": Label(
            zh="过程触及所查时段的边界，可能更长", en="the run touches an edge of the window: it may be longer"
        ),
        "simulated": Label(zh="模拟数据 DEMO", en="simulated data, DEMO"),
    }
)  # fmt: skip

REASONS = frozenset(
    {
        "withheld", "empty", "no_data", "no_value", "too_few_hours", "too_few_windows", "too_few_stations",
        "too_few_days", "no_group_aqi", "no_edition", "no_earlier_value", "cannot", "no_stations", "too_few_months",
        "no_group_class", "rivers_and_lakes", "no_lake", "few_years", "few_months",
    }
)  # fmt: skip
"""The remarks that say why there is no value; the others stand beside one."""


def joined(*codes: str) -> str:
    """The codes that are not empty, each once, in the order of the closed list, joined by `;`.

    Raises
    ------
    LookupError
        If a code is not of the closed list.
    """
    asked = {c for code in codes for c in code.split(";") if c}
    unknown = asked - NOTES.keys()
    if unknown:
        raise LookupError(f"There is no note {sorted(unknown)[0]!r}.")
    return ";".join(code for code in NOTES if code in asked)
