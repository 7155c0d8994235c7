"""Backing a store up and bringing it back, while others read and write it.

A backup is one ZIP file: a manifest, the embedded store as one consistent copy (or a dump of the PostgreSQL database),
and the files beside it. It is written under another name, flushed to the disk and only then given its own: a process
that dies in between leaves no file of that name, or the one that was there before. Bringing back goes through the
store's own lock in one transaction, so that readers see the old state or the new one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from sqlalchemy import URL, func, select, text
from sqlalchemy.exc import OperationalError

from store import migrations
from store.ledger import RESTORED
from store.memory import FOLDER, next_version
from store.meta import BACKED_UP, set_setting
from store.opening import BUSY_MS, FILE, PAGE_BYTES, Store, StoreError, open_store, schema_of
from store.tables import SCHEMA, air_hour, batch, fact_day

KIND: Final = "lanbi backup"
FORM: Final = 1
MANIFEST: Final = "manifest.json"
DUMP: Final = "store.dump"
IN_USE: Final = "in-use"
LEFT_OUT: Final = frozenset({FILE, f"{FILE}-wal", f"{FILE}-shm", f"{FILE}-journal"})
LEFT_OUT_FOLDERS: Final = frozenset({"payloads", "backups", FOLDER})
_CHUNK: Final = 1 << 20

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup says of itself: when, of which schema and kind of store, how far it goes, and its files.

    `newest` is the UTC start of its newest hour, `mark` its newest batch; `files` maps names in it to SHA-256.
    """

    made: datetime
    schema: str
    program: str
    dialect: str
    mark: int
    newest: datetime | None
    simulated: bool
    files: Mapping[str, str]
    size_bytes: int


