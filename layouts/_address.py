"""The whole state of a screen in its URL: `?place=410800&hour=2026-03-13T14&lang=en`.

`hour` is the start of an hour in Asia/Shanghai, as on the command line; without it the screen follows the newest
hour. What is not understood is left out, so that an old or mistyped link still opens a screen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode

from indicators.parameters import Language
from indicators.regime import ZONE

NATION = "100000"
_PLACE = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Place (six-digit division code), hour start in UTC (None: the newest) and language of one screen."""

    place: str = NATION
    hour: datetime | None = None
    lang: Language = "zh"

    def at(self, *, place: str) -> Address:
        """The same hour and language at another place."""
        return replace(self, place=place)

    def speaking(self, lang: Language) -> Address:
        """The same place and hour in another language."""
        return replace(self, lang=lang)

    def search(self, default: Language) -> str:
        """The query string, `?` included; empty for the newest hour of the nation in the default language."""
        parts: dict[str, str] = {}
        if self.place != NATION:
            parts["place"] = self.place
        if self.hour is not None:
            parts["hour"] = written(self.hour)
        if self.lang != default:
            parts["lang"] = self.lang
        return f"?{urlencode(parts, safe=':')}" if parts else ""


def address(search: str | None, default: Language) -> Address:
    """The address that a query string writes; what cannot be read falls back to nation, newest hour, `default`."""
    asked = parse_qs((search or "").lstrip("?"))
    place = asked.get("place", [NATION])[-1]
    lang = asked.get("lang", [default])[-1]
    return Address(
        place=place if _PLACE.fullmatch(place) else NATION,
        hour=_hour(asked.get("hour", [""])[-1]),
        lang="en" if lang == "en" else "zh" if lang == "zh" else default,
    )


def written(hour: datetime) -> str:
    """The hour as the address writes it, `2026-03-13T14` in Asia/Shanghai."""
    return hour.astimezone(ZONE).strftime("%Y-%m-%dT%H")


def _hour(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H").replace(tzinfo=ZONE).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
