"""The whole state of a screen in its URL: `?place=410800&hour=2026-03-13T14&lang=en`.

`hour` is the start of an hour in Asia/Shanghai, as on the command line; without it the screen follows the newest
hour; `passport` is the figure whose passport is open (`layouts/_figure.py`). The target board adds `day`, the last
day looked at, `as_of`, an ISO time, and `target`. What is not understood is left out, so that an old or mistyped
link still opens a screen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal
from urllib.parse import parse_qs, urlencode

from indicators.parameters import AIR_HOURLY, Language
from indicators.regime import ZONE
from layouts._figure import Figure, figure, linked

NATION = "100000"
_PLACE = re.compile(r"\d{6}(\d{3}|\d{6})?")
_TARGET = re.compile(r"[^\x00-\x1f]{1,80}")
_SCENE = re.compile(r"[a-z]{1,16}")
_SCENES = re.compile(r"[a-z]{1,16}(:\d{1,5})?(,[a-z]{1,16}(:\d{1,5})?){0,23}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Place (division code), hour start in UTC (None: the newest) and language of one screen.

    A township has nine digits or twelve. `passport` is the figure whose passport is open. `day`, `as_of` (UTC) and
    `target` are of the target board; `layer` and `step` of the wall: water in place of air, by day or slot; `scene` is
    one of its other scenes, `scenes` those that follow each other (`air:20,ranking:15`), `surface` the parameter
    that is shown between the stations.
    """

    place: str = NATION
    hour: datetime | None = None
    lang: Language = "zh"
    passport: Figure | None = None
    day: date | None = None
    as_of: datetime | None = None
    target: str = ""
    layer: Literal["", "water"] = ""
    step: Literal["", "day", "slot"] = ""
    scene: str = ""
    scenes: str = ""
    surface: str = ""

    def at(self, *, place: str) -> Address:
        """The same hour and language at another place."""
        return replace(self, place=place, passport=None, target="")

    def explaining(self, asked: Figure | None) -> Address:
        """The same screen with the passport of a figure open, or with none."""
        return replace(self, passport=asked)

    def aiming(self, target: str) -> Address:
        """The same board with another target chosen."""
        return replace(self, target=target)

    def speaking(self, lang: Language) -> Address:
        """The same screen in another language."""
        return replace(self, lang=lang)

    def board(self, default: Language) -> str:
        """The query string of the target board of this place, in this language."""
        return Address(place=self.place, lang=self.lang).search(default)

    def search(self, default: Language) -> str:
        """The query string, `?` included; empty for the newest hour of the nation in the default language."""
        parts: dict[str, str] = {}
        if self.place != NATION:
            parts["place"] = self.place
        if self.hour is not None:
            parts["hour"] = written(self.hour)
        if self.passport is not None:
            parts["passport"] = self.passport.written()
        if self.day is not None:
            parts["day"] = self.day.isoformat()
        if self.as_of is not None:
            parts["as_of"] = self.as_of.astimezone(ZONE).isoformat()
        if self.layer:
            parts["layer"] = self.layer
        if self.step:
            parts["step"] = self.step
        if self.scene:
            parts["scene"] = self.scene
        if self.scenes:
            parts["scenes"] = self.scenes
        if self.surface:
            parts["surface"] = self.surface
        if self.target:
            parts["target"] = self.target
        if self.lang != default:
            parts["lang"] = self.lang
        return f"?{urlencode(parts, safe=':,')}" if parts else ""


def address(search: str | None, default: Language) -> Address:
    """The address that a query string writes; what cannot be read falls back to nation, newest hour, `default`."""
    asked = {name: texts[-1] for name, texts in parse_qs((search or "").lstrip("?")).items()}
    shown = figure(asked["passport"]) if "passport" in asked else linked(asked)
    as_of = _moment(asked.get("as_of", ""))
    if shown is not None and shown.as_of is None and as_of is not None:
        shown = shown.known(as_of)  # what a frozen screen shows is explained as it was known
    place, lang, target = asked.get("place", NATION), asked.get("lang", default), asked.get("target", "")
    return Address(
        place=place if _PLACE.fullmatch(place) else NATION,
        hour=_hour(asked.get("hour", "")),
        lang="en" if lang == "en" else "zh" if lang == "zh" else default,
        passport=shown,
        day=read_day(asked.get("day", "")),
        as_of=as_of,
        target=target if _TARGET.fullmatch(target) else "",
        layer="water" if "water" in (asked.get("layer"), asked.get("scene")) else "",
        step="day" if asked.get("step") == "day" else "slot" if asked.get("step") == "slot" else "",
        scene=_scene(asked.get("scene", ""), asked.get("layer", "")),
        surface=asked["surface"] if asked.get("surface") in AIR_HOURLY else "",
        scenes=asked["scenes"] if _SCENES.fullmatch(asked.get("scenes", "")) else "",
    )


def written(hour: datetime) -> str:
    """The hour as the address writes it, `2026-03-13T14` in Asia/Shanghai."""
    return hour.astimezone(ZONE).strftime("%Y-%m-%dT%H")


def _hour(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H").replace(tzinfo=ZONE).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_day(text: str | None) -> date | None:
    """The civil day that an address writes; None for what is none, or lies where no reading can (1991 – 2199)."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if 1990 < found.year < 2200 else None


def read_month(text: str | None) -> date | None:
    """The first day of the month that an address writes (`2026-03`); None as of `read_day`."""
    return read_day(f"{text or ''}-01")


def _scene(text: str, layer: str) -> str:
    """A scene of its own; air and water are told by the layer alone."""
    return text if _SCENE.fullmatch(text) and text not in ("air", "water") and layer != "water" else ""


def _moment(text: str) -> datetime | None:
    """A time with its offset; one without is of Asia/Shanghai."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=ZONE)).astimezone(UTC)
