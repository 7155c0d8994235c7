"""Two thousand damaged files: never a crash, never a hang, and kept + refused rows are the published rows."""

from __future__ import annotations

import gzip
import io
import random
import time
import warnings
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.contract import PayloadError, Quality
from ingest.normalise import normalise
from ingest.slices import slices
from tests.ingest.build import CNEMC, COLUMNS, line, parsed, text, whole, zipped

LONGEST_S = 5.0
ROWS = [
    line(
        stationcode=f"{1001 + number % 7}A",
        timepoint=f"2026-03-0{1 + number // 24}T{number % 24:02}00",
        so2="/",
        co="NA",
    )
    for number in range(40)
]
CSV = text(*ROWS, line(primarypollutant='"颗粒物(PM10),细颗粒物(PM2.5)"')).encode()
_HELD = io.BytesIO()
pq.write_table(
    pa.Table.from_pandas(
        pd.DataFrame([row.split(",") for row in ROWS], columns=COLUMNS), preserve_index=False
    ),
    _HELD,
)
FILES = {
    "hour.csv": CSV,
    "hour.csv.gz": gzip.compress(CSV, mtime=0),
    "day.zip": zipped({"a.csv": CSV, "b.csv": text(*ROWS[:3])}),
    "month.parquet": _HELD.getvalue(),
}
PIECES = [
    *(
        b"\n",
        b"\r",
        b",",
        b'"',
        b"\0",
        b"\xff",
        b"NA",
        b"/",
        b"-1",
        b"1e999",
        b"=1+1",
        b"\xef\xbb\xbf",
        b"nan",
    ),
    *(b"2026-02-30T0100", b"9" * 50, "—".encode(), "１".encode(), b"<html>", b"\n\n\n", CSV[:250]),
]

KINDS = ["insert", "replace", "cut", "drop", "repeat", "flip"]
#: Kind of damage, where in the file [fraction], how much, with what.
DAMAGE = st.tuples(st.sampled_from(KINDS), st.floats(0, 1), st.integers(1, 400), st.sampled_from(PIECES))


def drawn_damage(chance: random.Random) -> list[tuple[str, float, int, bytes]]:
    """One to six damages as DAMAGE gives them, without what a search of them costs: a tenth of the time."""
    return [
        (chance.choice(KINDS), chance.random(), chance.randint(1, 400), chance.choice(PIECES))
        for _ in range(chance.randint(1, 6))
    ]


def damaged(body: bytes, how: list[tuple[str, float, int, bytes]]) -> bytes:
    for kind, where, size, piece in how:
        at = int(where * len(body))
        if kind == "insert":
            body = body[:at] + piece + body[at:]
        elif kind == "replace":
            body = body[:at] + piece + body[at + len(piece) :]
        elif kind == "cut":
            body = body[:at]
        elif kind == "drop":
            body = body[:at] + body[at + size :]
        elif kind == "repeat":
            body = body[: at + size] + body[at:]
        else:
            body = body[:at] + bytes(value ^ (1 << size % 8) for value in body[at : at + 1]) + body[at + 1 :]
    return body


def damaged_within(body: bytes, how: list[tuple[str, float, int, bytes]], chance: random.Random) -> bytes:
    """Damage under the packing: damaged bytes of a packed file are refused by its checksum and reach no parser."""
    if body[:2] == b"\x1f\x8b":
        return gzip.compress(damaged(gzip.decompress(body), how), compresslevel=1, mtime=0)
    if body[:2] != b"PK":
        return damaged(body, how)
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as whole, zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as made:
        hit = chance.choice(whole.namelist())
        for name in whole.namelist():
            content = whole.read(name)
            made.writestr(name, damaged(content, how) if name == hit else content)
    return held.getvalue()


def stands(name: str, body: bytes) -> None:
    """Fail unless the file is refused whole with a sentence, or all its rows are accounted for."""
    began = time.perf_counter()
    try:
        tables = parsed(body, name)
        made = [(part, normalise(CNEMC, part)) for table in tables for part in slices(CNEMC, table)]
    except PayloadError as fault:
        refused_with = str(fault)
    else:
        refused_with = name
        for part, batch in made:
            hours = batch.hours
            assert (
                batch.rows == len(part.line) + len(part.rejected) == len(hours) + len(whole(batch.rejected))
            )
            assert len(set(zip(hours.station, hours.start.tolist(), strict=True))) == len(hours)
            for parameter, values in hours.values.items():
                has_value = hours.quality[parameter] == Quality.NOT_EVALUATED
                assert (np.isfinite(values) == has_value).all()
                assert (values[has_value] >= 0).all()
            assert {spell.station for spell in batch.spells} == set(hours.station)
            assert all(refused.file.startswith(name) and refused.line > 0 for refused in batch.rejected)
    assert refused_with.startswith(name)
    assert time.perf_counter() - began < LONGEST_S


def test_the_files_to_be_damaged_are_whole() -> None:
    assert [len(parsed(body, name)[0].table) for name, body in FILES.items()] == [41, 41, 41, 40]


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(how=st.lists(DAMAGE, min_size=1, max_size=4))
def test_a_damaged_file_is_refused_or_accounted_for(
    name: str, how: list[tuple[str, float, int, bytes]]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile warns of names that come twice
        stands(name, damaged(FILES[name], how))


@pytest.mark.prove
@pytest.mark.parametrize("name", FILES)
@settings(max_examples=25_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(how=st.lists(DAMAGE, min_size=1, max_size=6))
def test_a_hundred_thousand_damaged_files(name: str, how: list[tuple[str, float, int, bytes]]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        stands(name, damaged(FILES[name], how))
