"""The fixed words of the screens, in both languages; names of places, levels and figures come with their answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from indicators.parameters import Label, Language
from indicators.regime import ZONE

SIMULATED: Final = "模拟数据 DEMO"
"""Stands in both languages on every screen and export of simulated readings."""
SOURCES: Final = 3
"""Publishers named at the foot of a screen; the page of the sources has them all."""

WORDS: Final[Mapping[str, Label]] = {
    "product": Label(zh="蓝碧", en="Lanbi"),
    "title": Label(zh="环境空气质量实况", en="Air quality now"),
    "simulated": Label(zh="本屏全部数据为模拟", en="all data on this screen are simulated"),
    "nation": Label(zh="全国", en="China"),
    "newest": Label(zh="最新", en="Newest"),
    "latest": Label(zh="最新时次", en="newest hour"),
    "history": Label(zh="历史时次", en="past hour"),
    "provisional": Label(zh="实况未审核", en="Provisional, not reviewed"),
    "source": Label(zh="数据来源：{}", en="Source: {}"),
    "source_none": Label(zh="数据来源：见数据源页", en="Source: see the page of the sources"),
    "source_simulated": Label(
        zh="数据来源：模拟站网，并非监测结果", en="Source: a simulated network, no measurements"
    ),
    "approval": Label(zh="审图号：{}", en="Map approval No. {}"),
    "no_approval": Label(
        zh="边界仅供内部参考，公开使用须换用标准地图",
        en="Boundaries for internal reference; publish on an approved map",
    ),
    "cities": Label(zh="城市", en="cities"),
    "stations": Label(zh="点位", en="stations"),
    "good_cities": Label(zh="优良城市", en="Cities excellent or good"),
    "worst": Label(zh="最重", en="worst"),
    "primary": Label(zh="首要污染物", en="Primary pollutant"),
    "none_primary": Label(zh="无", en="none"),
    "aqi": Label(zh="AQI", en="AQI"),
    "now": Label(zh="小时空气质量", en="Hourly air quality"),
    "items": Label(zh="小时浓度", en="Hourly concentrations"),
    "year": Label(zh="{} 年初至今", en="{}, year to date"),
    "limit": Label(zh="限值", en="limit"),
    "valid_days": Label(zh="有效日", en="valid days"),
    "ranking": Label(zh="综合指数排名", en="Composite index ranking"),
    "ranking_stations": Label(zh="点位 AQI", en="AQI of the stations"),
    "worst_first": Label(zh="由差到优", en="worst first"),
    "ranking_note": Label(zh="由优到差", en="best first"),
    "ranking_now": Label(zh="AQI 最高十二城", en="Highest AQI now"),
    "ranking_best": Label(zh="AQI 最低六城", en="Lowest AQI now"),
    "course": Label(zh="近七日 AQI", en="AQI, last seven days"),
    "course_stations": Label(zh="小时", en="hours"),
    "pm25_mean": Label(zh="均值", en="mean"),
    "pm10_mean": Label(zh="均值", en="mean"),
    "no2_mean": Label(zh="均值", en="mean"),
    "o3_8h_p90": Label(zh="8小时第90百分位", en="8 h, 90th percentile"),
    "good_days": Label(zh="优良天数", en="Good days"),
    "good_day_rate": Label(zh="优良率", en="Good-day rate"),
    "heavy_days": Label(zh="重污染天数", en="Heavy days"),
    "composite_index": Label(zh="综合指数", en="Composite index"),
    "d": Label(zh="天", en="d"),
    "legend": Label(zh="AQI 级别", en="AQI level"),
    "no_value": Label(zh="无有效值", en="No valid value"),
    "no_station": Label(zh="无监测点位", en="No station"),
    "no_page": Label(zh="没有这个页面，去大屏", en="There is no such page; go to the wall"),
    "polluted": Label(zh="各省污染城市", en="Polluted cities by province"),
    "polluted_note": Label(zh="AQI > 100", en="AQI > 100"),
    "primaries": Label(zh="首要污染物", en="Primary pollutants"),
    "primaries_note": Label(zh="城市数", en="number of cities"),
    "within": Label(zh="达标", en="within"),
    "over": Label(zh="超标", en="over"),
    "points": Label(zh="圆点为监测点位", en="dots are stations"),
    "inset": Label(zh="南海诸岛", en="South China Sea Islands"),
    "hour_back": Label(zh="前一小时", en="One hour back"),
    "hour_on": Label(zh="后一小时", en="One hour on"),
    "day_back": Label(zh="前一天", en="One day back"),
    "day_on": Label(zh="后一天", en="One day on"),
    "one_hour": Label(zh="1时", en="1 h"),
    "one_day": Label(zh="1天", en="1 d"),
    "time": Label(zh="时间", en="Time"),
    "language": Label(zh="English", en="中文"),
    "stale": Label(
        zh="与服务器失去联系，画面停在 {}",
        en="No contact with the server; this picture is from {}",
    ),
    "late": Label(zh="数据已 {} 未更新", en="No newer data for {}"),
    "empty": Label(zh="库中尚无数据", en="The store holds no data yet"),
    "empty_hint": Label(
        zh="请先用 load 命令载入监测数据。", en="Load readings first, with the command `load`."
    ),
    "no_standing": Label(zh="全国无此项统计", en="No such statistics for the country"),
    "no_hour": Label(zh="该时次无数据", en="No data in this hour"),
    "unknown_place": Label(zh="没有代码为 {} 的地区，已显示全国", en="There is no region {}; showing China"),
    "failed": Label(zh="此项暂不可用", en="Not available at present"),
    "desk": Label(zh="工作台", en="Desk"),
    "alarms": Label(zh="警报与下一风险", en="Alarms and the next danger"),
    "scenes": Label(zh="场景", en="Scenes"),
    "paused": Label(zh="已暂停 · 空格继续", en="Paused · space resumes"),
    "rotating": Label(zh="轮播中", en="In rotation"),
    "pause_title": Label(
        zh="空格键：轮播或暂停；←→：换场景", en="Space: rotate or pause; ← →: another scene"
    ),
    "old_h": Label(zh="已过 {} 小时", en="{} h old"),
    "old_d": Label(zh="已过 {} 天", en="{} d old"),
}

_WEEKDAYS: Final[Mapping[Language, tuple[str, ...]]] = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


_NOTICE: Final = re.compile(r"〔(\d{4})〕(\d+)号")


def sourced(publishers: Sequence[Label], lang: Language, *, simulated: bool) -> str:
    """Whose readings stand on a screen, the first three by name and the others by their number."""
    if simulated:
        return word("source_simulated", lang)
    if not publishers:
        return word("source_none", lang)
    named = ("、" if lang == "zh" else ", ").join(one.text(lang) for one in publishers[:SOURCES])
    more = len(publishers) - SOURCES
    rest = "" if more <= 0 else f"等 {len(publishers)} 家" if lang == "zh" else f" and {more} more"
    return word("source", lang, named + rest)


def cited(editions: Sequence[str], lang: Language) -> str:
    """Numbers of editions joined by `+`; in English a ministry's notice is cited by year and number.

    What an edition's number says of its phase in English is said in Chinese on such a screen.
    """
    if lang == "zh":
        return " + ".join(number.replace(" (transition)", "（过渡期）") for number in editions)
    found = [(number, _NOTICE.search(number)) for number in editions]
    return " + ".join(f"MEE notice {m[1]} No. {m[2]}" if m else number for number, m in found)


def worded(words: Mapping[str, Label], key: str, lang: Language, *values: object) -> str:
    """The word `key` of some fixed words in a language, its braces filled with `values`.

    Every page binds it to its own words: `word: Final = partial(worded, WORDS)`.

    Raises
    ------
    KeyError
        For a key that is not among the words.
    """
    text = words[key].text(lang)
    return text.format(*values) if values else text


word: Final = partial(worded, WORDS)


def interval(start: datetime) -> str:
    """One hour in Asia/Shanghai as `2026-03-13 13:00–14:00`; both ends, since stamps of either end are about."""
    first = start.astimezone(ZONE)
    last = first + timedelta(hours=1)
    return f"{first:%Y-%m-%d %H:00}–{'24:00' if last.hour == 0 else f'{last:%H:00}'}"


def minute(at: datetime | str) -> str:
    """A time in Asia/Shanghai to the minute, `2026-03-13 14:05`; a text is ISO 8601 with its offset."""
    found = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{found.astimezone(ZONE):%Y-%m-%d %H:%M}"


def weekday(start: datetime, lang: Language) -> str:
    """The day of the week in Asia/Shanghai."""
    return _WEEKDAYS[lang][start.astimezone(ZONE).weekday()]


def span(length: timedelta, lang: Language) -> str:
    """A length of time in whole hours, or whole days from two days on."""
    hours = int(length.total_seconds() // 3600)
    if hours < 48:
        return f"{hours} 小时" if lang == "zh" else f"{hours} h"
    return f"{hours // 24} 天" if lang == "zh" else f"{hours // 24} days"
