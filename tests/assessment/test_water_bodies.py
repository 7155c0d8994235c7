"""River or lake: the registry's word, the limits that the publisher applies, chlorophyll, and otherwise a river."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from assessment.periods import midnight
from assessment.water_bodies import by_rule
from geo.atlas import Atlas
from tests.assessment.few_sections import CLEAN, asked, figures, notes, opened, put, record

ITEMS = ("ph", "do", "codmn", "nh3n", "tp", "chla", "algae")
DAY = date(2026, 3, 1)
SLOT = timedelta(hours=4)


def seen(*rows: tuple[str, str, dict[str, float]]) -> pd.DataFrame:
    """Evidence of (section, published class, values)."""
    frame = pd.DataFrame([{"section": s, "class": c, **v} for s, c, v in rows])
    for item in ITEMS:
        frame[item] = frame.get(item, pd.Series(np.nan, index=frame.index)).astype(float)
    return frame


def test_the_limits_that_give_the_published_class_are_those_of_its_publisher() -> None:
    """Phosphorus 0.08 is Ⅱ in a river and Ⅳ in a lake; 0.2 is Ⅲ and Ⅴ."""
    found = by_rule(
        seen(
            ("river", "Ⅱ", {"tp": 0.08}),
            ("river", "Ⅲ", {"tp": 0.2}),
            ("lake", "Ⅳ", {"tp": 0.08}),
            ("lake", "Ⅱ", {"tp": 0.08}),
            ("lake", "Ⅴ", {"tp": 0.2}),
        )
    )
    assert found == {"river": (False, "published"), "lake": (True, "published")}


def test_a_row_in_which_both_have_the_same_class_tells_nothing() -> None:
    """Ammonia 3.0 is worse than Ⅴ anywhere; so is a class that neither would have."""
    assert by_rule(seen(("a", "劣Ⅴ", {"nh3n": 3.0, "tp": 0.08}), ("b", "Ⅰ", {"tp": 0.08}))) == {}


def test_chlorophyll_in_most_of_its_rows_makes_a_lake_where_nothing_is_published() -> None:
    found = by_rule(
        seen(
            ("green", "", {"tp": 0.02, "chla": 9.0}),
            ("green", "", {"tp": 0.02, "algae": 1e6}),
            ("green", "", {"tp": 0.02}),
            ("half", "", {"tp": 0.02, "chla": 9.0}),
            ("half", "", {"tp": 0.02}),
        )
    )
    assert found == {"green": (True, "chlorophyll")}


def test_the_registry_ends_all_guessing(tmp_path: Path, atlas: Atlas) -> None:
    """Phosphorus 0.08 as a lake's point of the feed has it, published Ⅳ: a lake by that, unless the registry knows."""
    store = opened(tmp_path, atlas, [record("known"), record("open", kind=""), record("silent", kind="")])
    values = {**CLEAN, "tp": 0.08}
    start = midnight(DAY)
    put(
        store,
        dict.fromkeys(("known", "open"), values),
        start,
        SLOT,
        states=dict.fromkeys(("known", "open"), ("Ⅳ", "正常")),
    )
    put(store, {"silent": values}, start, SLOT)
    found = asked(store, "water_class", "section", DAY, DAY, every="day")
    assert figures(found) == {"known": "Ⅱ", "open": "Ⅳ", "silent": "Ⅱ"}
    assert notes(found, "silent") == {"water_body_rule"}
    assert notes(found, "open") == set()
    words = {label.en: text for label, text in found.passport.basis}
    assert words["River or lake by (sections)"] == "registry 1, published 1, otherwise 1"
    assert words["Sections judged as lakes"] == "1"
    store.close()
