"""Layouts of the house's own: what stands around every printed form, and the form of a slip whose pack has none."""

from __future__ import annotations

# Around every form: at the head what kind of print it is, at the foot the pack's note and the sheet, where there are several.
AROUND = """
#let slip = json(bytes(sys.inputs.slip))
#set text(font: ("Noto Sans CJK SC",), lang: "zh")
#set page(
  foreground: if slip.mark != "" { place(top + center, dy: 3mm, text(size: 8pt)[#slip.mark]) },
  footer: context {
    let sheets = counter(page).final().first()
    set text(size: 7.5pt)
    grid(columns: (1fr, auto), slip.note, if sheets > 1 [第 #counter(page).get().first() 页 共 #sheets 页])
  },
)
#include "form.typ"
"""

# A slip whose pack lays out none of its own: everything the ticket knows, lists as tables that go on from sheet to sheet.
STANDARD = """
#let slip = json(bytes(sys.inputs.slip))
#set page(paper: "a4", margin: (x: 15mm, top: 15mm, bottom: 16mm))
#set text(font: ("Noto Sans CJK SC",), size: 9.5pt, lang: "zh")
#grid(columns: (1fr, auto),
  text(size: 15pt, weight: "bold")[#slip.title],
  align(right)[№ #slip.number \\ 第 #slip.copy 联 · #slip.copy_of])
#line(length: 100%, stroke: .6pt)
#table(columns: (30mm, 1fr), stroke: .4pt,
  [*单位*], slip.unit, [*开单时间*], slip.opened_at, [*状态*], slip.state,
  ..slip.rows.map(row => (strong(row.label), row.text)).flatten())
#for list in slip.lists {
  heading(level: 2, text(size: 11pt, list.label))
  table(columns: list.columns.map(_ => 1fr), stroke: .4pt,
    table.header(..list.columns.map(name => strong(name))),
    ..list.rows.flatten())
}
#v(1fr)
#grid(columns: (1fr, 1fr, 1fr), [用户签字：], [经手人签字：], align(right)[打印 #slip.printed_at · #slip.printed_by])
"""
