"""The scenes of the wall, in the order in which they follow each other, and how settings and addresses name them."""

from __future__ import annotations

from typing import Final

from layouts import (
    _scene_air,
    _scene_calendar,
    _scene_ranking,
    _scene_storm,
    _scene_targets,
    _scene_water,
)
from layouts._address import Address
from layouts._scene import Scene

SCENES: Final[tuple[Scene, ...]] = (
    _scene_air.SCENE,
    _scene_water.SCENE,
    _scene_ranking.SCENE,
    _scene_targets.SCENE,
    _scene_calendar.SCENE,
    _scene_storm.SCENE,
)
SHORTEST, LONGEST = 3, 3600  # for so many seconds a scene may stand


def named(where: Address) -> str:
    """The scene of an address; the air for one that is not known."""
    if where.layer == "water":
        return "water"
    return where.scene if where.scene in {one.name for one in SCENES} else "air"


def programme(text: str) -> tuple[tuple[str, int], ...]:
    """Scenes and seconds of a text such as `air:20,ranking:15`; `all` is every scene with seconds of its own.

    Raises
    ------
    ValueError
        For a scene that does not exist, or that would stand shorter than 3 or longer than 3600 seconds.
    """
    known = {one.name: one.seconds for one in SCENES}
    if text.strip() == "all":
        return tuple(known.items())
    made = []
    for one in text.replace(" ", "").split(","):
        name, _, seconds = one.partition(":")
        if not one:
            continue
        if name not in known:
            raise ValueError(f"there is no scene {name!r}; say some of {' '.join(known)}, or all")
        if seconds and not seconds.isdecimal():
            raise ValueError(f"{one!r} does not say for how many seconds")
        stands = int(seconds) if seconds else known[name]
        if not SHORTEST <= stands <= LONGEST:
            raise ValueError(f"a scene stands for {SHORTEST} to {LONGEST} seconds, not {stands}")
        made.append((name, stands))
    return tuple(made)
