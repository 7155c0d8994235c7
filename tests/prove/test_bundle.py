"""The long proof: `make bundle` gives an archive that installs and shows the demo where there is no network at all.

The machine that never had one is a network namespace that holds nothing but its own loopback, with an empty
environment, no configuration of pip and the system's own Python.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.contract.process import CHECKOUT

pytestmark = [pytest.mark.prove, pytest.mark.timeout(3600)]

#: Runs inside: raises the loopback, says what it sees, installs, loads the demo, asks, serves and looks.
INSIDE = r"""
import fcntl, json, os, socket, struct, subprocess, sys, time, urllib.request
python = sys.argv[1]
with socket.socket() as made:
    fcntl.ioctl(made, 0x8914, struct.pack("16sh14x", b"lo", 0x1))  # SIOCSIFFLAGS, IFF_UP
told = {"interfaces": [name for _, name in socket.if_nameindex()]}
def said(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
begun = time.monotonic()
said("make", f"PYTHON={python}", ".venv/.run")
told["installed_s"] = round(time.monotonic() - begun)
begun = time.monotonic()
mine = ".venv/bin/python", "app.py"
told["load"] = said(*mine, "load", "demo")
told["demo_s"] = round(time.monotonic() - begun)
about = json.loads(said(*mine, "table", "pm25", "--of", "city", "--in", "410100", "--start", sys.argv[2], "--end",
                       sys.argv[3], "--every", "all", "--format", "json"))
told["passport"] = json.dumps(about, ensure_ascii=False)
told["table"] = said(*mine, "table", "aqi", "--of", "city", "--in", "410000", "--start", sys.argv[2], "--end",
                     sys.argv[3], "--every", "day")
serving = subprocess.Popen([*mine, "serve"], stderr=subprocess.PIPE, encoding="utf-8")
try:
    for line in serving.stderr:
        if "Listening at" in line:
            break
    with urllib.request.urlopen("http://127.0.0.1:8050/wall", timeout=300) as answer:
        told["wall"], told["page"] = answer.status, answer.read().decode()
finally:
    serving.terminate()
    serving.communicate()
print("\n" + json.dumps(told))
"""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive made of the last commit; the wheels come from the package index, so this needs a network."""
    source = tmp_path_factory.mktemp("bundle") / "lanbi"
    subprocess.run(["git", "clone", "-q", str(CHECKOUT), str(source)], check=True)
    venv = Path(sys.prefix)
    made = subprocess.run(
        ["make", f"VENV={venv}", "-o", f"{venv}/.run", "bundle"],
        cwd=source, capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr[-3000:]
    return source / "bundle" / "lanbi-bundle.tar.gz"


def test_the_archive_holds_the_program_and_wheels_and_nothing_of_the_machine(bundle: Path) -> None:
    with tarfile.open(bundle) as archive:
        names = archive.getnames()
    clone = bundle.parents[1]
    tracked = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "-z", "HEAD"], cwd=clone, capture_output=True, check=True
    ).stdout.decode()
    program = {f"lanbi/{name}" for name in tracked.split("\0") if name}
    held = {name for name in names if not name.startswith("lanbi/wheels/")}
    assert program <= held
    assert held - program == {str(folder) for name in held for folder in Path(name).parents} - {"."} | {
        "lanbi/wheels"
    }
    wheels = {name for name in names if name.startswith("lanbi/wheels/")}
    assert all(name.endswith(".whl") for name in wheels)
    assert any(name.startswith("lanbi/wheels/pip-") for name in wheels)


def test_it_installs_and_shows_the_demo_without_a_network(
    bundle: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    alone = ["unshare", "--map-root-user", "--net"]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("network namespaces may not be made here (unshare --net)")
    with tarfile.open(bundle) as archive:
        archive.extractall(tmp_path, filter="data")
    day = (datetime.now(UTC) - timedelta(days=40)).date().isoformat()  # the demo ends with the hour at hand
    done = subprocess.run(
        [*alone, sys._base_executable, "-c", INSIDE, sys._base_executable, day, day],  # type: ignore[attr-defined]
        cwd=tmp_path / "lanbi",
        env={"PATH": os.defpath, "HOME": str(tmp_path), "LANG": "C.UTF-8", "PIP_CONFIG_FILE": os.devnull,
             "PIP_NO_INDEX": "1", "LANBI_HOME": str(tmp_path / "home")},
        capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    record_property("archive_MB", round(bundle.stat().st_size / 1e6))
    record_property("installed_s", told["installed_s"])
    record_property("demo_s", told["demo_s"])
    assert told["interfaces"] == ["lo"]
    header, *rows = told["table"].splitlines()
    assert header.startswith("code,name,start,end,indicator,value")
    assert len(rows) == 18
    assert all("simulated" in row.rpartition(",")[2].split(";") for row in rows)
    assert sum(row.split(",")[5].isdigit() for row in rows) > 15  # a city may lack a day, in the demo too
    assert '"simulated": true' in told["passport"]
    assert told["wall"] == 200
    assert "模拟数据 DEMO" in told["page"]