def backup(store: Store, out: Path, *, program: str, progress: Progress | None = None) -> Backup:
    """Write a backup of the store and the files beside it, and return what it says of itself.

    Others may read and write meanwhile: the copy is the state at one moment.

    Parameters
    ----------
    out
        File to write; one of that name is replaced when the new one is whole.
    program
        Version that writes it.
    progress
        Told each step.

    Raises
    ------
    StoreError
        If it cannot be written, or a PostgreSQL store is to be dumped and its programs are not here.
    """
    say = progress or (lambda _: None)
    if out.is_dir():
        raise StoreError(f"{out} is a folder; name the file to write, such as {out / 'lanbi.zip'}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _workplace(out.parent, out.name) as folder:
            written = _write(store, folder, program, say)
            os.replace(written, out)
            _flush_folder(out.parent)
    except OSError as error:
        raise StoreError(f"The backup {out} cannot be written: {error}") from error
    found = examine(out)
    with (
        suppress(OperationalError),
        store.writing() as conn,
    ):  # a store that is busy for long is backed up all the same
        set_setting(conn, BACKED_UP, found.made.isoformat())
    return found


def examine(path: Path) -> Backup:
    """Return what a backup says of itself, its files compared with their fingerprints.

    Raises
    ------
    StoreError
        If it is no backup, is damaged, or was made by a newer program.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            told = json.loads(archive.read(MANIFEST))
            if not isinstance(told, dict) or told.get("kind") != KIND:
                raise StoreError(f"{path} is no backup of Lanbi")
            if told["form"] != FORM or not migrations.known(told["schema"]):
                raise StoreError(
                    f"The backup {path} was made by a newer Lanbi (tables of version {told['schema']}); "
                    f"this program knows {SCHEMA}. Bring it back with that one."
                )
            names = {info.filename for info in archive.infolist()} - {MANIFEST}
            astray = any(".." in PurePosixPath(name).parts or name.startswith("/") for name in names)
            if astray or names != set(told["files"]):
                raise StoreError(f"The backup {path} is damaged: it does not hold the files that it names")
            for name, sha256 in told["files"].items():
                with archive.open(name) as file:
                    if _digest(file) != sha256:
                        raise StoreError(f"The backup {path} is damaged: {name} is not as it was written")
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        if isinstance(error, FileNotFoundError):
            raise StoreError(f"There is no file {path}") from error
        raise StoreError(f"{path} is no backup of Lanbi, or it is damaged: {error}") from error
    newest = told["newest"]
    return Backup(
        made=datetime.fromisoformat(told["made"]), schema=told["schema"], program=told["program"],
        dialect=told["dialect"], mark=int(told["mark"]), newest=datetime.fromisoformat(newest) if newest else None,
        simulated=bool(told["simulated"]), files=told["files"], size_bytes=path.stat().st_size,
    )  # fmt: skip


def restore(
    store: Store, path: Path, *, actor: str, reason: str, program: str, progress: Progress | None = None
) -> Backup:
    """Bring the store and the files beside it to the state of a backup and return what the backup says of itself.

    Others may read meanwhile; whoever writes waits. The run's record tells of it, under a number above all earlier
    ones, so that no process mistakes what it remembers for what is there now.

    Parameters
    ----------
    store
        The open store that is replaced.
    path
        The backup.
    actor, reason
        Who brings it back and why.
    program
        Version that does it.
    progress
        Told each step.

    Raises
    ------
    StoreError
        If the file is no whole backup, of a newer program or of the other kind of store, or the store stays locked.
    """
    say = progress or (lambda _: None)
    found = examine(path)
    if found.dialect != store.engine.dialect.name:
        raise StoreError(
            f"The backup is of a {found.dialect} store and this one is {store.engine.dialect.name}; "
            "set LANBI_STORE to one of the same kind"
        )
    with store.reading() as conn:
        number = int(conn.execute(select(func.max(batch.c.id))).scalar() or 0)
    try:
        with _workplace(store.home, "restore") as folder:
            with zipfile.ZipFile(path) as archive:
                archive.extractall(folder)
            note = {
                "actor": actor,
                "reason": reason,
                "program": program,
                "name": path.name,
                "at": store.now(),
            }
            if found.dialect == "sqlite":
                say("checking and preparing the copy")
                _prepare(folder / FILE, number, note)
                say("replacing the store")
                _replace(folder / FILE, _database(store))
            else:
                say("replacing the database")
                _load_dump(store, folder / DUMP)
                store.engine.dispose()
                open_store(store.engine.url.render_as_string(hide_password=False), store.home, None).close()
                with store.writing() as conn:
                    _note(conn, number, note)
            for name in found.files:
                if name.startswith("files/"):
                    target = store.home / name.removeprefix("files/")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    os.replace(folder / name, target)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"The backup {path} cannot be brought back: {error}") from error
    store.memory.months.clear()
    store.memory.windows.clear()
    return found


def _write(store: Store, folder: Path, program: str, say: Progress) -> Path:
    """Write the whole archive into a folder of our own and return it, flushed to the disk."""
    say("copying the store")
    if store.engine.dialect.name == "sqlite":
        database = folder / FILE
        _copy(_database(store), database)
        about = _about_copy(database)
    else:
        database = folder / DUMP
        about = _about(store)
        _dump(store, database)
    archive_path = folder / "whole.zip"
    files: dict[str, str] = {}
    with zipfile.ZipFile(
        archive_path, "w", zipfile.ZIP_DEFLATED, compresslevel=1, allowZip64=True
    ) as archive:
        say("packing the store")
        files[database.name] = _pack(archive, database, database.name)
        for path in _beside(store.home):
            name = f"files/{path.relative_to(store.home).as_posix()}"
            say(f"packing {name}")
            try:
                files[name] = _pack(archive, path, name)
            except FileNotFoundError:
                continue  # a file that somebody took away since is not there to be backed up
        manifest = {
            "kind": KIND, "form": FORM, "made": datetime.now(UTC).isoformat(timespec="seconds"), "program": program,
            "dialect": store.engine.dialect.name, **about, "files": files,
        }  # fmt: skip
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    say("flushing it to the disk")
    with archive_path.open("rb") as file:
        os.fsync(file.fileno())
    return archive_path


def _pack(archive: zipfile.ZipFile, path: Path, name: str) -> str:
    """Pack one file and return the fingerprint of what was packed, even of a file that grows meanwhile."""
    digest = hashlib.sha256()
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def _beside(home: Path) -> Iterator[Path]:
    """Files beside the store that no program can make again; what is half written is none of them."""
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home).parts
        hidden = any(part.startswith(".") or part.endswith(".partial") for part in inside)
        if hidden or inside[0] in LEFT_OUT_FOLDERS or inside[0] in LEFT_OUT or not path.is_file():
            continue
        if path.is_symlink() or _is_backup(path):
            continue
        yield path


def _is_backup(path: Path) -> bool:
    """Whether a file is one of ours: a backup of backups would double every time."""
    if path.suffix != ".zip" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return MANIFEST in archive.namelist()


@contextmanager
def _workplace(folder: Path, name: str) -> Iterator[Path]:
    """A folder of this run alone, which goes with it; what killed runs of the same name left behind goes too."""
    for left in folder.glob(f".{name}.*.partial"):
        if _is_left(left):
            shutil.rmtree(left, ignore_errors=True)
    made = tempfile.TemporaryDirectory(prefix=f".{name}.", suffix=".partial", dir=folder)
    with made as mine, (Path(mine) / IN_USE).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Path(mine)


def _is_left(folder: Path) -> bool:
    """Whether the process that made a folder is no more: its lock went with it."""
    try:
        with (folder / IN_USE).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except BlockingIOError:
        return False
    except OSError:  # killed before it had locked, or another sweeper is at it
        try:
            return datetime.now(UTC).timestamp() - folder.stat().st_mtime > 60
        except OSError:
            return False


def _database(store: Store) -> Path:
    return Path(str(store.engine.url.database))


def _copy(live: Path, out: Path) -> None:
    """Copy the database as it is at one moment; in WAL mode one step holds a snapshot and holds nobody up."""
    with _connected(live) as source, _connected(out) as target:
        target.execute(f"PRAGMA page_size={PAGE_BYTES}")
        source.backup(target, pages=-1)
    _flush(out)


def _replace(copy: Path, live: Path) -> None:
    """Write a copy over the live database in one transaction of it."""
    with _connected(copy) as source, _connected(live) as target:
        # Not a single step: one that meets a lock gives up, and the next one tries again within the time set.
        source.backup(target, pages=-1)


def _prepare(copy: Path, number: int, note: Mapping[str, Any]) -> None:
    """Examine a copy, bring it to this program's tables and note in it that it was brought back."""
    with _connected(copy) as conn:
        said = conn.execute("PRAGMA quick_check").fetchone()[0]
    if said != "ok":
        raise StoreError(f"The store in the backup is damaged: {said}")
    opened = open_store(str(URL.create("sqlite", database=str(copy))), copy.parent, None)
    try:
        with opened.writing() as conn:
            _note(conn, number, note)
        with opened.engine.connect() as raw:
            raw.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        opened.close()


def _note(conn: Any, number: int, note: Mapping[str, Any]) -> None:
    """Record the restoration as a batch above every number given before or since, and make all memories stale."""
    highest = max(number, int(conn.execute(select(func.max(batch.c.id))).scalar() or 0))
    known = int(conn.execute(select(func.max(batch.c.known_at))).scalar() or 0)
    conn.execute(
        batch.insert().values(
            id=highest + 1, source=RESTORED, name=note["name"], sha256="", stage=0, simulated=False,
            known_at=max(round(note["at"].timestamp() * 1_000_000), known + 1), state="restored", rows=0, readings=0,
            kept=0, known=0, revised=0, published_kept=0, published_revised=0, rejected="{}", program=note["program"],
            actor=note["actor"], reason=note["reason"],
        )
    )  # fmt: skip
    # No making of a day's facts may look like one that any process or file remembers of the state before.
    made = int(conn.execute(select(func.max(fact_day.c.version))).scalar() or 0)
    conn.execute(fact_day.update().values(version=next_version(made)))


def _about_copy(database: Path) -> dict[str, Any]:
    opened = Store(engine=_engine_of(database), home=database.parent, atlas=None)
    try:
        return _about(opened)
    finally:
        opened.close()


def _engine_of(database: Path) -> Any:
    from sqlalchemy import create_engine

    return create_engine(URL.create("sqlite", database=str(database)))


def _about(store: Store) -> dict[str, Any]:
    with store.engine.connect() as conn:
        newest = conn.execute(select(func.max(air_hour.c.start))).scalar()
        return {
            "schema": schema_of(conn),
            "mark": int(conn.execute(select(func.max(batch.c.id))).scalar() or 0),
            "newest": None if newest is None else datetime.fromtimestamp(newest, UTC).isoformat(),
            "simulated": conn.execute(text("SELECT value FROM meta WHERE key = 'simulated'")).scalar() == "1",
        }


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)) as conn:
        yield conn


