"""Two townships of 武陟县 as hand-written squares in the shipped counties, and three days of four stations in them."""

from __future__ import annotations

from pathlib import Path

from geo.boundaries import SHIPPED
from tests.geo.squares import box, feature, write

EAST, WEST = "410823101", "410823102"
#: Station, its square's middle, control level, PM2.5 of every hour.
STATIONS = (
    ("4108T1", 113.42, 35.10, "township", 30),
    ("4108T2", 113.44, 35.11, "township", 50),
    ("4108T3", 113.36, 35.10, "township", 90),
    ("1999A", 113.43, 35.10, "national", 70),
)
DAYS = ("2026-03-01", "2026-03-02", "2026-03-03")
BOOK = """
document: 试验责任书
start: 2026-03-01
end: 2026-03-31
targets:
  - {id: east, region: "410823101", indicator: pm25, comparator: "<=", value: 50}
  - {id: west, region: "410823102000", indicator: pm25, comparator: "<=", value: 45}
  - {id: county, region: 武陟县, indicator: pm25, comparator: "<=", value: 60}
"""


def boundaries(folder: Path) -> Path:
    """The shipped folder with a file of townships beside its own."""
    folder.mkdir()
    for path in SHIPPED.iterdir():
        if path.suffix in {".gz", ".geojson", ".csv", ".toml"}:
            (folder / path.name).symlink_to(path)
    write(
        folder / "township_wuzhi.geojson",
        [
            feature(EAST, "东方镇", box(113.40, 35.05, 113.46, 35.15)),
            feature(WEST, "西方乡", box(113.34, 35.05, 113.40, 35.15)),
        ],
    )
    return folder


def files(folder: Path) -> tuple[Path, Path, Path]:
    """Hours in the platform's form, the list of stations, and the target book."""
    names = (
        "timepoint,stationcode,longitude,latitude,area,positionname,primarypollutant,aqi,pm10,pm10_24h,pm2_5,"
    )
    names += "pm2_5_24h,o3,o3_24h,o3_8h,o3_8h_24h,no2,no2_24h,so2,so2_24h,co,co_24h"
    rows = [names]
    for day in DAYS:
        for hour in range(24):
            following = f"{day[:8]}{int(day[8:]) + 1:02d}"
            stamp = f"{following}T0000" if hour == 23 else f"{day}T{hour + 1:02d}00"
            for code, lon, lat, _, value in STATIONS:
                rows.append(f"{stamp},{code},{lon},{lat},焦作市,{code},NA,NA,NA,NA,{value}" + ",NA" * 11)
    hours, listed, book = folder / "hours.csv", folder / "stations.csv", folder / "book.yaml"
    hours.write_text("\n".join(rows) + "\n", encoding="utf-8")
    listed.write_text(
        "code,name,city,longitude,latitude,control,role\n"
        + "".join(f"{code},,,,,{control},assessed\n" for code, _, _, control, _ in STATIONS),
        encoding="utf-8",
    )
    book.write_text(BOOK, encoding="utf-8")
    return hours, listed, book
