"""Writes `docs/standards.md`: every clause that we hold, where it is in the code, which test holds it, how sure we are.

Run `python docs/standards.py` after a clause, an indicator or a test has come or gone; a test compares.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "standards.md"
SURE = {
    "official": "the official text was read",
    "confirmed": "two sources or more",
    "one source": "one source",
    "inferred": "worked out from published figures",
    "memory": "from memory",
}
HEAD = """# Standards, clause by clause

Made by `python docs/standards.py`; a test fails where this page is not what the code says. *Code* names the indicators
that carry the clause and the functions whose docstring names it; *held by* the tests that name it, or stand in the
folder of its edition under its number. A clause without a test says so.

How sure a clause is: {sure}.
"""


def page() -> str:
    """The page as it should be."""
    from indicators.indicator import indicators
    from indicators.standard import editions

    functions, tests = list(_functions()), list(_tests())
    lines = [HEAD.format(sure="; ".join(f"*{word}* — {says}" for word, says in SURE.items()))]
    for one in editions():
        until = f" to {one.withdrawn}" if one.withdrawn else ""
        lines += [
            f"## {one.number}",
            "",
            f"{one.title.zh} · {one.title.en}. In force from {one.in_force}{until}. Source: {one.sure.en}.",
            "",
            "| clause | says | sure | code | held by |",
            "|---|---|---|---|---|",
        ]
        for clause in one.clauses:
            carried = [
                f"`{code}`"
                for code, i in indicators().items()
                if any(c.reference == clause.reference for c in i.clauses)
            ]
            named = [f"`{where}`" for where, text in functions if clause.reference in text]
            held = [f"`{path}`" for path, text in tests if _holds(path, text, one.number, clause.section)]
            cells = (
                clause.section, f"{clause.says.zh} / {clause.says.en}", clause.sure,
                ", ".join([*named, *carried]) or f"`{_edition_file(one.number)}`", "<br>".join(held) or "no test",
            )  # fmt: skip
            lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def _functions() -> Iterator[tuple[str, str]]:
    """Each function of the science with its docstring, the words of its references joined."""
    for path in sorted((ROOT / "indicators").rglob("*.py")):
        if "standards" in path.parts:
            continue
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and (text := ast.get_docstring(node)):
                yield f"{module}.{node.name}", " ".join(text.split())


def _tests() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "tests" / "indicators").rglob("test_*.py")):
        yield path.relative_to(ROOT).as_posix(), " ".join(path.read_text(encoding="utf-8").split())


def _holds(path: str, text: str, number: str, section: str) -> bool:
    """Whether a test names the clause, or is the file of its number in the folder of its edition."""
    if f"{number} {section}" in text:
        return True
    folder = number.lower().replace("hj ", "hj").replace("gb ", "gb").replace("-", "_")
    words = section.lower().replace(".", "_").replace(" ", "_")
    return f"/{folder}/" in path and path.rsplit("/", 1)[-1] == f"test_{words}.py"


def _edition_file(number: str) -> str:
    """File of the edition that holds the clause as data."""
    for path in sorted((ROOT / "indicators" / "standards").glob("*.py")):
        if f'NUMBER = "{number}"' in path.read_text(encoding="utf-8"):
            return path.relative_to(ROOT).as_posix()
    return "indicators/standards"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    PAGE.write_text(page(), encoding="utf-8")
