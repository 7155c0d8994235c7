"""One writer with readers beside it, in other processes too: each reads whole batches and never waits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from store.keeping import keep
from store.opening import open_store
from tests.store.making import at, batch

CODES = [f"{n:04d}A" for n in range(1000, 1060)]
WRITES = 60

READ = """
import sys
from datetime import datetime
from pathlib import Path
from store.latest import latest
from store.opening import open_store
from store.readings import hours
store = open_store(sys.argv[1] or None, Path(sys.argv[2]), None)
start, end = (datetime.fromisoformat(t) for t in sys.argv[3:5])
print("ready", flush=True)
reads, seen = 0, set()
while True:
    values = hours(store, start=start, end=end)["pm25"].values[0]
    told = set(values.tolist())
    assert len(told) <= 1, f"a torn batch: {sorted(told)}"
    assert len(set(latest(store)["pm25"])) <= 1, "a torn latest"
    assert not told or max(seen, default=0) <= max(told), "time ran back"
    seen |= told
    reads += 1
    if told == {float(sys.argv[5])}:
        break
print(reads, len(seen))
"""


def test_readers_in_other_processes_see_whole_batches(url: str | None, tmp_path: Path) -> None:
    store = open_store(url, tmp_path, None)
    command = [
        sys.executable,
        "-c",
        READ,
        url or "",
        str(tmp_path),
        at(0).isoformat(),
        at(1).isoformat(),
        str(WRITES),
    ]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    readers = [subprocess.Popen(command, **pipes) for _ in range(2)]  # type: ignore[call-overload]
    for reader in readers:
        assert reader.stdout.readline() == "ready\n", reader.stderr.read()
    for value in range(1, WRITES + 1):  # every batch gives all stations one new value
        keep(store, batch([(code, at(0), {"pm25": float(value)}) for code in CODES]))
    for reader in readers:
        out, err = reader.communicate(timeout=60)
        assert reader.returncode == 0, err
        reads, states = map(int, out.split())
        assert reads >= states > 1
    store.close()
