"""What a person may write from a screen: the functions of `actions`, each already bound to one store.

Beside `Questions`, which only ask. Every act takes the name of a person and a reason; a screen has no other way to
write, and an installation whose screens only read hands out none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from actions.quarantine import mend, retake
from actions.review import set_reading
from actions.sand import approve_sand, propose_sand, withdraw_sand
from actions.target_entry import book_template, hand_in, report_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """The acts of one installation as functions; keyword arguments are those of the modules of `actions`."""

    propose_sand: Callable[..., Any]
    approve_sand: Callable[..., Any]
    withdraw_sand: Callable[..., Any]
    review_reading: Callable[..., Any]
    mend_row: Callable[..., Any]
    retake_row: Callable[..., Any]
    report_value: Callable[..., Any]
    hand_in_targets: Callable[..., Any]
    target_template: Callable[[], bytes]


def acts(store: Any) -> Acts:
    """The acts upon `store`, which stays opaque to every screen."""
    return Acts(
        propose_sand=partial(propose_sand, store),
        approve_sand=partial(approve_sand, store),
        withdraw_sand=partial(withdraw_sand, store),
        review_reading=partial(set_reading, store),
        mend_row=partial(mend, store),
        retake_row=partial(retake, store),
        report_value=partial(report_value, store),
        hand_in_targets=partial(hand_in, store),
        target_template=book_template,
    )
