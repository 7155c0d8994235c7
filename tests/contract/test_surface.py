"""`surface`: stations on stdout, the grid or the image in a file that says what it is."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xarray as xr
from PIL import Image

from tests.assessment.scattered import hours_csv
from tests.contract.little_network import rows_of
from tests.contract.process import Forked, command_line
from tests.figures.readable import shows

ASKED = ("surface", "--of", "pm10", "--place", "河南", "--at", "2026-03-04T08", "--cell", "20")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("surface")
    done = command_line(folder / "home", "load", "cnemc_hourly", str(hours_csv(folder / "hours.csv")))
    assert done.returncode == 0, done.stderr.decode("utf-8")
    return folder / "home"


def test_grid_and_image_say_what_they_are(call: Forked, place: Path, tmp_path: Path) -> None:
    for name in ("out.nc", "out.csv", "out.png"):
        done = call(place, *ASKED, "--out", str(tmp_path / name))
        assert done.returncode == 0, done.stderr.decode("utf-8")
        rows = {row["code"]: row for row in rows_of(done.stdout)}
        assert (len(rows), rows["9005A"]["value"], rows["9015A"]["value"]) == (17, "", "400.0")
        assert "插值，不用于考核" in done.stderr.decode("utf-8")
    grid = xr.open_dataset(tmp_path / "out.nc", engine="scipy")
    assert grid["pm10"].attrs["units"] == "ug m-3"
    assert "未审核" in grid.attrs["stage"]
    assert 120 <= float(grid["pm10"].min()) < float(grid["pm10"].max()) <= 400
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    heads = [line for line in lines if line.startswith("#")]
    assert any("not for assessment" in line for line in heads)
    assert lines[len(heads)] == "lon,lat,x,y,pm10"
    assert len(lines) - len(heads) - 1 == int(grid["pm10"].notnull().sum())
    image = Image.open(io.BytesIO((tmp_path / "out.png").read_bytes()))
    assert "未审核" in image.text["Stage"]  # type: ignore[attr-defined]
    assert image.size == (3840, 2160)
    assert shows(image.convert("RGB"), "未审核")
    assert not shows(image.convert("RGB"), "模拟数据 DEMO")


@pytest.mark.parametrize(
    "wrong",
    [
        ("surface", "--of", "pm10", "--place", "河南"),
        (*ASKED, "--start", "2026-03-04", "--end", "2026-03-04"),
        (*ASKED, "--out", "x.tif"),
        ("surface", "--of", "pm10", "--place", "黑龙江", "--at", "2026-03-04T08"),
        (*ASKED, "--against", "year"),
    ],
)
def test_a_wrong_call_is_two_with_a_sentence(call: Forked, place: Path, wrong: tuple[str, ...]) -> None:
    done = call(place, *wrong)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Error" in done.stderr
