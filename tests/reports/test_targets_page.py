"""The page of targets in the set for the meeting, with targets of water: a section by name, a class by its items."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assessment.basis import Basis
from assessment.periods import Days
from assessment.terms import Terms
from geo.atlas import Atlas, load
from reports.gathering import Gathering
from reports.pages.targets import gather
from reports.scope import Scope
from store.opening import Store
from tests.assessment.test_water_targets import (
    store as store,
)  # the made-up months of two sections of Nantong


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load()


def test_targets_of_water_have_their_names_and_what_the_rest_must_be(store: Store) -> None:
    days = Days(first=date(2021, 1, 1), last=date(2021, 3, 31))
    scope = Scope(region="320600", kind="window", days=days, as_of=datetime(2100, 1, 1, tzinfo=UTC))
    found = gather(Gathering(store=store, terms=Terms(basis=Basis()), scope=scope))
    rows = {row.cells[1].en + "/" + row.cells[0].en: row.cells for row in found.tables[0].rows}
    section = rows["Class of water/Shang Bridge"]
    assert (section[3].zh, section[7].zh) == ("Ⅳ", "NH3-N ≤ 0.973")
    sentences = [one.text.zh for one in found.sentences]
    assert any("余下{targets." in s and "断面·月须不低于" in s for s in sentences)
    assert any("个月每项均值须守住控制值，其中 NH3-N ≤ 0.973" in s for s in sentences)
    classes = [f for f in found.figures if f.shown == "Ⅳ"]
    assert [f.value for f in classes] == [None]  # a class is a word
