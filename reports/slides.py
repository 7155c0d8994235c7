"""The pages of a set as one HTML document, a slide of 1920 × 1080 CSS pixels each: what the pictures are taken of.

Everything is inside the document: no script but the one that says when it is ready, no address of any kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from assessment.periods import SHANGHAI
from indicators.parameters import Label
from reports.content import Calendar, Content, Figure, MapPicture, Table
from reports.drawing import breadth, calendar_svg, chart_svg, map_svg
from reports.fonts import embedded
from reports.snapshot import Snapshot

ASSETS = Path(__file__).resolve().parent / "assets"
SLIDE = (1920, 1080)
MIN_PX = 14.0
DEMO = "模拟数据 DEMO"
WORDS = {
    "title": Label(zh="环境质量通报", en="Environmental quality report"),
    "as_of": Label(zh="数据截至", en="As known at"),
    "set": Label(zh="编号", en="Set"),
    "edition": Label(zh="依据", en="Judged by"),
    "provisional": Label(zh="实况数据，未审核", en="Provisional, not reviewed"),
    "map": Label(zh="行政区划底图仅供内部参考", en="Boundaries for internal reference"),
    "approval": Label(zh="审图号：", en="Map approval number: "),
    "points": Label(zh="个百分点", en=" points"),
    "year": Label(zh="同比", en="year on year"),
    "period": Label(zh="环比", en="on the period before"),
    "valid": Label(zh="有效{}天", en="valid days {}"),
    "page": Label(zh="第{}页 共{}页", en="Page {} of {}"),
}


def document(made: Snapshot, *, folder: Path, lang: str, approval: str = "") -> str:
    """The HTML of all slides of a snapshot.

    Parameters
    ----------
    folder
        Boundary folder of the maps.
    approval
        Approval number (审图号) of those boundaries; empty where there is none.
    """
    slides = [_cover(made, lang)]
    slides += [_slide(made, content, folder=folder, lang=lang, approval=approval) for content in made.shown]
    total = len(slides)
    body = "".join(
        slide.replace("<!--number-->", f"{number} / {total}") for number, slide in enumerate(slides, 1)
    )
    style = (ASSETS / "slides.css").read_text(encoding="utf-8") + embedded(f"{made.id} 0123456789 {body}")
    return (
        f'<!DOCTYPE html><html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">'
        f"<title>{escape(made.id)}</title><style>{style}</style></head><body>{body}"
        "<script>document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => {"
        f"window.lanbiReady = {{id: {made.id!r}, slides: document.querySelectorAll('.slide').length}};"
        "})));</script></body></html>"
    )


def names(made: Snapshot) -> tuple[str, ...]:
    """Names of the slides in order: the cover and the pages that have something to show."""
    return ("cover", *(content.page for content in made.shown))


def marks(made: Snapshot, lang: str) -> tuple[str, ...]:
    """What must stand on every page: that it is simulated, that nobody has reviewed it."""
    told = [DEMO] if made.simulated else []
    return (*told, WORDS["provisional"].text(lang)) if made.provisional else tuple(told)


def known(made: Snapshot, lang: str) -> str:
    """The as-of time in words."""
    return f"{WORDS['as_of'].text(lang)} {made.scope.as_of.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def editions(content: Content) -> str:
    """The editions by which the numbers of a page were judged."""
    origins = [
        *(one.origin for one in content.figures), *(one.origin for one in content.tables),
        *(one.origin for one in content.charts), *(one.origin for one in content.maps),
        *(one.origin for one in content.calendars),
    ]  # fmt: skip
    return ", ".join(sorted({edition for one in origins for edition in one.editions}))


def _cover(made: Snapshot, lang: str) -> str:
    heads = "".join(f"<p>{escape(content.said(lang)[0])}</p>" for content in made.shown)
    marked = "".join(f'<span class="mark">{escape(mark)}</span>' for mark in marks(made, lang))
    return (
        f'<section class="slide cover" id="cover"><h1>{escape(made.name.text(lang))} '
        f"{escape(WORDS['title'].text(lang))}</h1>"
        f'<p class="headline">{escape(made.scope.window.text(lang))}</p><div class="paragraph">{heads}</div>'
        f"<footer><span>{escape(known(made, lang))} · {escape(WORDS['set'].text(lang))} {escape(made.id)}</span>"
        f"{marked}<span><!--number--></span></footer></section>"
    )


def _slide(made: Snapshot, content: Content, *, folder: Path, lang: str, approval: str) -> str:
    told = content.said(lang)
    body = _body(made, content, folder, lang)
    judged = editions(content)
    foot = [known(made, lang), *([f"{WORDS['edition'].text(lang)} {judged}"] if judged else [])]
    if content.maps:
        foot.append(WORDS["approval"].text(lang) + approval if approval else WORDS["map"].text(lang))
    marked = "".join(f'<span class="mark">{escape(mark)}</span>' for mark in marks(made, lang))
    return (
        f'<section class="slide" id="{escape(content.page)}"><header><h1>{escape(content.title.text(lang))}</h1>'
        f"<p>{escape(made.name.text(lang))} · {escape(made.scope.window.text(lang))}</p></header>"
        f'<p class="headline">{escape(told[0])}</p><div class="body">{body}</div>'
        f"<footer><span>{escape(' · '.join(foot))}</span>{marked}<span><!--number--></span></footer></section>"
    )


def _body(made: Snapshot, content: Content, folder: Path, lang: str) -> str:
    parts: list[str] = []
    count = len(content.maps) or 1
    for picture in content.maps:
        svg = map_svg(picture, folder=folder, width=int(1736 / count), height=620, lang=lang)
        parts.append(_figure(picture, svg, lang))
    for calendar in content.calendars:
        svg = calendar_svg(calendar, width=1776, height=640, lang=lang)
        parts.append(_figure(calendar, svg, lang))
    for table in content.tables:
        told = () if content.charts or len(content.tables) > 1 else content.said(lang)[1:]
        parts.append(_table(table, lang, alone=not content.charts, told=told))
    for chart in content.charts:
        wide = 640 if content.tables else 1776
        svg = chart_svg(chart, width=wide, height=690, lang=lang)
        parts.append(
            f'<figure style="flex:0 0 {wide}px"><figcaption>{escape(chart.title.text(lang))}</figcaption>{svg}</figure>'
        )
    if not parts:
        parts.append(_tiles(content, lang))
    return "".join(parts)


def _figure(one: MapPicture | Calendar, svg: str, lang: str) -> str:
    keys = "".join(
        f'<span><i style="background:{colour}"></i>{escape(word.text(lang))}</span>'
        for colour, word in one.legend
    )
    return (
        f"<figure><figcaption>{escape(one.title.text(lang))}</figcaption>"
        f'<div data-key="{escape(one.key)}">{svg}<div class="legend">{keys}</div></div></figure>'
    )


def _table(table: Table, lang: str, *, alone: bool, told: Sequence[str] = ()) -> str:
    # What is there to fill, by rows and header: the text is as large as fits, 27 pixels at the most.
    each = (700 - (40 if table.note else 0)) / (len(table.rows) + 1.4)
    size = max(11.0, min(27.0 if alone else 24.0, each * 0.66))
    pad = max(0.04, (each / size - 1.45) / 2)
    heads = "".join(
        f"<th{' class=n' if c.numeric else ''}>{escape(c.label.text(lang))}</th>" for c in table.columns
    )
    rows = []
    for row in table.rows:
        cells = "".join(
            f"<td{' class=n' if column.numeric else ''}>{escape(cell.text(lang)) or '—'}</td>"
            for cell, column in zip(row.cells, table.columns, strict=True)
        )
        rows.append(f'<tr class="{row.shade}">{cells}</tr>')
    note = f'<p class="note">{escape(table.note.text(lang))}</p>' if table.note else ""
    room = (
        660
        - (len(table.rows) + 1.4) * min(each, size * (1.45 + 2 * min(pad, 0.5)))
        - (50 if table.note else 0)
    )
    if told and room > 100:  # a short table leaves room for what is said of it
        lines = "".join(f"<p>{escape(text)}</p>" for text in told)
        note += f'<div class="paragraph" style="font-size:{_fitting(told, room):.1f}px">{lines}</div>'
    return (
        f'<div style="--size:{size:.1f}px;--pad:{min(pad, 0.5):.2f}em"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>{note}</div>"
    )


def _tiles(content: Content, lang: str) -> str:
    held = content.by_key
    first = leading(content)
    tiles = "".join(_tile(figure, held, lang) for figure in first)
    told = content.said(lang)[1:]
    room = 700 - 215 * -(-len(first) // 4)
    lines = "".join(f"<p>{escape(text)}</p>" for text in told)
    style = f"font-size:{_fitting(told, room):.1f}px"
    return f'<div><div class="tiles">{tiles}</div><div class="paragraph" style="{style}">{lines}</div></div>'


def _fitting(texts: Sequence[str], room: float) -> float:
    """The largest size [px] of 29 and below at which paragraphs fit into a height, by the width of their characters."""
    size = 29.0
    while size > MIN_PX and sum(-(-breadth(t) * size * 0.52 // 1776) * size * 1.55 + 8 for t in texts) > room:
        size -= 0.5
    return size


def leading(content: Content) -> tuple[Figure, ...]:
    """The figures that get a tile of their own: those that belong to no other."""
    held = content.by_key
    return tuple(figure for figure in content.figures if figure.key.rpartition(".")[0] not in held)


def beside(figure: Figure, held: Mapping[str, Figure], lang: str) -> str:
    """What stands under the number of a tile: days that were valid, changes against both periods."""
    told = []
    valid = held.get(f"{figure.key}.valid")
    if valid is not None:
        told.append(WORDS["valid"].text(lang).format(valid.text))
    for against in ("year", "period"):
        change = held.get(f"{figure.key}.{against}")
        if change is not None and change.shown:
            sign = "+" if change.value and change.value > 0 else ""
            unit = "" if change.unit == "d" else WORDS["points"].text(lang) if figure.unit == "%" else " %"
            told.append(f"{WORDS[against].text(lang)} {sign}{change.shown}{unit}")
    return " · ".join(told)


def unit_of(figure: Figure, lang: str) -> str:
    """The unit of a figure as it stands beside the number."""
    return {"d": "天" if lang == "zh" else "d"}.get(figure.unit, figure.unit)


def _tile(figure: Figure, held: Mapping[str, Figure], lang: str) -> str:
    return (
        f'<div class="tile"><div class="name">{escape(figure.label.text(lang))}</div><div class="number">'
        f"{escape(figure.text)}<small>{escape(unit_of(figure, lang))}</small></div>"
        f'<div class="change">{escape(beside(figure, held, lang))}</div></div>'
    )
