"""Signs to report by, as PDF to print: a sheet of labels, or one large sign a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import segno

from baoxiu.acceptance.queries.printing import pdf_of

Layout = Literal["labels", "single"]
SIZES: dict[Layout, int] = {"labels": 24, "single": 1}  # signs a page


@dataclass(frozen=True, slots=True)
class Poster:
    """One sign: what it says and where its code leads."""

    title: str
    beside: str  # where it is, or which house: a second line
    house: str
    phone: str
    mark: str
    address: str


# Labels of 70 × 37 mm, three by eight, fill an A4 sheet to its edges; a sign of its own has a page.
SIGNS = """
#let said = json(bytes(sys.inputs.slip))
#set text(font: ("Noto Sans CJK SC",), lang: "zh", hyphenate: false)
#let code(one, size) = image(bytes(one.code), format: "svg", width: size)
#let fitted(text-of, sizes) = {
  let n = text-of.clusters().len()
  text(size: if n <= 12 { sizes.at(0) } else if n <= 24 { sizes.at(1) } else { sizes.at(2) }, weight: "bold", text-of)
}
#let label(one) = box(width: 70mm, height: 37.125mm, inset: (x: 4mm, y: 4mm), clip: true, grid(
  columns: (28mm, 1fr), column-gutter: 2.5mm, align: (center + horizon, left + horizon),
  code(one, 28mm),
  stack(spacing: 1.5mm,
    fitted(one.title, (11pt, 9pt, 7pt)),
    if one.beside != "" { text(size: 6.5pt, one.beside) },
    text(size: 8.5pt, weight: "bold", fill: rgb("#0a5a5c"))[扫码报修],
    text(size: 6pt)[Scan to report a repair],
    if one.phone != "" { text(size: 7.5pt)[电话 #one.phone] },
    text(size: 5.5pt, fill: luma(35%))[#one.house · #one.mark])))
#let single(one) = page(paper: "a4", margin: 20mm, align(center, stack(spacing: 8mm,
  text(size: 16pt, one.house), v(6mm),
  text(size: 40pt, weight: "bold", fill: rgb("#0a5a5c"))[扫码报修], text(size: 18pt)[Scan to report a repair], v(4mm),
  code(one, 105mm), v(4mm),
  fitted(one.title, (30pt, 24pt, 17pt)),
  if one.beside != "" { text(size: 14pt, one.beside) },
  text(size: 13pt)[无需注册，一分钟报修，随时查看进度。],
  text(size: 11pt)[No account. One minute to report; see how far it is at any time.],
  if one.phone != "" { text(size: 20pt, weight: "bold")[紧急情况请致电 · Emergency: #one.phone] },
  text(size: 9pt, fill: luma(35%))[#one.mark])))
#if said.layout == "labels" {
  set page(paper: "a4", margin: 0pt)
  grid(columns: (70mm, 70mm, 70mm), rows: 37.125mm, ..said.signs.map(label))
} else { for one in said.signs { single(one) } }
"""


def sign_sheet(signs: Sequence[Poster], layout: Layout) -> bytes:
    """The sheet."""
    return pdf_of("signs", SIGNS, {"layout": layout, "signs": [_said(sign) for sign in signs]})


def _said(sign: Poster) -> dict[str, str]:
    code = segno.make(sign.address, error="m").svg_inline(scale=4, border=2)
    return {**asdict(sign), "code": code.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)}
