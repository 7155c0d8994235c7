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
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from indicators.rules import Assessment, Limits
from indicators.standard import Edition, Kind, Phase, edition, editions, in_force

Word = Literal["auto", "2012", "2026", "2031"]
WORDS: tuple[Word, ...] = get_args(Word)
ZONE = ZoneInfo("Asia/Shanghai")

_NAMED: dict[str, tuple[str, str, str, str]] = {
    "2012": ("HJ 633-2012", "GB 3095-2012", "amended", "HJ 663-2013"),
    "2026": ("HJ 633-2026", "GB 3095-2026", "transition", "HJ 663-2026"),
    "2031": ("HJ 633-2026", "GB 3095-2026", "final", "HJ 663-2026"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """The editions that judge a day.

    Attributes
    ----------
    word
        How it was asked for: ``auto``, ``2012``, ``2026`` or ``2031``.
    aqi
        HJ 633.
    limits_edition, limits_phase
        GB 3095 and the phase of it.
    assessment_edition
        HJ 663.
    ranking_edition
        The ranking rule of the day (a document of its own, which no word changes).
    sand_edition
        The sand rule of the day; ``None`` before there was one.
    """

    word: Word
    aqi: Edition
    limits_edition: Edition
    limits_phase: Phase
    assessment_edition: Edition
    ranking_edition: Edition
    sand_edition: Edition | None

    @property
    def limits(self) -> Limits:
        """Limits of the phase in force."""
        return self.limits_phase.content

    @property
    def assessment(self) -> Assessment:
        """Rules of HJ 663 in force."""
        return self.assessment_edition.assessment

    def edition(self, kind: Kind) -> Edition:
        """Edition of a kind; LookupError for sand before there was a rule."""
        found = {
            "aqi": self.aqi,
            "limits": self.limits_edition,
            "assessment": self.assessment_edition,
            "ranking": self.ranking_edition,
            "sand": self.sand_edition,
        }[kind]
        if found is None:
            raise LookupError("There is no sand rule before 2017-01-01.")
        return found

    def _verdict_key(self, kinds: Sequence[Kind]) -> tuple[object, ...]:
        """Return what must change for a verdict of these kinds to change."""
        key: list[object] = []
        for kind in kinds:
            if kind == "limits":
                # The 2018 amendment changed the reference state and no limit: it is no new verdict.
                key.append((self.limits_edition.number, tuple(self.limits.basic.items())))
            else:
                one = self.sand_edition if kind == "sand" else self.edition(kind)
                key.append(one.number if one else None)
        return tuple(key)


def regime(word: Word, day: date) -> Regime:
    """Editions that judge a civil day under a word; LookupError if a kind has none on that day."""
    if word not in WORDS:
        raise LookupError(f"There is no regime {word!r}; the words are {' '.join(WORDS)}.")
    ranking = in_force("ranking", day)
    sand = next((e for e in editions() if e.kind == "sand" and e.judges(day)), None)
    if word == "auto":
        limits = in_force("limits", day)
        return Regime(
            word=word,
            aqi=in_force("aqi", day),
            limits_edition=limits,
            limits_phase=limits.phase(day),
            assessment_edition=in_force("assessment", day),
            ranking_edition=ranking,
            sand_edition=sand,
        )
    aqi_number, limits_number, phase_name, assessment_number = _NAMED[word]
    limits = edition(limits_number)
    return Regime(
        word=word,
        aqi=edition(aqi_number),
        limits_edition=limits,
        limits_phase=limits.named_phase(phase_name),
        assessment_edition=edition(assessment_number),
        ranking_edition=ranking,
        sand_edition=sand,
    )


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
