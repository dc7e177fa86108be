"""Markdown to blocks. A line `***` starts a page; `![title](grafico:NAME)` is a chart."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.token import Token

from intake.documents.blocks import (
    Align,
    Block,
    Document,
    Heading,
    ListItem,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Runs,
    Table,
    plain,
)
from intake.documents.fields import broken

_CHART = "grafico:"
Charts = Mapping[str, Picture]


def parse(name: str, text: str, *, header: str, charts: Charts) -> Document:
    """The document that a filled template makes. DataFileError where it cannot be read.

    `charts` are those that the template may ask for, by name; those it leaves out are left out.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    blocks = tuple(_Reader(name, parser.parse(text), charts).read())
    title = next((plain(b.runs) for b in blocks if isinstance(b, Heading) and b.level == 1), "")
    if not title:
        raise broken(name, None, "falta el título: una línea que empiece con «# »")
    return Document(title, header, blocks)


class _Reader:
    """Goes through the tokens once; lists within lists keep their numbers."""

    def __init__(self, name: str, tokens: Sequence[Token], charts: Charts) -> None:
        self._name = name
        self._tokens = tokens
        self._charts = charts
        self._numbers: list[int | None] = []
        self._starts_item = False

    def read(self) -> Iterator[Block]:
        place = 0
        while place < len(self._tokens):
            token = self._tokens[place]
            if token.type == "table_open":
                end = _closing(self._tokens, place, "table_close")
                yield _table(self._tokens[place:end])
                place = end
            elif token.type == "inline":
                yield from self._inline(self._tokens[place - 1], token)
            elif token.type == "hr":
                yield PageBreak()
            elif token.type in {"fence", "code_block"}:
                # Lines set off by blanks: somebody's indentation, not code.
                yield Paragraph((Run(" ".join(token.content.split())),))
            else:
                self._list(token)
            place += 1

    def _list(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._numbers.append(None)
            case "ordered_list_open":
                self._numbers.append(int(token.attrGet("start") or 1) - 1)
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
            case "list_item_open":
                self._starts_item = True
                if self._numbers[-1] is not None:
                    self._numbers[-1] += 1

    def _inline(self, opening: Token, token: Token) -> Iterator[Block]:
        children = token.children or []
        if opening.type == "heading_open":
            yield Heading(int(opening.tag[1:]), _runs(children))
            return
        for child in children:
            if child.type == "image":
                yield self._picture(child)
        runs = _runs([child for child in children if child.type != "image"])
        if not plain(runs).strip():
            return
        if self._numbers and self._starts_item:
            self._starts_item = False
            yield ListItem(runs, self._numbers[-1], len(self._numbers) - 1)
        else:
            yield Paragraph(runs)

    def _picture(self, token: Token) -> Picture:
        asked = str(token.attrGet("src") or "")
        chart = self._charts.get(asked.removeprefix(_CHART))
        if chart is None or not asked.startswith(_CHART):
            known = ", ".join(f"{_CHART}{each}" for each in self._charts) or "ninguno"
            raise broken(self._name, None, f"no hay un gráfico «{asked}» (los que hay: {known})")
        return Picture(token.content or chart.title, chart.alt, chart.png)


def _closing(tokens: Sequence[Token], start: int, kind: str) -> int:
    return next(place for place in range(start, len(tokens)) if tokens[place].type == kind)


def _table(tokens: Sequence[Token]) -> Table:
    rows: list[list[Runs]] = []
    align: list[Align] = []
    for token, following in pairwise(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            rows[-1].append(_runs(following.children or []))
            if token.type == "th_open":
                align.append(_align(token))
    return Table(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]), tuple(align))


def _align(token: Token) -> Align:
    style = str(token.attrGet("style") or "text-align:left")
    return cast("Align", style.removeprefix("text-align:"))


def _runs(tokens: Sequence[Token]) -> Runs:
    bold = italic = 0
    found: list[Run] = []
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "softbreak":
                found.append(Run(" ", bool(bold), bool(italic)))
            case "hardbreak":
                found.append(Run("\n", bool(bold), bool(italic)))
            case _ if token.content:
                found.append(Run(token.content, bool(bold), bool(italic)))
    return _joined(found)


def _joined(runs: Sequence[Run]) -> Runs:
    """Neighbours in the same hand become one."""
    joined: list[Run] = []
    for run in runs:
        if joined and (joined[-1].bold, joined[-1].italic) == (run.bold, run.italic):
            joined[-1] = Run(joined[-1].text + run.text, run.bold, run.italic)
        else:
            joined.append(run)
    return tuple(joined)
