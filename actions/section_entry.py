"""The act of handing in a register of sections: what it says becomes versions, what it said before stays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.atlas import Atlas
from ingest.contract import PayloadError
from ingest.sections import read
from store.opening import Store
from store.water_sections import KeptSections, keep_sections


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSections:
    """What became of a register: its sections, and a sentence for each refused row with its sheet and cell."""

    file: str
    kept: KeptSections
    refused: tuple[str, ...]


def load_sections(store: Store, path: Path, *, by: str, reason: str) -> LoadedSections:
    """Keep the sections of a file; rows that are not understood are refused one by one, twice is once.

    Raises
    ------
    PayloadError
        If the file is no register, or none of its rows is understood.
    ValueError
        If nobody or no reason is named.
    """
    if not by.strip() or not reason.strip():
        raise ValueError("say who hands the register in (--by) and why (--reason)")
    if not isinstance(store.atlas, Atlas):
        raise TypeError("this store was opened without an atlas")
    handed = read(path, store.atlas)
    if handed.refused and not handed.records:
        raise PayloadError(f"no row is understood: {'; '.join(handed.refused[:3])}")
    kept = keep_sections(store, handed.records, actor=by.strip(), reason=reason.strip())
    refused = [
        *handed.refused,
        *(f"{handed.file}: {handed.places[at]}: {why}" for at, why in sorted(kept.refused.items())),
    ]
    return LoadedSections(file=handed.file, kept=kept, refused=tuple(refused))
