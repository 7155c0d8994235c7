"""The line of alarms on the wall: what is bad now on the left, what is about to be lost on the right, in sentences.

A sentence says what is stored or proved and never what may come. Those of a kind share one sentence: the most pressing
is told in full, the others are counted.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from dash import html

from figures.levels import levels
from figures.water_classes import CLASSES
from figures.water_classes import chip as class_chip
from indicators.parameters import Label, Language, parameter
from indicators.regime import ZONE
from layouts import _tiles as tiles
from layouts._address import NATION
from layouts._columns import spoken
from layouts._figure import Figure
from layouts._scene import Cue
from layouts._target_words import word as target_word
from layouts._water_words import class_word, spelled

log = logging.getLogger(__name__)

Row = Mapping[str, Any]
NOW: Final = ("heavy_hour", "episode", "water_worst", "water_fall")
"""Kinds that are facts; the others are what is about to be lost."""
WORDS: Final[Mapping[str, Label]] = {
    "now": Label(zh="警报", en="Alarms"),
    "next": Label(zh="下一风险", en="Next danger"),
    "alarms_failed": Label(zh="警报暂不可用", en="Alarms not available at present"),
    "none_now": Label(zh="无重污染，无断报", en="No heavy pollution, nothing silent"),
    "none_next": Label(zh="无有效性与目标之虞", en="No day, month or target about to be lost"),
    "none_nation": Label(zh="选一省，看其日内与目标之虞", en="Choose a province to see what it is about to lose"),
    "more": Label(zh="（另有 {} 城）", en=" (and {} more cities)"),
    "more_sections": Label(zh="（另有 {} 个断面）", en=" (and {} more sections)"),
    "more_targets": Label(zh="（另有 {} 项）", en=" (and {} more)"),
    "since": Label(zh="，自 {}", en=" since {}"),
    "heavy_hour": Label(zh="{who} AQI {value} {level}{since}", en="{who} AQI {value}, {level}{since}"),
    "episode": Label(
        zh="{who}重污染过程已 {left} 天，日 AQI 最高 {value}",
        en="{who}: day {left} of a heavy-pollution episode, daily AQI up to {value}",
    ),
    "target_lost": Label(zh="{who}{text} 已证明不可能达到", en="{who}: {text} cannot be met any more (proved)"),
    "day_lost": Label(
        zh="{who}今日已不可能优良：{item} 至今 {value} {unit}",
        en="{who}: today cannot be a good day any more, {item} {value} {unit} so far",
    ),
    "day_at_risk": Label(
        zh="{who}今日若要优良，余下 {left} 小时 {item} 均值须 ≤ {value} {unit}（上一小时 {now}）",
        en="{who}: for a good day the other {left} h of {item} must average ≤ {value} {unit} (last hour {now})",
    ),
    "hours_lost": Label(zh="{who}今日 {item} 已不可能有有效值", en="{who}: no valid {item} value possible today"),
    "hours_budget": Label(
        zh="{who} {item} 再缺 1 小时，今日即无有效值", en="{who}: one more lost hour of {item} and the day is invalid"
    ),
    "days_month": Label(
        zh="{who} {item} 再缺 {left} 天，本月即无效",
        en="{who}: {left} more lost day(s) of {item} and the month is invalid"
    ),
    "days_year": Label(
        zh="{who} {item} 再缺 {left} 天，全年即无效",
        en="{who}: {left} more lost day(s) of {item} and the year is invalid"
    ),
    "target": Label(zh="{who}{text}：余 {left} 天 {control}", en="{who}, {text}: {control} in the other {left} days"),
    "target_open": Label(zh="{who}{text} 暂未达标", en="{who}: {text} not met so far"),
    "at_most": Label(zh="须 ≤ {} {}", en="must be ≤ {} {}"),
    "factor": Label(zh="须 ≤ 前期的 {} 倍", en="must be ≤ {} times what it was"),
    "at_least": Label(zh="须 ≥ {} {}", en="must be ≥ {} {}"),
    "water_worst": Label(zh="断面 {who} {level}类", en="Section {who}: class {level}"),
    "water_fall": Label(zh="断面 {who} 由 {text} 类降至 {level} 类",
        en="Section {who} fell from class {text} to {level}"),
}  # fmt: skip


def strip(cue: Cue) -> list[Any]:
    """The line of alarms of a place at an hour: two lists, of which the browser shows one sentence after the other."""
    within = None if cue.place == NATION else cue.place
    try:
        answer = cue.hall.ask.alarms(within=within, hour=cue.hour, language=cue.lang)
        rows = tiles.records(answer.table)
    except Exception:
        log.exception("the alarms of %s could not be asked", cue.place)
        return [html.P(_said("alarms_failed", cue.lang), className="empty")]
    kinds = dict.fromkeys(str(row["kind"]) for row in rows)
    told = {kind: _group(cue, kind, [row for row in rows if row["kind"] == kind]) for kind in kinds}
    now = [*_silent(cue), *(told[kind] for kind in kinds if kind in NOW)]
    following = [told[kind] for kind in kinds if kind not in NOW]
    quiet = "none_next" if within else "none_nation"
    return [_list(cue, "now", now, "none_now"), _list(cue, "next", following, quiet)]


def _list(cue: Cue, key: str, made: Sequence[Any], quiet: str) -> html.Div:
    lang, end = cue.lang, cue.hour + timedelta(hours=1)
    items = list(made) or [html.Li(_said(quiet, lang), className="quiet")]
    return html.Div(
        [
            html.H2([_said(key, lang), html.Small("", className="turn")]),
            html.Ol(items),
            html.Time(f"{end.astimezone(ZONE):%m-%d %H:%M}", **tiles.until(end, 3)),
        ],
        className=f"alarm {key}" + ("" if made else " none-such"),
    )


def _group(cue: Cue, kind: str, rows: Sequence[Row]) -> html.Li:
    """One sentence for the alarms of a kind."""
    row = rows[0]
    lang = cue.lang
    more = "more_sections" if row["of"] == "section" else "more_targets" if row["of"] == "target" else "more"
    rest = _said(more, lang).format(len(rows) - 1) if len(rows) > 1 else ""
    return html.Li(
        [*_mark(cue, row), html.A([_sentence(cue, row), rest], **_link(cue, row))],
        **tiles.data(kind=kind, count=len(rows)),
    )


def _mark(cue: Cue, row: Row) -> list[Any]:
    """The level or class of what is bad, as number on its colour; of the rest a plain sign."""
    level = int(row["level"] or 0)
    if row["of"] == "section":
        ground, letters = class_chip(level)
        return [html.Span(class_word(CLASSES[level], cue.lang), className="chip",
                          style={"backgroundColor": ground, "color": letters})]  # fmt: skip
    if level:
        return [tiles.chip(level, str(level), cue.hour)]
    return [html.Span("△" if row["kind"] not in ("target_lost", "day_lost") else "✕", className="sign")]


def _sentence(cue: Cue, row: Row) -> str:
    lang, kind = cue.lang, str(row["kind"])
    item = " · ".join(
        parameter(code).symbol for code in str(row["item"]).split("+") if code and kind != "target"
    )
    words: dict[str, object] = {
        "who": _who(row, lang), "item": item, "unit": row["unit"], "left": row["left"], "text": _text(row, lang),
        "value": _number(row["value"], 0 if kind in ("heavy_hour", "episode") else 1),
        "now": _number(row["now"], 1), "since": "", "level": _level(cue, row), "control": "",
    }  # fmt: skip
    if kind == "heavy_hour" and isinstance(row["since"], datetime) and row["since"] == row["since"]:
        words["since"] = _said("since", lang).format(_clock(row["since"], cue.hour))
    if kind == "hours_budget" and int(row["left"]) < 0:
        kind = "hours_lost"
    if kind == "days_budget":
        kind, words["left"] = f"days_{row['text']}", int(row["left"]) + 1
    if kind == "target":
        if row["value"] != row["value"] or row["item"] not in ("at_most", "at_least"):
            kind = "target_open"
        else:
            counted = str(row["unit"]) in ("d", "section_month")
            unit = target_word(str(row["unit"]), lang) if counted else str(row["unit"])
            key = "factor" if unit == "factor" else str(row["item"])
            words["control"] = _said(key, lang).format(f"{float(row['value']):g}", unit).strip()
    return _said(kind, lang).format(**words)


def _who(row: Row, lang: Language) -> str:
    if row["of"] == "target":
        return str(row["name"])
    if row["of"] == "section":
        return str(spelled(str(row["name"]), str(row["name_en"]), lang))
    return str(row["name_en"] if lang == "en" and row["name_en"] else row["name"])


def _text(row: Row, lang: Language) -> str:
    if row["of"] == "section":
        return class_word(str(row["text"]), lang)
    return str(spoken(str(row["text"]), "zh")) if row["of"] == "target" else str(row["text"])


def _level(cue: Cue, row: Row) -> str:
    number = int(row["level"] or 0)
    if row["of"] == "section":
        return class_word(CLASSES[number], cue.lang)
    day = cue.hour.astimezone(ZONE).date()
    return levels(day)[number - 1].label.text(cue.lang) if number else ""


def _number(value: object, decimals: int) -> str:
    return tiles.number(value, decimals)


def _clock(since: datetime, hour: datetime) -> str:
    """The time of today, or with its day."""
    begun, now = since.astimezone(ZONE), hour.astimezone(ZONE)
    return f"{begun:%H:%M}" if begun.date() == now.date() else f"{begun:%m-%d %H:%M}"


def _link(cue: Cue, row: Row) -> dict[str, Any]:
    """Where an alarm leads: the passport of its figure, or the page that knows more."""
    hall, lang = cue.hall, cue.lang
    also = f"&lang={lang}" if lang != hall.language else ""
    code = str(row["code"])
    if row["of"] == "section":
        return {"href": f"{hall.prefix}section?code={code}{also}"}
    if row["of"] == "target":
        return {"href": f"{hall.prefix}targets?target={code}{also}"}
    if row["kind"] in ("hours_budget", "days_budget"):
        return {"href": f"{hall.prefix}ledger?place={code}{also}"}
    if row["kind"] == "episode":
        start, end = row["since"], row["until"]
        figure = Figure(indicator="heavy_days", of="city", code=code, start=start, end=end)
    else:
        item = str(row["item"]).split("+")[0] if row["kind"] in ("day_lost", "day_at_risk") else "aqi"
        figure = Figure.hour({"o3_8h": "o3"}.get(item, item), "city", code, cue.hour)
    return cue.explained(figure)


def _silent(cue: Cue) -> list[html.Li]:
    """What is the matter with the program and its sources, while the newest hour is followed."""
    if cue.where.hour is not None:
        return []
    try:
        found = cue.hall.ask.health(now=cue.now)
    except Exception:
        log.exception("the health of the program could not be asked")
        return []
    also = f"?lang={cue.lang}" if cue.lang != cue.hall.language else ""
    return [
        html.Li(
            [
                html.Span("✕" if one.state == "down" else "△", className="sign"),
                html.A(one.what.text(cue.lang), href=f"{cue.hall.prefix}health{also}"),
            ],
            **tiles.data(kind="source"),
        )
        for one in found.problems
    ]  # fmt: skip


def _said(key: str, lang: Language) -> str:
    return WORDS[key].text(lang)
