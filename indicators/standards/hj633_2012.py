"""HJ 633-2012: the AQI of 2012, its table, categories and items, as written and as practised."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from indicators.parameters import Label
from indicators.rules import AqiRule, Column, Item, Level
from indicators.standard import Clause, Edition

NUMBER = "HJ 633-2012"
NODES = (0, 50, 100, 150, 200, 300, 400, 500)

SO2_24H = Column(key="so2_24h", concentrations=(0, 50, 150, 475, 800, 1600, 2100, 2620))
SO2_1H = Column(key="so2_1h", concentrations=(0, 150, 500, 650, 800), above=None)
NO2_24H = Column(key="no2_24h", concentrations=(0, 40, 80, 180, 280, 565, 750, 940))
NO2_1H = Column(key="no2_1h", concentrations=(0, 100, 200, 700, 1200, 2340, 3090, 3840))
PM10_24H = Column(key="pm10_24h", concentrations=(0, 50, 150, 250, 350, 420, 500, 600))
CO_24H = Column(key="co_24h", concentrations=(0, 2, 4, 14, 24, 36, 48, 60), decimals=1)
CO_1H = Column(key="co_1h", concentrations=(0, 5, 10, 35, 60, 90, 120, 150), decimals=1)
O3_1H = Column(key="o3_1h", concentrations=(0, 160, 200, 300, 400, 800, 1000, 1200))
O3_8H = Column(key="o3_8h", concentrations=(0, 100, 160, 215, 265, 800), above=None)
PM25_24H = Column(key="pm25_24h", concentrations=(0, 35, 75, 115, 150, 250, 350, 500))

# Above the last 1-hour node of SO2 and the last 8-hour node of ozone the text goes over to another average
# that a report of six items does not carry. No published row shows what the platform did; the rule of 2026,
# which wrote its practice down, counts 200 and 300, and leaving the item out would call the worst air good.
SO2_1H_PRACTICE = replace(SO2_1H, above=200)
O3_8H_PRACTICE = replace(O3_8H, above=300)

HOUR_PRACTICE = (
    Item(parameter="pm25", quantity="pm25", column=PM25_24H),
    Item(parameter="pm10", quantity="pm10", column=PM10_24H),
    Item(parameter="so2", quantity="so2", column=SO2_1H_PRACTICE),
    Item(parameter="no2", quantity="no2", column=NO2_1H),
    Item(parameter="co", quantity="co", column=CO_1H),
    Item(parameter="o3", quantity="o3", column=O3_1H),
)
DAY_PRACTICE = (
    Item(parameter="pm25", quantity="pm25", column=PM25_24H),
    Item(parameter="pm10", quantity="pm10", column=PM10_24H),
    Item(parameter="so2", quantity="so2", column=SO2_24H),
    Item(parameter="no2", quantity="no2", column=NO2_24H),
    Item(parameter="co", quantity="co", column=CO_24H),
    Item(parameter="o3", quantity="o3_8h", column=O3_8H_PRACTICE),
)
# The nine of the real-time report are six 1-hour values, moving 8-hour ozone and moving 24-hour PM10 and
# PM2.5; the table has no 1-hour column for particles, so that their hour is reported and has no IAQI.
HOUR_TEXT = (
    Item(parameter="pm25", quantity="pm25_24h", column=PM25_24H),
    Item(parameter="pm10", quantity="pm10_24h", column=PM10_24H),
    Item(
        parameter="so2",
        quantity="so2",
        column=SO2_1H,
        instead=Item(parameter="so2", quantity="so2_24h", column=SO2_24H),
    ),
    Item(parameter="no2", quantity="no2", column=NO2_1H),
    Item(parameter="co", quantity="co", column=CO_1H),
    Item(parameter="o3", quantity="o3", column=O3_1H),
    Item(
        parameter="o3",
        quantity="o3_8h",
        column=O3_8H,
        instead=Item(parameter="o3", quantity="o3", column=O3_1H),
    ),
)
DAY_TEXT = (
    *DAY_PRACTICE[:5],
    Item(parameter="o3", quantity="o3", column=O3_1H),
    Item(
        parameter="o3",
        quantity="o3_8h",
        column=O3_8H,
        instead=Item(parameter="o3", quantity="o3", column=O3_1H),
    ),
)

LEVELS = (
    Level(
        number=1, roman="Ⅰ", lowest=0, highest=50, label=Label(zh="优", en="Excellent"),
        colour_label=Label(zh="绿色", en="green"), rgb=(0, 228, 0), cmyk=(40, 0, 100, 0),
    ),
    Level(
        number=2, roman="Ⅱ", lowest=51, highest=100, label=Label(zh="良", en="Good"),
        colour_label=Label(zh="黄色", en="yellow"), rgb=(255, 255, 0), cmyk=(0, 0, 100, 0),
    ),
    Level(
        number=3, roman="Ⅲ", lowest=101, highest=150, label=Label(zh="轻度污染", en="Lightly polluted"),
        colour_label=Label(zh="橙色", en="orange"), rgb=(255, 126, 0), cmyk=(0, 52, 100, 0),
    ),
    Level(
        number=4, roman="Ⅳ", lowest=151, highest=200, label=Label(zh="中度污染", en="Moderately polluted"),
        colour_label=Label(zh="红色", en="red"), rgb=(255, 0, 0), cmyk=(0, 100, 100, 0),
    ),
    Level(
        number=5, roman="Ⅴ", lowest=201, highest=300, label=Label(zh="重度污染", en="Heavily polluted"),
        colour_label=Label(zh="紫色", en="purple"), rgb=(153, 0, 76), cmyk=(10, 100, 40, 30),
    ),
    Level(
        number=6, roman="Ⅵ", lowest=301, highest=None, label=Label(zh="严重污染", en="Severely polluted"),
        colour_label=Label(zh="褐红色", en="maroon"), rgb=(126, 0, 35), cmyk=(30, 100, 100, 30),
    ),
)  # fmt: skip

CLAUSES = (
    Clause(
        edition=NUMBER,
        section="IAQI table",
        says=Label(
            zh="空气质量分指数及对应的污染物项目浓度限值", en="Concentrations at the nodes of each IAQI"
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="interpolation",
        says=Label(
            zh="分指数按线性内插计算，分指数与AQI一律向上进位取整，AQI取各分指数最大值",
            en="Linear between nodes, always rounded up to a whole number; AQI is the highest IAQI",
        ),
        sure="official",
    ),
    Clause(
        edition=NUMBER,
        section="primary pollutant",
        says=Label(
            zh="AQI大于50时分指数最大的为首要污染物，并列时全部列出",
            en="Above an AQI of 50 the items with the highest IAQI, ties together",
        ),
        sure="official",
    ),
    Clause(
        edition=NUMBER,
        section="categories",
        says=Label(zh="六个级别及其颜色", en="Six categories and their colours"),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="items",
        says=Label(
            zh="文本：日报七项、实时报九项；国家平台实际：均为六项，实时报颗粒物1小时值用日均限值",
            en="As written 7 items a day and 9 an hour; as practised 6, hourly particles on the daily nodes",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="missing item",
        says=Label(
            zh="缺一项时仅当其余项目AQI大于100才发布（国家平台惯例，后写入HJ 633-2026第5.3条）",
            en="With an item missing the AQI stands only above 100 (practice, later HJ 633-2026 5.3)",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="above the table",
        says=Label(
            zh="超过最高限值按500；SO2 1小时大于800按200、O3 8小时大于800按300（推定）",
            en="Above the last node 500; SO2 1 h above 800 as 200, O3 8 h above 800 as 300 (inferred)",
        ),
        sure="inferred",
    ),
)

EDITION = Edition(
    number=NUMBER,
    kind="aqi",
    title=Label(
        zh="环境空气质量指数（AQI）技术规定（试行）",
        en="Technical regulation on ambient air quality index (on trial)",
    ),
    issued=date(2012, 2, 29),
    in_force=date(2016, 1, 1),
    withdrawn=date(2026, 3, 1),
    judges_from=date(2013, 1, 1),
    choice=Label(
        zh="2013—2015年各批实施城市已按本规定发布AQI，故自2013-01-01起按其评价",
        en="The first cities published this AQI from 2013 on: days of 2013-2015 are judged by it",
    ),
    content=AqiRule(
        nodes=NODES,
        table=(SO2_24H, SO2_1H, NO2_24H, NO2_1H, PM10_24H, CO_24H, CO_1H, O3_1H, O3_8H, PM25_24H),
        items={
            ("hour", "practice"): HOUR_PRACTICE,
            ("day", "practice"): DAY_PRACTICE,
            ("hour", "text"): HOUR_TEXT,
            ("day", "text"): DAY_TEXT,
        },
        levels=LEVELS,
    ),
    clauses=CLAUSES,
    sure=Label(
        zh="官方文本全文；平台做法由已发布数据核实；发布日期凭记忆",
        en="Official text read in full; practice from published rows; day of issue from memory",
    ),
    source="HJ 633-2012, official text; published hours of the national platform 2015-2026",
)
