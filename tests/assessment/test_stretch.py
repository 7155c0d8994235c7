"""What several figures of the same days share is the same as what each makes for itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from assessment.catalogue import catalogue
from assessment.judged import judged_parts, reading
from assessment.members import Of
from assessment.periods import Days, Every, parts
from assessment.values import table
from assessment.verdicts import Verdict
from geo.atlas import Atlas
from indicators.regime import Word
from store.opening import Store
from tests.assessment.few_cities import TERMS, put

#: Days about the change of editions; each city lacks another one of them.
DAYS = Days(first=date(2026, 2, 26), last=date(2026, 3, 4))
PM25 = {"410100": 180.0, "410300": 61.0, "410700": 30.0}


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Store:
    from tests.assessment.few_cities import opened

    made = opened(tmp_path_factory.mktemp("stretch"), atlas)
    for at, (city, value) in enumerate(PM25.items()):
        for first, days in ((DAYS.first, at + 1), (date(2026, 2, 28 - at), 2), (date(2026, 3, 1 + at), 2)):
            put(made, {city: value + at}, first, days, name=f"{city} {first}")
    return made


def equal(a: Verdict, b: Verdict) -> bool:
    return (
        np.array_equal(a.values, b.values, equal_nan=a.values.dtype != object)
        and np.array_equal(a.remarks.bits, b.remarks.bits)
        and (a.editions, a.series, a.stages) == (b.editions, b.series, b.stages)
        and all(np.array_equal(getattr(a, n), getattr(b, n)) for n in ("expected", "observed", "valid", "reviewed"))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("of", "edition"), [("station", "auto"), ("city", "auto"), ("city", "2031"), ("province", "2026")]
)
def test_figures_of_one_reading_are_those_asked_alone(store: Store, of: Of, edition: Word) -> None:
    terms = replace(TERMS, edition=edition)
    steps: tuple[Every, ...] = ("all", "month")
    shared = reading(store, of=of, within=None, start=DAYS.start, end=DAYS.end, terms=terms)
    asked = [e for e in catalogue().values() if "all" in e.steps and not e.command and e.yearly is None]
    asked = [e for e in asked if not (of == "province" and e.is_name)]
    assert len(asked) > 50
    for entry in reversed(asked):  # what is made of others before them
        for step in steps:
            alone = replace(shared)  # nothing read yet
            cut = parts(DAYS, step)
            one, other = (
                judged_parts(store, entry, read.who, DAYS, cut, step=step, terms=terms, read=read)
                for read in (shared, alone)
            )
            assert equal(one, other), (entry.code, step)


def test_an_answer_may_be_changed_without_changing_the_next(store: Store) -> None:
    shared = reading(store, of="city", within=None, start=DAYS.start, end=DAYS.end, terms=TERMS)
    entry = catalogue()["good_days"]
    first = judged_parts(store, entry, shared.who, DAYS, [DAYS], step="all", terms=TERMS, read=shared)
    before = first.values.copy()
    first.values[:], first.valid[:], first.observed[:] = 99.0, 99, 99
    again = judged_parts(store, entry, shared.who, DAYS, [DAYS], step="all", terms=TERMS, read=shared)
    assert np.array_equal(again.values, before, equal_nan=True)
    assert again.valid.max() < 99
    assert again.observed.max() < 99


def test_days_by_level_and_primary_reconcile_over_one_reading(store: Store) -> None:
    answers = {
        code: table(store, indicator=code, of="city", start=DAYS.start, end=DAYS.end, every="all", terms=TERMS).table
        for code in ("days_by_level", "good_days", "exceedance_days", "heavy_days")
    }  # fmt: skip
    for code in PM25:
        levels, good, above, heavy = (
            answers[name].loc[lambda t: t["code"] == code, "value"].astype(float)  # noqa: B023
            for name in answers
        )
        assert (levels[:2].sum(), levels[2:].sum(), levels[4:].sum()) == (
            good.sum(),
            above.sum(),
            heavy.sum(),
        )
