"""The scene of the water now: the newest month of the sections, as the layer of water draws it."""

from __future__ import annotations

from indicators.parameters import Label
from layouts._page import Hall
from layouts._scene import CLASS, MAP, Cue, Play, Scene, Take, nothing
from layouts._water_wall import showing
from layouts._water_words import WORDS


def play(hall: Hall) -> Play:
    """The water of a month, day or slot, as the wall of a hall plays it."""
    renewed = showing(hall)

    def make(cue: Cue) -> Take:
        where = cue.where.explaining(None)
        found = renewed(cue.held, where, cue.ticks, None)
        if found is None:
            return nothing(cue, "water", WORDS["title"], WORDS["no_water"], WORDS["no_water_hint"])
        mark, time, told, *parts = found
        whole = isinstance(mark, str)
        return Take(
            mark=mark if whole else f"water|{cue.held.revision}|{where.search(cue.hall.language)}",
            time=dict(time) | {"now": cue.now.timestamp(), "following": where.hour is None},
            parts=dict(zip(MAP, parts, strict=True)) | {CLASS: "wall is-water maps"},
            whole=whole,
            told=told,
        )

    return make


SCENE = Scene(name="water", title=Label(zh="水", en="Water"), seconds=20, play=play)
