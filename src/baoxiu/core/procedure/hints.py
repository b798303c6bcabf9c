"""What somebody probably meant: the nearest known name, else the names there are."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 12


def hints(name: str, known: Iterable[str]) -> dict[str, str]:
    """The facts `hint` and `hint_zh` of a fault: `Did you mean …?`, else `Known here: …`."""
    names = sorted(set(known))
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return {"hint": f"Did you mean {near[0]}?", "hint_zh": f"是否想写 {near[0]}？"}
    if not names:
        return {"hint": "None is known here.", "hint_zh": "这里还没有可用的名称。"}
    more_en, more_zh = (", …", "……") if len(names) > SHOWN else ("", "")
    return {
        "hint": f"Known here: {', '.join(names[:SHOWN])}{more_en}.",
        "hint_zh": f"可用的有：{'、'.join(names[:SHOWN])}{more_zh}。",
    }
