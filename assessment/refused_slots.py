"""Which slots the rows refused whole would have filled: a row came for them, but nothing of it could be taken.

A row belongs to a station if exactly one of its texts is that of a station that the ledger knows. It belongs to the
slot of its own stamp; one whose stamp is none, or is left standing from another time, to the slot of its payload,
if the payload tells of one slot alone or was asked for one alone. Where neither holds, it is evidence of no slot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from ingest.cells import hour_start
from ingest.contract import Source
from ingest.diary import Run
from ingest.provincial import OF_A_CITY
from ingest.refusal import DUPLICATE, LEFT_STANDING, OVERRULED
from ingest.section_names import folded
from ingest.sources import source
from ingest.water import OVERRULED_WATER
from ingest.water_contract import AnySource
from store.days import epoch
from store.refusals import Refusal

TAKEN_ELSEWHERE: Final = (DUPLICATE, OVERRULED, OVERRULED_WATER, OF_A_CITY)
"""Reasons of rows of which another was taken, or which are of no station."""

_BETWEEN: Final = re.compile(r"[,\t;{}\[\]\"]+|(?<=\D):(?=\D)")

Stations = Callable[[Iterable[str]], set[str]]
"""Which stations some texts of one row mean, by their codes."""


def refused_slots(
    found: Sequence[Refusal], log: Sequence[Run], meant: Stations, length_s: int
) -> dict[tuple[str, int], int]:
    """Return the number in the quarantine of the newest refused row of a slot, by station and start [epoch s].

    Parameters
    ----------
    found
        The rows.
    log
        Runs that fetched payloads: what was asked for.
    meant
        Tells whom texts mean.
    length_s
        Of a slot.
    """
    alone = {
        sha256: epoch(run.window.start)
        for run in log
        if epoch(run.window.end) - epoch(run.window.start) == length_s
        for sha256 in run.payloads
    }
    made: dict[tuple[str, int], int] = {}
    for one in found:
        its = _source(one.source)
        texts = list(one.row.values()) or [text.strip() for text in _BETWEEN.split(one.payload)]
        who = meant(_named(one, its, texts))
        start = _start(one, its, texts, alone)
        if len(who) == 1 and start is not None:
            made[who.pop(), start] = one.number
    return made


def _source(name: str) -> AnySource | None:
    """The source of that name; None for an installation's own feed, which a file describes."""
    try:
        return source(name)
    except LookupError:
        return None


def _named(one: Refusal, its: AnySource | None, texts: Sequence[str]) -> Sequence[str]:
    """Texts of a row that may name its station."""
    columns = (its.station,) if isinstance(its, Source) else ("code", "section")
    return [one.row[column] for column in columns if one.row.get(column)] or texts


def _start(one: Refusal, its: AnySource | None, texts: Sequence[str], alone: Mapping[str, int]) -> int | None:
    """Start of the slot of a row: by its stamp, else by its payload; None where neither tells one."""
    own = set() if its is None or one.reason == LEFT_STANDING else _stamps(one, its, texts)
    if len(own) == 1:
        return own.pop()
    if one.sha256 in alone:
        return alone[one.sha256]
    return one.first if one.first == one.last and not own else None


def _stamps(one: Refusal, its: AnySource, texts: Sequence[str]) -> set[int]:
    """Starts that the row's texts name as its source writes them."""
    column = its.time if isinstance(its, Source) else "start"
    ends = isinstance(its, Source) and its.stamp == "end"
    read = partial(hour_start, zone=its.timezone, stamp="end" if ends else "start")
    said = [one.row[column]] if column in one.row else texts
    return {start for start, why in map(read, said) if not why}


def by_code(codes: Iterable[str]) -> Stations:
    """Return how stations are told by their codes."""
    known = frozenset(codes)
    return lambda texts: {text for text in map(str.strip, texts) if text in known}


def by_name(names: Iterable[tuple[str, str]]) -> Stations:
    """Return how sections are told by code or by name: pairs of code and name; a name of several means all of them."""
    codes: set[str] = set()
    known: dict[str, set[str]] = {}
    for code, name in names:
        codes.add(code)
        known.setdefault(folded(name), set()).add(code)

    def meant(texts: Iterable[str]) -> set[str]:
        held = [text.strip() for text in texts if text.strip()]
        exact = {text for text in held if text in codes}
        return exact or {code for text in held for code in known.get(folded(text), ())}

    return meant
