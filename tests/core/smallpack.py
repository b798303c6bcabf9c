"""A small pack that is right in everything, to be spoilt by one test each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from baoxiu.core.procedure.faults import Fault
from baoxiu.core.procedure.loading import LoadedPack, load_pack, read_pack

PACK = """\
pack: small
version: "1.0"
title: {zh: 小规程, en: Small}
languages: [zh, en]
roles:
  desk: {title: {zh: 前台, en: Desk}}
  worker: {title: {zh: 维修工, en: Worker}}
contacts:
  boss: {mail: boss@small.example}
calendars:
  night: {week: {mon-sun: ["22:00-06:00"]}}
"""

CALENDAR = """\
zone: Asia/Shanghai
week:
  mon-fri: ["09:00-17:00"]
"""

CLAUSES = """\
SML-01: {zh: 四小时内联系。, en: Ring within four hours.}
SML-02: {zh: 承诺不超过三次。, en: Three promises at most.}
"""

JOB = """\
procedure: job
kind: work_order
title: {zh: 维修, en: Job}
number: "J{date:%y%m%d}{seq:4}"

fields:
  fault: {type: text, label: {zh: 故障, en: Fault}, required: true}
  kind: {type: choice, of: {water: {zh: 水, en: Water}, power: {zh: 电, en: Power}}, label: {zh: 类别, en: Kind}}
  price: {type: money, round_to: 0.01, label: {zh: 金额, en: Price}}
  promises: {type: promises, most: 3, label: {zh: 承诺, en: Promises}, clause: SML-02}
  calls: {type: contact_log, label: {zh: 联系, en: Calls}}
  rung_at: {type: time, written_by: engine, label: {zh: 联系时间, en: Rung}}

states:
  new: {title: {zh: 新单, en: New}, holder: desk}
  going: {title: {zh: 处理中, en: Going}, holder: worker, pauses: [first_call]}
  done: {title: {zh: 完成, en: Done}, final: done}

opens:
  by: [desk]
  asks: {fault: required, kind: optional}
  to: new

commands:
  ring:
    title: {zh: 联系, en: Ring}
    from: new
    by: [desk]
    asks: {outcome: {of: {reached: {zh: 已联系, en: Reached}, no: {zh: 未联系, en: "No"}}, required: true}}
    set_once: {rung_at: now}
    adds: {calls: {outcome: outcome}}
    to:
      - {state: going, if: 'outcome == "reached"'}
      - {state: same}
  promise:
    title: {zh: 承诺, en: Promise}
    from: going
    by: worker
    asks: {promised_at: {required: true, after: now}}
    when:
      - {that: 'size(promises) < 3', clause: SML-02, else: {zh: 已承诺三次, en: Three promises were given}}
    adds: {promises: {at: promised_at}}
    to: same
  finish:
    title: {zh: 完成, en: Finish}
    from: going
    by: worker
    asks: {price: optional}
    needs: [checklist.tidy]
    then:
      - {open: call-back, to: desk, fields: {order: number}}
      - {tell: desk, words: {zh: "{number} 已完成", en: "{number} is done"}}
    to: done
  reopen:
    title: {zh: 重新联系, en: Back}
    from: going
    by: worker
    to: new

answers:
  call-back.unhappy: {tell: boss}

clocks:
  first_call:
    title: {zh: 首次联系, en: First call}
    starts: opened
    stops: [{ring: 'outcome == "reached"'}]
    within: 4h
    breach: {tell: [desk]}
    clause: SML-01

quotas:
  daily: {title: {zh: 每日联系, en: Daily calls}, count: calls, at_least: 2, per: working_day, for: 3 working_days, starts: opened}

limits:
  arrive: {by: kind, water: 45m, power: 2h}

checklists:
  tidy: {title: {zh: 整洁, en: Tidy}, items: [{zh: 已打扫, en: Swept}], step: going, gates: finish}

guides:
  - {at: new, to: desk, script: hello}

figures:
  rung: {title: {zh: 及时联系, en: Rung in time}, of: opened, good: 'clock("first_call").kept'}
"""

CALL_BACK = """\
procedure: call-back
kind: call_back
title: {zh: 回访, en: Call-back}
fields:
  order: {type: text, label: {zh: 单号, en: Order}}
states:
  due: {title: {zh: 待回访, en: Due}, holder: desk}
  happy: {title: {zh: 满意, en: Happy}, final: done}
  unhappy: {title: {zh: 不满意, en: Unhappy}, final: done}
opens:
  asks: {order: required}
  to: due
commands:
  happy: {title: {zh: 满意, en: Happy}, from: due, by: desk, to: happy}
  unhappy: {title: {zh: 不满意, en: Unhappy}, from: due, by: desk, to: unhappy}
"""

HELLO = "您好\n\n<!-- en -->\n\nGood morning\n"
PRICES = "code,title_zh,title_en,kind,unit,price,from_on,until_on,clause\nL1,上门费,Call-out,labour,次,30.00,2026-01-01,,SML-01\n"

EXAMPLE = """\
example: rung-in-time
procedure: job
opens: {at: "2026-03-02 09:00", by: desk, with: {fault: 漏水}, state: new, clocks: {first_call: "2026-03-02 13:00"}}
turns:
  - {at: "10:00", by: desk, do: ring, with: {outcome: reached}, state: going, clocks: {first_call: kept}}
"""

FILES = {
    "pack.yaml": PACK, "calendar.yaml": CALENDAR, "clauses.yaml": CLAUSES, "job.yaml": JOB, "call-back.yaml": CALL_BACK,
    "guides/hello.md": HELLO, "prices.csv": PRICES, "examples/rung.yaml": EXAMPLE,
}  # fmt: skip


@dataclass
class SmallPack:
    """The pack's folder, and what is found wrong with it."""

    path: Path

    def write(self, name: str, text: str) -> None:
        """Write a file of the pack."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands there exactly once."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def load(self) -> LoadedPack:
        """The pack; it must be right."""
        return load_pack(self.path)

    @property
    def faults(self) -> list[Fault]:
        """Everything wrong with it."""
        return read_pack(self.path)[1]

    def fault(self, code: str, *, file: str = "job.yaml", at: str) -> Fault:
        """The one fault `code`; it stands in `file` on the line that holds `at`, and says what would be right."""
        found = [one for one in self.faults if one.code == code]
        assert len(found) == 1, [one.say("en") for one in self.faults]
        lines = (self.path / file).read_text(encoding="utf-8").splitlines()
        where = [number for number, line in enumerate(lines, start=1) if at in line]
        assert (found[0].file, found[0].line) == (file, where[0]), found[0].say("en")
        assert found[0].what["zh"] and found[0].what["en"]
        return found[0]


def write_small_pack(path: Path) -> SmallPack:
    """The whole small pack, in `path`."""
    pack = SmallPack(path)
    for name, text in FILES.items():
        pack.write(name, text)
    return pack
