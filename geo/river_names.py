"""Chinese names of large rivers and lakes under the names by which world maps call them.

World layers spell rivers without 江 or 河, and two rivers may share a spelling (岷江 and 闽江 are both Min): where that
is so, the box in which a river lies tells which is meant. What is not in the list keeps the name of its file.
"""

from __future__ import annotations

from typing import Final

Box = tuple[float, float, float, float]

_PLAIN: Final = {
    "Chang Jiang": "长江", "Yangtze": "长江", "Jinsha": "金沙江", "Tongtian": "通天河", "Tuotuo": "沱沱河",
    "Yalong": "雅砻江", "Dadu": "大渡河", "Jialing": "嘉陵江", "Tuo": "沱江", "Xiang": "湘江", "Gan": "赣江",
    "Huang": "黄河", "Fen": "汾河", "Jing": "泾河", "Wuding": "无定河", "Luan": "滦河", "Hai": "海河",
    "Yongding": "永定河", "Sanggan": "桑干河", "Zhang": "漳河", "Huai": "淮河", "Ying": "颍河", "Yi": "沂河",
    "Songhua": "松花江", "Di’er Songhua": "第二松花江", "Nen": "嫩江", "Heilong Jiang": "黑龙江", "Amur": "黑龙江",
    "Argun’": "额尔古纳河", "Ussuri": "乌苏里江", "Tumen": "图们江", "Yalu": "鸭绿江", "Muling": "穆棱河",
    "Hailar": "海拉尔河", "Tao’er": "洮儿河", "Chaor": "绰尔河", "Liao": "辽河", "Xiliao": "西辽河",
    "Xar Moron": "西拉木伦河", "Daling": "大凌河", "Xi": "西江", "Xun": "浔江", "Hongshui": "红水河",
    "Nanpan": "南盘江", "Yu": "郁江", "Zuo": "左江", "Bei": "北江", "Mei": "梅江", "Jiulong": "九龙江", "Rong": "融江",
    "Duliu": "都柳江", "Fuchun": "富春江", "Ou": "瓯江", "Lancang": "澜沧江", "Nu": "怒江", "Yarlung": "雅鲁藏布江",
    "Maquan": "马泉河", "Tarim": "塔里木河", "Yarkant": "叶尔羌河", "Aksu": "阿克苏河", "Konqi": "孔雀河",
    "Qarqan": "车尔臣河", "Yurungkax": "玉龙喀什河", "Toxkan": "托什干河", "Ertix": "额尔齐斯河", "Ile": "伊犁河",
    "Künes": "巩乃斯河", "Zayü": "察隅河", "Herlen": "克鲁伦河",
    "Chao Hu": "巢湖", "Tai Hu": "太湖", "Dongting Hu": "洞庭湖", "Poyang Hu": "鄱阳湖", "Hongze Hu": "洪泽湖",
    "Gaoyou Hu": "高邮湖", "Luoma Hu": "骆马湖", "Weishan Hu": "微山湖", "Dongping Hu": "东平湖", "Ge Hu": "滆湖",
    "Shijiu Hu": "石臼湖", "Hong Hu": "洪湖", "Liangzi Hu": "梁子湖", "Long Hu": "龙湖", "Daguan Hu": "大官湖",
    "Po Hu": "泊湖", "Wuchang Hu": "武昌湖", "Huangtang Hu": "黄塘湖", "Qinghai Hu": "青海湖", "Bosten Hu": "博斯腾湖",
    "Ebinur Hu": "艾比湖", "Hulun Nuur": "呼伦湖", "Dalai Nur": "达里诺尔", "Ulansuhai Nur": "乌梁素海",
    "Lake Khanka": "兴凯湖", "Ngoring Hu": "鄂陵湖", "Gyaring Hu": "扎陵湖", "Siling Co": "色林错", "Nam Co": "纳木错",
    "Tangra Yumco": "当惹雍错", "Yamzho Yumco": "羊卓雍错", "Mapam Yumco": "玛旁雍错", "Banggong Co": "班公错",
    "Danjiangkou Shuiku": "丹江口水库", "Guanting Shuiku": "官厅水库", "Xinanjiang Shuiku": "新安江水库",
    "Xinfengjiang Shuiku": "新丰江水库", "Songhua Hu": "松花湖", "Supung Reservoir": "水丰水库",
}  # fmt: skip
_BY_PLACE: Final[dict[str, tuple[tuple[Box, str], ...]]] = {
    "Min": (((100.0, 27.0, 106.0, 34.0), "岷江"), ((115.0, 24.0, 121.0, 29.0), "闽江")),
    "Han": (((105.0, 30.0, 115.0, 34.5), "汉江"), ((115.0, 22.5, 118.0, 26.0), "韩江")),
    "Wu": (((104.0, 25.5, 109.0, 30.5), "乌江"),),
    "Wei": (((103.0, 33.0, 111.0, 36.5), "渭河"), ((113.0, 35.0, 117.0, 38.0), "卫河")),
    "Yuan": (((107.0, 25.5, 113.0, 30.0), "沅江"), ((99.0, 21.5, 105.0, 26.0), "元江")),
    "Zi": (((109.5, 26.0, 113.0, 29.5), "资水"),),
    "You": (((104.0, 22.5, 109.0, 25.5), "右江"),),
    "Dong": (((113.0, 22.5, 116.5, 25.5), "东江"),),
    "Dan": (((109.0, 32.0, 112.5, 34.5), "丹江"),),
    "Qin": (((111.0, 34.5, 114.0, 37.5), "沁河"),),
}


def chinese_name(name: str, box: Box) -> str:
    """Return the Chinese name of a river or lake known by a foreign one and lying in a box; empty where unknown.

    Parameters
    ----------
    name
        As world layers spell it: ``Huang``, ``Chang Jiang``, ``Min``.
    box
        West, south, east, north [degree].
    """
    if name in _PLAIN:
        return _PLAIN[name]
    west, south, east, north = box
    x, y = (west + east) / 2, (south + north) / 2
    for (w, s, e, n), meant in _BY_PLACE.get(name, ()):
        if w <= x <= e and s <= y <= n:
            return meant
    return ""
