"""Runs `python app.py` for a test: in a process of its own, or forked from one that has already imported the program.

Both give what a caller sees: exit code, stdout, stderr. Forking saves the imports, nothing else; every call has its own
memory, streams and exit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
FORKING = """
import contextlib, importlib, io, json, os, sys, traceback
sys.path.insert(0, os.getcwd())
import app
for name in ("table", "rank", "judge", "load", "regions"):
    importlib.import_module("commands." + name)
# What the commands import when they are called: one interpreter pays for it, and each call is spared it.
for name in (
    "assessment.check assessment.health assessment.quarantine assessment.review assessment.slot_ledger "
    "assessment.values assessment.explain ingest.schedule ingest.spool ingest.sources.cnemc_live ingest.replay "
    "store.backup store.runs store.facts store.keeping"
).split():
    importlib.import_module(name)
with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
    app.main(["indicators"], prog_name="python app.py", standalone_mode=False)
for line in sys.stdin:
    call = json.loads(line)
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, path in ((1, call["out"]), (2, call["err"])):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.environ.update(call["extra"], LANBI_HOME=call["home"])
        sys.argv = ["app.py", *call["arguments"]]
        code = 0
        try:
            app.main(prog_name="python app.py")
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def surroundings(home: Path) -> dict[str, str]:
    """Environment of a call: this one, without any setting of ours but the home."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LANBI_")}
    return {**clean, "LANBI_HOME": str(home)}


def command_line(
    home: Path, *arguments: str, extra: Mapping[str, str] | None = None, patience_s: float = 280
) -> subprocess.CompletedProcess[bytes]:
    """What `python app.py` does on the store in `home`, in a process of its own."""
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=CHECKOUT,
        env={**surroundings(home), **(extra or {})},
        capture_output=True,
        timeout=patience_s,
        check=False,
    )


class Forked:
    """One interpreter that has imported the program and forks for every call."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lanbi-calls-")
        self._server = subprocess.Popen(
            [sys.executable, "-c", FORKING],
            cwd=CHECKOUT,
            env=surroundings(Path(self._folder.name)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(Path(self._folder.name) / "server").open("wb"),
            encoding="utf-8",
        )

    def __call__(
        self, home: Path, *arguments: str, extra: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        out, err = (Path(self._folder.name) / name for name in ("out", "err"))
        call = {
            "home": str(home), "arguments": arguments, "out": str(out), "err": str(err), "extra": dict(extra or {}),
        }  # fmt: skip
        self._server.stdin.write(json.dumps(call) + "\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        assert answer, (Path(self._folder.name) / "server").read_text(encoding="utf-8")
        return subprocess.CompletedProcess(arguments, int(answer), out.read_bytes(), err.read_bytes())

    def close(self) -> None:
        """End the interpreter and take its files away."""
        self._server.communicate(timeout=30)
        self._folder.cleanup()
