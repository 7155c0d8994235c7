"""What a process has read of the cities' days and may read again: whole months, as long as their facts stand.

The table is the truth; a month here is dropped as soon as one of its days was made anew, which `fact_day` tells.
A screen that asks one window after the other then pays for the rows once.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import numpy as np
from sqlalchemy import Connection, select

from store.bulk import Array, Ints, fetch
from store.tables import city_day, fact_day

MONTHS: Final = 60
"""So many months are held at once: about 2 MB each for the whole country."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """City facts of one month, sorted by day and stage; `place` [row] indexes `regions`."""

    version: int
    columns: dict[str, Array]
    regions: tuple[str, ...]
    place: Ints


@dataclass(slots=True)
class Memory:
    """Months by their first day (ordinal), the one used last at the end."""

    months: OrderedDict[int, Month] = field(default_factory=OrderedDict)

    def read(self, conn: Connection, first: int, last: int) -> list[Month]:
        """The months that [first, last] (ordinals) touches, each as its facts stand now."""
        found = []
        for begin, end in _months(first, last):
            held = self.months.get(begin)
            version = _version(conn, begin, end)
            if held is None or held.version != version:
                held = _read(conn, begin, end, version)
            self.months[begin] = held
            self.months.move_to_end(begin)
            found.append(held)
        while len(self.months) > MONTHS:
            self.months.popitem(last=False)
        return found


def _read(conn: Connection, begin: int, end: int, version: int) -> Month:
    query = select(city_day).where(city_day.c.day >= begin, city_day.c.day <= end)
    columns = fetch(conn, query)
    order = np.lexsort((columns["stage"], columns["day"]))
    columns = {name: values[order] for name, values in columns.items()}
    regions, place = np.unique(columns.pop("region").astype(str), return_inverse=True)
    return Month(version=version, columns=columns, regions=tuple(regions.tolist()), place=place)


def _version(conn: Connection, begin: int, end: int) -> int:
    rows = conn.execute(select(fact_day.c.version).where(fact_day.c.day >= begin, fact_day.c.day <= end))
    return sum(version for (version,) in rows)


def _months(first: int, last: int) -> list[tuple[int, int]]:
    found = []
    day = date.fromordinal(first).replace(day=1)
    while day.toordinal() <= last:
        following = (day + timedelta(days=32)).replace(day=1)
        found.append((day.toordinal(), following.toordinal() - 1))
        day = following
    return found
