"""What parts are refused for: each says why, and what to do."""

from __future__ import annotations

from typing import ClassVar

from baoxiu.core.errors import Refusal


class NotEnough(Refusal):
    """{unit} has {found} of {part}, and {wanted} are wanted. Order the rest, book what came, or count again."""

    code: ClassVar[str] = "not_enough_stock"
    zh: ClassVar[str] = "{unit} 的 {part} 库存为 {found}，需要 {wanted}。请申领不足部分、登记到货，或重新盘点。"


class NotWhole(Refusal):
    """{part}: the quantity {quantity} is no whole number above 0. Parts are counted piece by piece."""

    code: ClassVar[str] = "not_whole"
    zh: ClassVar[str] = "{part} 的数量 {quantity} 不是大于 0 的整数，备件按件计。"


class BelowZero(Refusal):
    """{part}: {quantity} cannot be counted on a shelf. Enter what lies there, 0 or more."""

    code: ClassVar[str] = "below_zero"
    zh: ClassVar[str] = "{part} 的盘点数不能是 {quantity}，请填写架上实有数（0 或以上的整数）。"


class ReasonWanted(Refusal):
    """{part}: the count differs from the ledger by {difference}. Say why."""

    code: ClassVar[str] = "reason_wanted"
    zh: ClassVar[str] = "{part} 盘点与账面相差 {difference}，请写明原因。"


class WhyWanted(Refusal):
    """{part} leaves the shelf without a job. Say why: broken, lost, out of date, wanted elsewhere."""

    code: ClassVar[str] = "why_wanted"
    zh: ClassVar[str] = "{part} 不因维修单出库，请写明原因（如损坏、丢失、过期、他站急用）。"


class SameShelf(Refusal):
    """{unit} is where it lies already. Choose another station."""

    code: ClassVar[str] = "same_shelf"
    zh: ClassVar[str] = "备件本来就在{unit}，请选择另一个站。"


class MovedTogether(Refusal):
    """{part} was moved between two stations: taking one side back would leave the other. Move it back instead."""

    code: ClassVar[str] = "moved_together"
    zh: ClassVar[str] = "{part} 是站间调拨，不能只冲销一边，请反向调拨。"


class NotKeeper(Refusal):
    """The stock of {unit} is kept by {roles}. Ask them to book it."""

    code: ClassVar[str] = "not_keeper"
    zh: ClassVar[str] = "{unit} 的库存由{roles}登记，请联系其处理。"


class ReversedAlready(Refusal):
    """This movement of {part} is reversed already. Look at the ledger again."""

    code: ClassVar[str] = "reversed_already"
    zh: ClassVar[str] = "{part} 的这笔出入库已冲销，请刷新台账核对。"


class MovedByTicket(Refusal):
    """This movement was made by {number}. Put it right there; the ledger follows."""

    code: ClassVar[str] = "moved_by_ticket"
    zh: ClassVar[str] = "这笔出入库由单据 {number} 产生，请在该单上更正，台账会随之冲销。"


class SerialTwice(Refusal):
    """The serial number {serial} stands twice: also on {number}. Read it off the part again; if it is right, correct {number} first."""

    code: ClassVar[str] = "serial_twice"
    zh: ClassVar[str] = "序列号 {serial} 重复：{number} 已登记过。请核对实物上的序列号；若无误，请先更正 {number}。"


class SerialOfMany(Refusal):
    """The serial number {serial} belongs to one piece, and the line says {quantity}. Give each piece a line of its own."""

    code: ClassVar[str] = "serial_of_many"
    zh: ClassVar[str] = "一个序列号（{serial}）只对应一件备件，本行数量为 {quantity}，请每件单列一行。"


class SerialOwed(Refusal):
    """The part {serial} was taken out on {number} and has not come back to support. It cannot be put in; take a new one."""

    code: ClassVar[str] = "serial_owed"
    zh: ClassVar[str] = "序列号 {serial} 是 {number} 换下的旧件，尚未返还入库，不能装机，请换用新件。"


class SentAlready(Refusal):
    """{part} of this job is on its way back already, so it cannot be struck from its lines. Keep the line; tell support of the mistake."""

    code: ClassVar[str] = "sent_already"
    zh: ClassVar[str] = "本单的 {part} 旧件已返还，不能从更换备件中删去；请保留该行，并告知客户服务支持部。"


class NotReplacedHere(Refusal):
    """No {part} was replaced on {number}, so none goes back. Check the code, or write back first what was replaced."""

    code: ClassVar[str] = "not_replaced_here"
    zh: ClassVar[str] = "{number} 没有更换过 {part}，没有旧件可返还。请核对编码，或先回写更换备件。"


class ReturnedAlready(Refusal):
    """All pieces of {part} replaced on {number} were returned already ({found}). Do not return them twice."""

    code: ClassVar[str] = "returned_already"
    zh: ClassVar[str] = "{number} 更换的 {part} 共 {found} 件，均已返还，请勿重复返还。"


class OtherSerial(Refusal):
    """The part {part} taken out on {number} has the serial number {expected}, not {serial}. Read it off the old part again."""

    code: ClassVar[str] = "other_serial"
    zh: ClassVar[str] = "{number} 换下的 {part} 序列号为 {expected}，不是 {serial}，请核对旧件。"


class OwedElsewhere(Refusal):
    """The part {part} of {number} was replaced by {unit} and is returned by it. Ask {unit}."""

    code: ClassVar[str] = "owed_elsewhere"
    zh: ClassVar[str] = "{number} 的 {part} 由{unit}更换，旧件须由{unit}返还，请联系该站。"


class NotOnTheWay(Refusal):
    """{part} is not among what was sent with {number}. Enter only what came of it; book anything else as a receipt."""

    code: ClassVar[str] = "not_on_the_way"
    zh: ClassVar[str] = "{number} 寄出的备件中没有 {part}（或数量超出），请只填实际收到的；多出的请另行登记收货。"
