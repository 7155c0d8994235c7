"""The words of columns and of what stands in them: tables alone; `assessment.headings` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assessment.target_rows import WORDS_OF_PROOF
from indicators.demand import State
from indicators.parameters import Label


def _labels(text: str) -> dict[str, Label]:
    """Labels of a text whose lines are `column|中文|English`; ValueError where a column stands twice."""
    rows = [line.strip().split("|") for line in text.strip().splitlines()]
    found = {name: Label(zh=zh, en=en) for name, zh, en in rows}
    if len(found) < len(rows):
        raise ValueError(f"a column stands twice among {[name for name, *_ in rows]}")
    return found


HEADINGS: Final[Mapping[str, Label]] = _labels("""
item|项目|Item
parameter|项目|Item
value|值|Value
rounded|修约值|Rounded
c|C|C
s|限值 S|Limit S
index|单项指数 C/S|Index C/S
unit|单位|Unit
column|浓度限值列|Column of limits
from|浓度下界|Conc. from
to|浓度上界|Conc. to
iaqi_from|IAQI下界|IAQI from
iaqi_to|IAQI上界|IAQI to
iaqi|IAQI|IAQI
primary|首要|Primary
with_sand|含沙尘|With sand
aqi|AQI|AQI
level|级别|Level
counted|计入|Counted
valid|有效|Valid
co_place|CO 位次|CO place
o3_8h_place|O3-8h 位次|O3-8h place
expected|应有|Expected
observed|收到|Observed
stage|阶段|Stage
note|备注|Note
code|编码|Code
name|名称|Name
hours|小时数|Hours
enters|参与平均|In the mean
ending|止于（时）|Ending (h)
mean|平均|Mean
highest|最大|Highest
hour|时|Hour
missing|缺失情况|What is missing
suspect|可疑|Suspect
batch|批次|Batch
source|来源|Source
sha256|SHA-256|SHA-256
known_at|收到时间|Known at
actor|经手人|Person
samples|样数|Samples
judged|参评值|As judged
range|范围|Range
class|类别|Class
counts|参评|Counts
decides|定类|Decides
deciding|定类项目|Deciding
multiple|超Ⅲ类倍数|Over class Ⅲ
target|目标|Target
meets|达标|Meets it
target_met|达标|Target met
target_multiple|超目标倍数|Over target
river|河流|River
river_sections|河流断面|River sections
river_mean|河流均值|Rivers, mean
river_limit|河流限值|Rivers, limit
river_index|河流指数|Rivers, index
lake_sections|湖库点位|Lake points
lake_mean|湖库均值|Lakes, mean
lake_limit|湖库限值|Lakes, limit
lake_index|湖库指数|Lakes, index
weight|权重|Weight
qualifier|符号|Sign
quality|质量码|Quality
mark|来源标记|Source's mark
published|发布类别|Published
start|起|From
end|止|To
edition|依据标准|Standard
against_start|对比期起|Against, from
against_end|对比期止|Against, to
against_value|对比期值|Value against
change|变化|Change
change_percent|变化幅度|Change in percent
year_value|上年同期|Same period of last year
year_change|同比变化|Change on the year
year_percent|同比幅度|Change on the year in percent
year_start|上年同期起|Last year, from
year_end|上年同期止|Last year, to
year_rank|上年同期排名|Rank last year
period_value|上期|Period before
period_change|环比变化|Change on the period before
period_percent|环比幅度|Change on the period before in percent
period_start|上期起|Period before, from
period_end|上期止|Period before, to
limit|限值|Limit
limits|限值|Limits
rank|排名|Rank
rank_change|排名变化|Change of rank
against_rank|对比期排名|Rank against
ranked|参加排名数|Ranked
shown|显示值|As shown
span|时段|Span
indicator|指标|Indicator
capture|捕获率|Capture
group|组|Group
by|依据/经手|By
low|下限|Low
high|上限|High
days|天数|Days
good|优良天数|Good days
heavy|重污染天数|Heavy days
peak_day|峰值日|Peak day
peak_aqi|峰值 AQI|Peak AQI
peak_level|峰值级别|Peak level
peak_code|峰值点编码|Code at the peak
peak_name|峰值地|Place of the peak
affected|受影响数|Affected
members|成员数|Members
names|名单|Names
spread|范围|Spread
episode|过程|Episode
event|事件|Event
state|状态|State
before_ug|起沙前 PM10|PM10 before
peak_ug|峰值 PM10|Peak PM10
peak|峰值时刻|Time of the peak
open|未结束|Still open
stations|点位数|Stations
reason|理由|Reason
at|时间|At
medium|介质|Medium
arrived|按时到达|Arrived
late|迟到|Late
revised|修订|Revised
silent|来源未报|Source silent
failed|采集失败|We failed
invalid|无效|Invalid
completeness|完整率|Completeness
measured|有测值|Measured
delay|平均延迟|Mean delay
on_time|按时率|On time
by_noon|正午前到达天数|Days by noon
id|编号|Id
file|文件|File
line|行|Line
field|字段|Field
payload|原文|Payload
whole|原文完整|Whole
mendable|可补正|Mendable
acted_at|处理时间|Acted at
because|处理理由|Because
kept_in|存入批次|Kept in
version|版本|Version
region|行政区编码|Division code
place|地区|Place
title|项目|Title
comparator|比较|Comparator
relative|相对值|Relative
plan|计划|Plan
document|文件|Document
number|文号|Number
issued|印发日期|Issued
sand|沙尘口径|Sand
decimals|修约位数|Decimals
responsible|责任单位|Responsible
withdrawn|撤销|Withdrawn
sheet|工作表|Sheet
reported|填报值|Reported
day|截至日|Day
progress|进展|Progress
formula|算法|Formula
if_level|余期假设|If the rest is
if_figure|则全期|then the period is
if_met|则达标|and meets it
backtest|回测|Back-test
probability|概率|Probability
met|达标|Met
items|项目|Items
parent|上级编码|Parent code
sections|断面数|Sections
with_target|有目标断面数|With a target
water_state|水质状况|State of the water
main_pollution_items|主要污染指标|Main pollution items
basin|流域|Basin
county|县区|County
city|城市|City
province|省份|Province
kind|类型|Kind
water_class|水质类别|Class
class_number|类别序号|Class number
deciding_items|定类项目|Deciding items
water_exceedance|超标项目(倍数)|Items over Class III
target_class|目标类别|Target class
target_exceedance|超目标项目(倍数)|Over the target
target_items|超目标项目|Items over the target
good_water_share|优良水体比例|Share of Class III and better
worse_than_v_share|劣Ⅴ类比例|Share worse than Class V
section_compliance_rate|断面达标率|Sections meeting their target
cwqi|水质指数 CWQI|CWQI
first|首次|First
last|最近|Last
month|月份|Month
slot|时次|Slot
table|表|Table
answers_for|责任县区|Answers for
change_word|变化评价|Change in words
year_change_word|同比评价|Change on the year in words
title_zh|名称|Title
title_en|名称|Title
year|年份|Year
part|月份|Part
name_en|名称|Name
name_zh|名称|Name
weekday|星期|Weekday
months|月份|Months
ours|本系统值|Ours
difference|差值|Difference
cause|差异原因|Cause
lon|经度|Longitude
lat|纬度|Latitude
homepage|主页|Homepage
licence_zh|许可|Licence
licence_en|许可|Licence
cadence_min|频次（分钟）|Every (min)
lag_min|滞后（分钟）|Lag (min)
stamp|时标|Stamp
zone|时区|Time zone
parameters|项目|Parameters
from_files|文件载入|From files
live|实时接口|Live service
on|启用|On
overdue|逾期|Overdue
last_good|最近一次成功|Last good run
last_run|最近一次运行|Last run
message|说明|Message
batches|批次数|Batches
kept|读数|Readings
refused|拒收|Refused
refused_open|待处理的拒收|Refused, open
newest|最近入库|Newest batch
simulated|模拟|Simulated
""")
"""What the columns of tables are called."""
STEPS: Final[Mapping[str, Label]] = _labels("""
start|时间|Time
place|升序位次|Ascending place
sand|沙尘剔除|Sand, left out
reason|原因|Reason
revised|其中修订|Revised
title|项目名称|Name of the item
state|站点状态|Station
end|止|End
month|月|Month
""")
"""Columns that in the steps of a passport are called otherwise: there the rows are hours, days and items."""
TARGETS: Final[Mapping[str, Label]] = _labels("""
state_zh|状态|State
figure|至今|So far
elapsed|已过天数|Days gone
remaining|余下天数|Days left
control|余期须|The rest must be
control_is|不高于或不低于|At most or at least
control_unit|余期单位|Unit of the rest
days_over|余期可超天数|Days of the rest that may exceed
proof|能否达到|Can it be met
best|全期最优可为|The whole at best
worst|全期最差可为|The whole at worst
years|有记录年数|Years on record
years_met|其中可使其达标|Years with which it is met
reported|上报值|Reported
reported_day|上报截至|Reported up to
reported_by|上报人|Reported by
reported_control|按上报值余期须|By the report the rest must be
above|所属地区|Lies in
rest|余期数|Number to come
rest_unit|余期计数单位|To come, counted in
binding|余期各项须|Items of the rest must be
""")
"""Columns of a target, where other tables have none or mean something else by them."""
BOOK: Final[Mapping[str, Label]] = _labels("""
above|所属地区|Lies in
document|责任书|Document
measured|监测或上报|Measured or reported
by|经手人|Handed in by
known_at|录入时间|Entered
""")
"""Columns of the target book itself."""
SHOWN: Final[Mapping[str, Mapping[str, Label]]] = {
    "years": _labels("""
