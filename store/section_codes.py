"""The code that a section carries now, by any that it carried before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from store.opening import Store
from store.water_register import standing_register


def codes_now(store: Store, codes: Sequence[str]) -> Mapping[str, str]:
    """Return the code of today of each code that a section carries or has carried; unknown ones are left out."""
    with store.reading() as conn:
        known = standing_register(store, conn)
    found = {code: known.meant([code]) for code in codes}
    return {code: known.code[numbers[0]] for code, numbers in found.items() if numbers}
