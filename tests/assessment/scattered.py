"""Seventeen made-up stations in and beside Henan, a day of hours each: PM10 of 120 everywhere but for one hour."""

from __future__ import annotations

from pathlib import Path

#: Sixteen inside, one in 晋城 of Shanxi, less than 100 km from the border.
INSIDE = [(112.5 + 0.7 * i, 33.2 + 0.6 * j) for i in range(4) for j in range(4)]
OUTSIDE = (112.85, 35.60)
HENAN = [(f"90{n:02d}A", lon, lat, "郑州市" if n % 2 else "许昌市") for n, (lon, lat) in enumerate(INSIDE)]
STATIONS = [*HENAN, ("9099A", *OUTSIDE, "晋城市")]
SILENT = "9005A"
"""Has no value in the ninth hour."""
HEADER = (
    "timepoint,stationcode,longitude,latitude,area,positionname,primarypollutant,aqi,pm10,pm10_24h,pm2_5,pm2_5_24h,"
    "o3,o3_24h,o3_8h,o3_8h_24h,no2,no2_24h,so2,so2_24h,co,co_24h"
)


def pm10(hour: int, lon: float, code: str) -> str:
    """120 but in the ninth hour (08:00–09:00): there 400 east of 114 degrees, and nothing from the silent one."""
    if hour != 9:
        return "120"
    return "NA" if code == SILENT else "400" if lon > 114 else "120"


def hours_csv(path: Path) -> Path:
    """The hours of 4 March 2026 in the platform's form."""
    rows = [HEADER]
    for hour in range(1, 25):
        stamp = "2026-03-05T0000" if hour == 24 else f"2026-03-04T{hour:02d}00"
        rows += [
            f"{stamp},{code},{lon:.4f},{lat:.4f},{city},{code},NA,NA,{pm10(hour, lon, code)},NA,40,NA,90,NA,NA,NA,"
            "30,NA,9,NA,0.6,NA"
            for code, lon, lat, city in STATIONS
        ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path
