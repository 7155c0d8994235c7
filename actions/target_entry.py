"""The acts on the target book: handing a book in, and reporting a value of a target."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from pathlib import Path

from geo.atlas import Atlas
from indicators.parameters import Label
from ingest.handed import RefusedFileError
from ingest.target import ReportedValue
from ingest.target_books import read
from ingest.target_books import template as book_template
from store.opening import Store
from store.target_book import KeptTargets, find_target, keep_reported, keep_targets, targets

__all__ = [
    "Loaded",
    "NotKeptError",
    "RefusedFileError",
    "book_template",
    "hand_in",
    "load_book",
    "report_value",
]


class NotKeptError(ValueError):
    """What a person entered and cannot be kept, with a sentence in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.label = Label(zh=zh, en=en)
        super().__init__(en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What became of a book: targets, the number of reported values, and a sentence for each refused entry."""

    file: str
    kept: KeptTargets
    reported: int
    refused: tuple[Label, ...]


def load_book(store: Store, path: Path, *, by: str, reason: str) -> Loaded:
    """Keep the targets and reported values of a file; entries that are not understood are refused one by one.

    Handing in the same book twice is handing it in once; a changed target becomes a further version of itself.

    Raises
    ------
    RefusedFileError
        If the file is no target book, or none of its entries is understood.
    NotKeptError
        If nobody or no reason is named.
    """
    _check(by, reason)
    if not isinstance(store.atlas, Atlas):
        raise TypeError("this store was opened without an atlas")
    book = read(path, store.atlas)
    if book.refused and not book.targets and not book.reported:
        raise RefusedFileError(
            Label(
                zh=f"{book.file}：没有一条能识别：{'；'.join(one.zh for one in book.refused[:3])}",
                en=f"{book.file}: no entry is understood: {'; '.join(one.en for one in book.refused[:3])}",
            )
        )
    records = [replace(one, file=f"{book.file} {book.sha256[:12]}") for one in book.targets]
    kept = keep_targets(store, records, actor=by.strip(), reason=reason.strip())
    known = {one.id for one in targets(store)}
    refused = list(book.refused)
    count = 0
    for value in book.reported:
        if value.target not in known:
            refused.append(
                Label(
                    zh=f"{book.file}：上报值所指的 {value.target} 不是目标编号",
                    en=f"{book.file}: a value is reported of {value.target}, which is no target",
                )
            )
            continue
        keep_reported(store, value)
        count += 1
    return Loaded(file=book.file, kept=kept, reported=count, refused=tuple(refused))


def hand_in(store: Store, *, name: str, content: bytes, by: str, reason: str) -> Loaded:
    """Keep the book that a browser sent under a file name; as `load_book`, whose errors it has."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "book")
        path.write_bytes(content)
        return load_book(store, path, by=by, reason=reason)


def report_value(
    store: Store, *, target: str, day: date, value: float, by: str, reason: str
) -> ReportedValue:
    """Keep what a person reports of a target at the end of a day; a correction is a further revision of the day.

    Raises
    ------
    LookupError
        If there is no such target.
    NotKeptError
        If nobody or no reason is named, the value is no number, or the day lies before the target's period.
    """
    _check(by, reason)
    one = find_target(store, target)
    if not isfinite(value):
        raise NotKeptError(f"{value} 不是可上报的数值", f"{value} is no value that can be reported")
    if day < one.first:
        raise NotKeptError(
            f"{one.id} 自 {one.first} 起；{day} 的数值与之无关",
            f"{one.id} begins on {one.first}; a value of {day} says nothing of it",
        )
    return keep_reported(
        store, ReportedValue(target=one.id, day=day, value=value, actor=by.strip(), reason=reason.strip())
    )


def _check(by: str, reason: str) -> None:
    if not by.strip() or not reason.strip():
        raise NotKeptError(
            "请写明姓名（--by）和依据（--reason）", "say who enters it (--by) and why (--reason)"
        )
