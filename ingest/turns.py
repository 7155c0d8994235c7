"""Which windows of a source are to be asked for now: the newest, and the gaps that it can still fill.

Asked anew at every beat from what the run log says, so that a missed beat, a killed process, a clock that was
set and a source that was gone for days all mend in the same way: what is not there yet is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from ingest.contract import SHANGHAI, Window
from ingest.diary import Run, Turn
from ingest.feed import Feed

LONGEST_GAP = 24
"""Slots of a gap that are asked for at once."""

MOST_GAPS = 8
"""Turns of a beat that fill gaps; the next beat goes on."""

PATIENCE = 2
"""A slot that stayed empty is asked for again when half of its age has passed since."""

_ZERO = datetime(1970, 1, 1, tzinfo=SHANGHAI)


def slot_of(moment: datetime, cadence: timedelta) -> int:
    """Return the number of the slot in which a moment lies; slots begin at midnight in Asia/Shanghai."""
    return (moment - _ZERO) // cadence


def slot_start(number: int, cadence: timedelta) -> datetime:
    """Return the start of a slot, UTC."""
    return (_ZERO + number * cadence).astimezone(UTC)


def beat_of(feed: Feed, now: datetime) -> datetime:
    """Return the beat in which a moment lies: beats come every `poll`, the first `lag` after a slot's end."""
    since = now - _ZERO - feed.lag
    return (_ZERO + feed.lag + (since // feed.poll) * feed.poll).astimezone(UTC)


def newest(feed: Feed, now: datetime) -> Window:
    """Return the newest window that may be out: the last whose end is `lag` ago."""
    end = slot_of(now - feed.lag, feed.cadence)
    return Window(start=slot_start(end - 1, feed.cadence), end=slot_start(end, feed.cadence))


def reached(feed: Feed, now: datetime) -> Window:
    """Return the window from the oldest slot that the source still answers to the newest."""
    last = newest(feed, now)
    first = slot_of(min(now - feed.reach + feed.cadence, last.start), feed.cadence)
    return Window(start=slot_start(first, feed.cadence), end=last.end)


def due(feed: Feed, now: datetime, runs: Sequence[Run]) -> list[Turn]:
    """Return the turns of a beat: the newest window first, then gaps, the oldest first.

    Parameters
    ----------
    feed
        Whose turns.
    now
        By the clock of the schedule.
    runs
        All runs of the source that touch `reached(feed, now)`.
    """
    span = reached(feed, now)
    first, end = slot_of(span.start, feed.cadence), slot_of(span.end, feed.cadence)
    of_slot = _by_slot(runs, feed.cadence, range(first, end - 1))
    open_slots: list[int] = []
    alone: set[int] = set()
    for slot in range(first, end - 1):
        window = Window(start=slot_start(slot, feed.cadence), end=slot_start(slot + 1, feed.cadence))
        about = of_slot.get(slot, [])
        if any(_is_settled(feed, run) for run in about) or not _may_ask_again(feed, window, now, about):
            continue
        open_slots.append(slot)
        if any(run.state == "done" for run in about):  # some slot of its window came, but maybe not this one
            alone.add(slot)
    gaps = [Turn(window=window, cause="gap") for window in _joined(feed, open_slots, alone)]
    return [Turn(window=newest(feed, now), cause="schedule"), *gaps[:MOST_GAPS]]


def _by_slot(runs: Sequence[Run], cadence: timedelta, among: range) -> dict[int, list[Run]]:
    """Runs whose window holds the whole of a slot, in their order, by slot: a reach may be of a thousand slots."""
    found: dict[int, list[Run]] = {}
    for run in runs:
        begin = -(
            (_ZERO - run.window.start) // cadence
        )  # rounded up: a slot that the window begins within is not held
        for slot in range(max(begin, among.start), min(slot_of(run.window.end, cadence), among.stop)):
            found.setdefault(slot, []).append(run)
    return found


def _is_settled(feed: Feed, run: Run) -> bool:
    """Whether a run brought something of every slot of its window."""
    return run.state == "done" and run.hours >= (run.window.end - run.window.start) // feed.cadence


def _may_ask_again(feed: Feed, window: Window, now: datetime, about: Sequence[Run]) -> bool:
    """Whether a slot that has not come may be asked for: at once after a failure, ever more rarely if empty."""
    tries = [run for run in about if run.state in ("done", "empty") or run.kind == "unreadable"]
    if not tries:
        return True
    since = now - tries[-1].started
    age = now - window.end
    return since < timedelta(0) or since >= max(feed.poll, age / PATIENCE)


def _joined(feed: Feed, slots: Sequence[int], alone: set[int]) -> list[Window]:
    """Return windows of neighbouring slots, at most `LONGEST_GAP` in one; those in `alone` by themselves."""
    spans: list[tuple[int, int]] = []
    for slot in slots:
        together = bool(spans) and spans[-1][1] == slot and slot - spans[-1][0] < LONGEST_GAP
        if together and slot not in alone and spans[-1][0] not in alone:
            spans[-1] = (spans[-1][0], slot + 1)
        else:
            spans.append((slot, slot + 1))
    return [
        Window(start=slot_start(begin, feed.cadence), end=slot_start(end, feed.cadence))
        for begin, end in spans
    ]


def pieces(window: Window, feed: Feed) -> list[Window]:
    """Return a window cut into pieces of `LONGEST_GAP` slots, for asking by hand."""
    begin, end = (
        slot_of(window.start, feed.cadence),
        slot_of(window.end - timedelta(seconds=1), feed.cadence) + 1,
    )
    return [
        Window(start=slot_start(at, feed.cadence), end=slot_start(min(at + LONGEST_GAP, end), feed.cadence))
        for at in range(begin, end, LONGEST_GAP)
    ]
