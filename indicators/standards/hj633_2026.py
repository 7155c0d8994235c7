"""HJ 633-2026: the AQI from 1 March 2026; six items by hour and by day, and a rule for missing data."""

from __future__ import annotations

from datetime import date

from indicators.parameters import Label
from indicators.rules import AqiRule, Column, Item, Level
from indicators.standard import Clause, Edition

NUMBER = "HJ 633-2026"
NODES = (0, 50, 100, 150, 200, 300, 400, 500)

SO2_24H = Column(key="so2_24h", concentrations=(0, 50, 150, 475, 800, 1600, 2100, 2620))
SO2_1H = Column(key="so2_1h", concentrations=(0, 150, 500, 650, 800), above=200)
NO2_24H = Column(key="no2_24h", concentrations=(0, 40, 80, 180, 280, 565, 750, 940))
NO2_1H = Column(key="no2_1h", concentrations=(0, 100, 200, 700, 1200, 2340, 3090, 3840))
PM10_24H = Column(key="pm10_24h", concentrations=(0, 50, 120, 250, 350, 420, 500, 600))
CO_24H = Column(key="co_24h", concentrations=(0, 2, 4, 14, 24, 36, 48, 60), decimals=1)
CO_1H = Column(key="co_1h", concentrations=(0, 5, 10, 35, 60, 90, 120, 150), decimals=1)
O3_1H = Column(key="o3_1h", concentrations=(0, 160, 200, 300, 400, 800, 1000, 1200))
O3_8H = Column(key="o3_8h", concentrations=(0, 100, 160, 215, 265, 800), above=300)
PM25_24H = Column(key="pm25_24h", concentrations=(0, 35, 60, 115, 150, 250, 350, 500))

HOUR = (
    Item(parameter="pm25", quantity="pm25", column=PM25_24H),
    Item(parameter="pm10", quantity="pm10", column=PM10_24H),
    Item(parameter="so2", quantity="so2", column=SO2_1H),
    Item(parameter="no2", quantity="no2", column=NO2_1H),
    Item(parameter="co", quantity="co", column=CO_1H),
    Item(parameter="o3", quantity="o3", column=O3_1H),
)
DAY = (
    Item(parameter="pm25", quantity="pm25", column=PM25_24H),
    Item(parameter="pm10", quantity="pm10", column=PM10_24H),
    Item(parameter="so2", quantity="so2", column=SO2_24H),
    Item(parameter="no2", quantity="no2", column=NO2_24H),
    Item(parameter="co", quantity="co", column=CO_24H),
    Item(parameter="o3", quantity="o3_8h", column=O3_8H),
)

LEVELS = (
    Level(
        number=1, roman="Ⅰ", lowest=1, highest=50, label=Label(zh="优", en="Excellent"),
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

_PARTICLES = Label(
    zh="心血管疾病或呼吸系统疾病患者、儿童青少年、经常户外活动人群、老年人",
    en="people with heart or lung disease, children and teenagers, people often outdoors, the elderly",
)
SENSITIVE_GROUPS = {
    "pm25": _PARTICLES,
    "pm10": _PARTICLES,
    "so2": Label(
        zh="哮喘患者、儿童青少年、老年人",
        en="people with asthma, children and teenagers, the elderly",
    ),
    "no2": Label(
        zh="呼吸系统疾病患者、儿童青少年、老年人",
        en="people with lung disease, children and teenagers, the elderly",
    ),
    "co": Label(zh="心血管疾病患者", en="people with heart disease"),
    "o3": Label(
        zh="呼吸系统疾病患者、儿童青少年、经常户外活动人群、老年人",
        en="people with lung disease, children and teenagers, people often outdoors, the elderly",
    ),
}

CLAUSES = (
    Clause(
        edition=NUMBER,
        section="IAQI table",
        says=Label(
            zh="分指数及浓度限值；与2012年相比仅PM10（120）、PM2.5（60）的100节点不同",
            en="Nodes of each IAQI; only the 100-nodes of PM10 (120) and PM2.5 (60) differ from 2012",
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="4.2.2",
        says=Label(
            zh="浓度先按GB/T 8170修约至整数（CO保留1位小数）再计算分指数",
            en="Concentrations are rounded by GB/T 8170 to whole numbers (CO 1 decimal) before the IAQI",
        ),
        sure="official",
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
        section="items",
        says=Label(
            zh="日报六项（O3取日最大8小时平均），实时报六项均为1小时平均，颗粒物用日均限值",
            en="Six a day (ozone: daily maximum 8-hour mean), six an hour (particles on daily nodes)",
        ),
        sure="official",
    ),
    Clause(
        edition=NUMBER,
        section="above the table",
        says=Label(
            zh="SO2 1小时大于800时分指数按200计；O3 8小时大于800时按300计",
            en="SO2 1 h above 800 counts 200; O3 8 h above 800 counts 300",
        ),
        sure="official",
    ),
    Clause(
        edition=NUMBER,
        section="categories",
        says=Label(
            zh="六个级别及其颜色，第一级为1~50", en="Six categories and their colours; the first is 1-50"
        ),
        sure="confirmed",
    ),
    Clause(
        edition=NUMBER,
        section="5.3",
        says=Label(
            zh="缺项时按其余项目计算，AQI大于100才发布，否则记NA；按方案不监测的项目以“/”记，AQI照常发布",
            en="With data missing the AQI of the rest stands above 100 only; not monitored (/) is no gap",
        ),
        sure="official",
    ),
    Clause(
        edition=NUMBER,
        section="sensitive groups",
        says=Label(zh="按首要污染物给出的敏感人群", en="Sensitive groups by pollutant"),
        sure="official",
    ),
)

EDITION = Edition(
    number=NUMBER,
    kind="aqi",
    title=Label(zh="环境空气质量指数（AQI）技术规定", en="Technical regulation on ambient air quality index"),
    issued=date(2026, 2, 14),
    in_force=date(2026, 3, 1),
    withdrawn=None,
    content=AqiRule(
        nodes=NODES,
        table=(SO2_24H, SO2_1H, NO2_24H, NO2_1H, PM10_24H, CO_24H, CO_1H, O3_1H, O3_8H, PM25_24H),
        items={
            ("hour", "practice"): HOUR,
            ("day", "practice"): DAY,
            ("hour", "text"): HOUR,
            ("day", "text"): DAY,
        },
        levels=LEVELS,
        sensitive_groups=SENSITIVE_GROUPS,
    ),
    clauses=CLAUSES,
    sure=Label(zh="官方扫描件逐页阅读", en="Official scan, every page read"),
    source="HJ 633-2026, official scan; published hours of the national platform from 2026-03-01T01",
)
