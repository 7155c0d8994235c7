"""The cities of two provinces as the platform names them."""

HENAN_TEXT = """
郑州市 开封市 洛阳市 平顶山市 安阳市 鹤壁市 新乡市 焦作市 濮阳市
许昌市 漯河市 三门峡市 南阳市 商丘市 信阳市 周口市 驻马店市 济源市
"""
JIANGSU_TEXT = "南京市 无锡市 徐州市 常州市 苏州市 南通市 连云港市 淮安市 盐城市 扬州市 镇江市 泰州市 宿迁市"
HENAN, JIANGSU = HENAN_TEXT.split(), JIANGSU_TEXT.split()
