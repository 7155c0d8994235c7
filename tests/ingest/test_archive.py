"""The archive of answers: kept once, pruned by days, never in the way."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.archive import Archive
from ingest.contract import Payload

NOW = datetime(2026, 3, 13, 4, tzinfo=UTC)


def answer(body: bytes, source: str = "cnemc_live") -> Payload:
    return Payload(source=source, name="answer", sha256=hashlib.sha256(body).hexdigest(), body=body)


def test_an_answer_is_kept_once_and_read_by_its_fingerprint(tmp_path: Path) -> None:
    archive = Archive(folder=tmp_path / "payloads", days=30)
    one, two = answer(b"[1]"), answer(b"[2]")
    assert archive.keep([one, two], NOW) == 2
    assert archive.keep([one], NOW) == 0
    assert archive.read(two.sha256) == b"[2]"
    assert (
        sorted(p.parent.as_posix() for p in archive.folder.rglob("*.gz"))
        == [(archive.folder / "2026-03-13" / "cnemc_live").as_posix()] * 2
    )
    assert not list(archive.folder.rglob("*.partial"))


def test_days_that_are_too_old_go_and_other_folders_stay(tmp_path: Path) -> None:
    archive = Archive(folder=tmp_path, days=30)
    (tmp_path / "by-hand").mkdir()
    old, edge = answer(b"old"), answer(b"edge")
    archive.keep([old], NOW - timedelta(days=31))
    archive.keep([edge], NOW - timedelta(days=30))
    archive.keep([answer(b"new")], NOW)
    with pytest.raises(LookupError):
        archive.read(old.sha256)
    assert archive.read(edge.sha256) == b"edge"
    assert (tmp_path / "by-hand").is_dir()


def test_nothing_is_kept_where_no_days_are_set(tmp_path: Path) -> None:
    archive = Archive(folder=tmp_path / "payloads", days=0)
    assert archive.keep([answer(b"x")], NOW) == 0
    assert not archive.folder.exists()


def test_a_source_with_a_path_for_a_name_stays_inside(tmp_path: Path) -> None:
    archive = Archive(folder=tmp_path / "payloads", days=3)
    archive.keep([answer(b"x", source="../../outside")], NOW)
    assert {p.parent.name for p in tmp_path.rglob("*.gz")} == {"other"}
    assert all(archive.folder in p.parents for p in tmp_path.rglob("*.gz"))


def test_an_archive_that_cannot_be_written_holds_nobody_up(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "payloads").write_text("a file where the folder should be", encoding="utf-8")
    assert Archive(folder=tmp_path / "payloads", days=3).keep([answer(b"x")], NOW) == 0
    assert "not archived" in caplog.text


def test_a_fingerprint_that_is_none_is_not_looked_for(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        Archive(folder=tmp_path, days=3).read("../../etc/passwd")
