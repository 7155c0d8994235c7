"""The editions that judge a day together, and a window split where they change.

The words are those of the command line: ``auto`` judges each day by what was in force on it; ``2012``,
``2026`` and ``2031`` judge every day wholly under one set (2031: HJ 633-2026 with the final limits of
GB 3095-2026).
A day is the civil date, in Asia/Shanghai, of the *start* of the interval: the hour that the platform stamps
2026-03-01T00 is 23:00–24:00 of 28 February and is judged under 2012.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from indicators.rules import Assessment, Limits
from indicators.standard import Edition, Kind, Phase, edition, editions

Word = Literal["auto", "2012", "2026", "2031"]
WORDS: tuple[Word, ...] = get_args(Word)
ZONE = ZoneInfo("Asia/Shanghai")

_KINDS: tuple[Kind, ...] = ("aqi", "limits", "assessment", "ranking", "sand")
_NAMED: dict[str, tuple[str, str, str, str]] = {
    "2012": ("HJ 633-2012", "GB 3095-2012", "amended", "HJ 663-2013"),
    "2026": ("HJ 633-2026", "GB 3095-2026", "transition", "HJ 663-2026"),
    "2031": ("HJ 633-2026", "GB 3095-2026", "final", "HJ 663-2026"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """The editions that judge a day.

    A kind that has no edition on that day is missed only when it is asked for: a mean of concentrations can be
    told of years that no standard judges.

    Attributes
    ----------
    word
        How it was asked for: ``auto``, ``2012``, ``2026`` or ``2031``.
    day
        The civil day.
    chosen
        Edition of each kind that has one on that day.
    phase
        Phase of the limits, by name.
    """

    word: Word
    day: date
    chosen: tuple[Edition, ...]
    phase: str

    def edition(self, kind: Kind) -> Edition:
        """Edition of a kind; LookupError with a sentence where none judges the day."""
        for one in self.chosen:
            if one.kind == kind:
                return one
        first = min((e.first_day for e in editions() if e.kind == kind), default=None)
        raise LookupError(
            f"No edition of the kind {kind!r} judges {self.day}; the first judges from {first}."
        )

    def judged(self, kind: Kind) -> bool:
        """Whether an edition of that kind judges the day."""
        return any(one.kind == kind for one in self.chosen)

    @property
    def aqi(self) -> Edition:
        """HJ 633."""
        return self.edition("aqi")

    @property
    def limits_edition(self) -> Edition:
        """GB 3095."""
        return self.edition("limits")

    @property
    def limits_phase(self) -> Phase:
        """The phase of GB 3095."""
        return self.limits_edition.named_phase(self.phase)

    @property
    def assessment_edition(self) -> Edition:
        """HJ 663."""
        return self.edition("assessment")

    @property
    def ranking_edition(self) -> Edition:
        """The ranking rule of the day (a document of its own, which no word changes)."""
        return self.edition("ranking")

    @property
    def sand_edition(self) -> Edition | None:
        """The sand rule of the day; ``None`` before there was one."""
        return self.edition("sand") if self.judged("sand") else None

    @property
    def limits(self) -> Limits:
        """Limits of the phase in force."""
        return self.limits_phase.content

    @property
    def assessment(self) -> Assessment:
        """Rules of HJ 663 in force."""
        return self.assessment_edition.assessment

    def printed(self, kind: Kind) -> str:
        """The edition of a kind as a table names it; with its phase where its phases have other limits.

        ``HJ 633-2026``, ``GB 3095-2012``, ``GB 3095-2026 (transition)``; empty where none judges the day.
        """
        if not self.judged(kind):
            return ""
        one = self.edition(kind)
        if kind != "limits" or all(p.content.basic == self.limits.basic for p in one.phases):
            return one.number
        return f"{one.number} ({self.phase})"

    def _verdict_key(self, kinds: Sequence[Kind]) -> tuple[object, ...]:
        """Return what must change for a verdict of these kinds to change."""
        # The 2018 amendment changed the reference state and no limit: it is no new verdict.
        return tuple(
            (self.printed(kind), tuple(self.limits.basic.items()))
            if kind == "limits" and self.judged(kind)
            else self.printed(kind)
            for kind in kinds
        )


@cache
def regime(word: Word, day: date) -> Regime:
    """Editions that judge a civil day under a word; an unknown word raises LookupError."""
    if word not in WORDS:
        raise LookupError(f"There is no regime {word!r}; the words are {' '.join(WORDS)}.")
    of_day = {
        kind: next((e for e in editions() if e.kind == kind and e.judges(day)), None) for kind in _KINDS
    }
    phase = ""
    if word == "auto":
        if (limits := of_day["limits"]) is not None:
            phase = limits.phase(day).name
    else:
        aqi, limits_number, phase, assessment = _NAMED[word]
        of_day |= {"aqi": edition(aqi), "limits": edition(limits_number), "assessment": edition(assessment)}
    return Regime(word=word, day=day, chosen=tuple(e for e in of_day.values() if e is not None), phase=phase)


def civil_day(start: datetime, zone: ZoneInfo = ZONE) -> date:
    """Civil date of the start of an interval; a time without zone raises ValueError."""
    if start.tzinfo is None:
        raise ValueError("A time without a zone belongs to no civil day.")
    return start.astimezone(zone).date()


def regime_at(word: Word, start: datetime) -> Regime:
    """Editions that judge the interval starting at an aware time."""
    return regime(word, civil_day(start))


def spells(
    word: Word, first_day: date, last_day: date, kinds: Sequence[Kind] = ("aqi", "limits", "assessment")
) -> list[tuple[date, date, Regime]]:
    """Window split where a verdict of these kinds may change: (first day, last day, regime), in order.

    Both days are inclusive. A named word gives one spell. The regime of a spell is that of its last day.
    """
    if last_day < first_day:
        raise ValueError(f"A window cannot end on {last_day}, before it starts on {first_day}.")
    bounds = {first_day}
    for one in editions():
        starts = [one.first_day, one.withdrawn, *(p.start for p in one.phases)]
        bounds.update(d for d in starts if d is not None and first_day < d <= last_day)
    starts_of_parts = sorted(bounds)
    parts: list[tuple[date, date, Regime]] = []
    for i, start in enumerate(starts_of_parts):
        end = starts_of_parts[i + 1] - timedelta(days=1) if i + 1 < len(starts_of_parts) else last_day
        rules = regime(word, end)
        if parts and parts[-1][2]._verdict_key(kinds) == rules._verdict_key(kinds):
            parts[-1] = (parts[-1][0], end, rules)
        else:
            parts.append((start, end, rules))
    return parts
