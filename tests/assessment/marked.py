"""An answer as small as it can be, simulated or reviewed as a test asks: what an export marks is all that matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

import pandas as pd

from assessment.answer import Answer, Passport, Reference
from indicators.parameters import Label

ONE: Mapping[str, Sequence[str]] = MappingProxyType({"value": ["7.50"]})


def answer(
    *,
    simulated: bool = False,
    stages: tuple[int, int, int] = (0, 3, 0),
    table: Mapping[str, Sequence[str]] = ONE,
) -> Answer:
    return Answer(
        table=pd.DataFrame(dict(table)),
        passport=Passport(
            title=Label(zh="某", en="some"), unit="", start=datetime(2026, 1, 1, tzinfo=UTC),
            end=datetime(2026, 2, 1, tzinfo=UTC), members="", editions=("HJ 633-2012",), clauses=(),
            formula=Label(zh="甲", en="a"), stage="best", simulated=simulated, stages=stages,
            reference=Reference(question="some", arguments={}, as_of=datetime(2026, 2, 1, 4, tzinfo=UTC)),
        ),
    )  # fmt: skip