rest|余期值|Rest
rest_valid|余期有效数|Valid of the rest
rest_days|余期天数|Days of the rest
whole_with_it|则今年为|This year would be
would_meet|今年达标|Target met
own_so_far|当年同期|That year, so far
own_whole|当年全期|That whole year
"""),
    "backtest": _labels("""
probability|当时的频率|Frequency said
met|结果达标|Met in the end
"""),
    "path": _labels("""
actual|实际|Actual
needed|余期须|The rest must be
low|往年最低|Past years, lowest
high|往年最高|Past years, highest
ahead_low|余期如往年，最低|Rest as in past years, lowest
ahead_high|余期如往年，最高|Rest as in past years, highest
"""),
    "items": _labels("""
body|水体|Water
is|不高于或不低于|At most or at least
level|余期须|The rest must be
alone|仅靠此项可否|By this item alone
"""),
    "reported": _labels("""
value|上报值|Reported
by|上报人|Reported by
known_at|录入时间|Entered
revision|修订次数|Revision
"""),
}
"""Columns of what `targets progress --show` tells, by that word."""
KEPT: Final = Label(zh="能否守住", en="Can be kept")
"""What `alone` asks of an item of a class, each of which has to keep its limit."""
SPOKEN: Final[Mapping[str, Label]] = _labels("""
day|日|day
month|月|month
quarter|季|quarter
year|年|year
within|达标|within
over|超标|over
air|空气|air
water|水|water
kept|已保留|kept
river|河流|river
lake|湖库|lake
""")
"""Contents of columns in words."""
STAGES: Final[Mapping[str, Label]] = {
    "provisional": Label(zh="未审核", en="provisional"),
    "reviewed": Label(zh="已审核", en="reviewed"),
    "mixed": Label(zh="部分审核", en="mixed"),
    "best": Label(zh="有审核值取审核值", en="reviewed where there is one"),
}

_BOUND: Final = _labels("""
at_most|不高于|at most
at_least|不低于|at least
""")
_COUNTED: Final = _labels("""
d|天|d
month|个月|months
section_month|断面·月|section-months
factor|倍|×
""")
_YES: Final = _labels("""
true|是|yes
false|否|no
""")
CELLS: Final[Mapping[str, Mapping[str, Label]]] = {
    "state": {one.value: one.label for one in State},
    "proof": WORDS_OF_PROOF,
    "is": _BOUND, "control_is": _BOUND,
    "unit": _COUNTED, "control_unit": _COUNTED, "rest_unit": _COUNTED,
    "met": _YES, "if_met": _YES, "would_meet": _YES,
    "alone": _labels("""
can|能|yes
cannot|不能|no
need_not|任何值均可|any value will do
"""),
    "comparator": _labels("""
<=|≤|≤
>=|≥|≥
==|=|=
"""),
    "measured": _labels("""
measured|监测|measured
reported|上报|reported
"""),
    "by": _labels("""
shipped|随程序|shipped
"""),
    "sand": _labels("""
with|含沙尘|with sand
without|扣除沙尘|without sand
"""),
    "withdrawn": _labels("""
withdrawn|已撤销|withdrawn
"""),
}  # fmt: skip
"""Contents of one column in words; what has no line stands as it is."""