def _dump(store: Store, out: Path) -> None:
    _run(store, ["pg_dump", "--format=custom", "--compress=1", f"--file={out}"])


def _load_dump(store: Store, dump: Path) -> None:
    _run(store, [
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
        f"--dbname={_libpq(store.engine.url)}", str(dump),
    ])  # fmt: skip


def _run(store: Store, command: list[str]) -> None:
    """Run a program of PostgreSQL; the password goes by its environment and never by its arguments."""
    program = shutil.which(command[0]) or next(
        (str(p) for p in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{command[0]}"), reverse=True)), None
    )
    if program is None:
        raise StoreError(
            f"{command[0]} is not on this machine: install PostgreSQL's client programs, or back the database up with "
            "its own tools"
        )
    url = store.engine.url
    arguments = command if command[0] == "pg_restore" else [*command, f"--dbname={_libpq(url)}"]
    done = subprocess.run(  # noqa: S603 (arguments are ours, no shell)
        [program, *arguments[1:]], capture_output=True, check=False,
        env={"PGPASSWORD": url.password or "", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    if done.returncode:
        raise StoreError(f"{command[0]}: {done.stderr.decode('utf-8', 'replace').strip()[:500]}")


def _libpq(url: URL) -> str:
    """The address without its password, as PostgreSQL's own programs read it."""
    return URL.create(
        "postgresql",
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
        query=url.query,
    ).render_as_string(hide_password=True)


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
