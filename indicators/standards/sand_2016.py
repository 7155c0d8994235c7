"""The supplementary rule on sand (环办监测〔2016〕120号): when dust is proposed to have reached a station."""

from __future__ import annotations

from datetime import date

from indicators.parameters import Label
from indicators.rules import SandRule
from indicators.standard import Clause, Edition

NUMBER = "环办监测〔2016〕120号"

CLAUSES = (
    Clause(
        edition=NUMBER,
        section="start",
        says=Label(
            zh="PM10小时值不低于前6小时均值的2倍且大于150 µg/m³",
            en="Hourly PM10 at least twice the mean of the 6 hours before, and above 150 µg/m³",
        ),
        sure="memory",
    ),
    Clause(
        edition=NUMBER,
        section="end",
        says=Label(
            zh="PM10回落至沙尘前6小时均值的10%以内",
            en="PM10 back within 10 % of the mean of the 6 hours before",
        ),
        sure="memory",
    ),
    Clause(
        edition=NUMBER,
        section="effect",
        says=Label(
            zh="受影响时段的PM10、PM2.5不参与统计；当日AQI超标由沙尘引起的按其余污染物计算",
            en="PM10 and PM2.5 of those hours leave the statistics; the AQI comes from the other items",
        ),
        sure="one source",
    ),
)

EDITION = Edition(
    number=NUMBER,
    kind="sand",
    title=Label(
        zh="受沙尘天气过程影响城市空气质量评价补充规定",
        en="Supplementary rules for assessing cities under sand and dust weather",
    ),
    issued=date(2016, 12, 30),
    in_force=date(2017, 1, 1),
    withdrawn=None,
    content=SandRule(times_the_mean=2.0, hours_before=6, above_ug=150.0, back_within=0.1),
    clauses=CLAUSES,
    sure=Label(
        zh="起止条件凭记忆，未读到正文；效果由已发布的211个城市日推定",
        en="Start and end from memory, text not read; effect inferred from 211 published city days",
    ),
    source="CNEMC monthly notes; published city days of Guangdong",
)
