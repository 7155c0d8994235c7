"""What a screen may ask: the functions of `assessment`, each already bound to one store.

Screens are handed this value and never the store, so that a page cannot ask anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from assessment.answer import Answer
from assessment.basis import Basis
from assessment.course import course
from assessment.extent import Extent, extent
from assessment.moment import moment
from assessment.ranking import rank
from assessment.standing import standing
from assessment.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The questions of one installation as functions; keyword arguments are those of the assessment modules.

    `extent` answers what the store holds, `moment` one hour of every place, `rank` a ranking, `standing` the leading
    figures of the year to date, `course` a curve of hours.
    """

    extent: Callable[[], Extent]
    moment: Callable[..., Answer]
    rank: Callable[..., Answer]
    standing: Callable[..., Answer]
    course: Callable[..., Answer]


def questions(store: Any, basis: Basis) -> Questions:
    """The questions asked of `store`, which stays opaque to every screen, on the basis of the installation."""
    terms = Terms(basis=basis)
    return Questions(
        extent=partial(extent, store),
        moment=partial(moment, store, terms=terms),
        rank=partial(rank, store, terms=terms),
        standing=partial(standing, store, terms=terms),
        course=partial(course, store, terms=terms),
    )
