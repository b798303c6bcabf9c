"""The words of the engine's own refusals, zh and en. Each says what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from baoxiu.core.engine.facts import Decision, Tell, Words
from baoxiu.core.errors import Refused

GENERIC: dict[str, tuple[str, str]] = {
    "no_such_command": (
        "本规程没有“{command}”这一操作，请刷新后重试。",
        'This procedure has no "{command}". Refresh and choose one that is offered.',
    ),
    "final": ("该单已结束（{state}），不能再操作；如需继续，请新建一单。", "This ticket has ended ({state}). Open a new one to go on."),
    "wrong_state": (
        "当前状态为“{state}”，“{command}”只能在“{states}”时进行。",
        '"{command}" is done while {states}; this ticket is now: {state}.',
    ),
    "not_your_role": ("“{command}”须由{roles}操作，请联系对方处理。", '"{command}" is for {roles}. Ask them to do it.'),
    "system_only": ("“{command}”由系统自动执行，不能手工操作。", '"{command}" is done by the system, never by hand.'),
    "wrong_door": ("“{command}”不能从这里操作，请使用{doors}。", '"{command}" cannot be done here. Use {doors}.'),
    "opens_by_link": ("此类单据由关联单据自动开出，不能直接新建。", "This kind of ticket is opened by another one, never by hand."),
    "unknown_field": ("“{name}”不是此操作要填写的内容，请去掉。", '"{name}" is not asked for here. Leave it out.'),
    "missing": ("请填写“{label}”。", "Fill in: {label}."),
    "must_tick": ("请先确认“{label}”。", "Tick this first: {label}."),
    "bad_choice": ("“{label}”请从以下选项中选择：{options}。", "{label}: choose one of {options}."),
    "bad_value": ("“{label}”{why_zh}。", "{label} {why_en}."),
    "too_early": ("“{label}”须晚于{limit}。", "{label} must be later than {limit}."),
    "in_the_past": ("“{label}”已是过去的时间，请填写一个将来的时间。", "{label} lies in the past. Give a time to come."),
    "too_late": ("“{label}”须早于{limit}。", "{label} must be earlier than {limit}."),
    "too_many": ("“{label}”最多 {most} 项，已满。", "{label} holds {most} at most, and is full."),
    "guard": ("现在还不满足条件，不能{command}。", "The conditions for this are not met yet: {command}."),
    "consent": ("请先取得用户同意：{what}。", "The customer must agree first: {what}."),
    "approved_already": ("已批准，无需再次操作。", "It is approved already; nothing more to do."),
    "not_your_turn": ("现在应由{what}审批，请等待。", "It is the turn of {what}. Wait for them."),
    "declined": (
        "用户不同意：{what}。请与用户重新确认后再继续。",
        "The customer did not agree: {what}. Settle it with the customer first.",
    ),
    "withdrawn": (
        "用户已撤回同意：{what}（{why}）。请停止作业，与用户重新确认后再继续。",
        "The customer took the consent back: {what} ({why}). Stop the work; settle it with the customer before going on.",
    ),
    "not_agreed": ("用户尚未同意“{what}”，无需撤回。", "Nobody agreed to this yet, so there is nothing to take back: {what}."),
    "not_there": ("没有到达记录，或已在返回途中，不能登记返回取物。", "No arrival is noted, or somebody is on the way back already."),
    "site_unmarked": (
        "该地址没有张贴现场二维码，请选其他方式证明到达。",
        "No sign hangs at this site. Show in another way that you are there.",
    ),
    "other_site": ("二维码不是本单地址的，请核对门牌。", "This is the sign of another site. Check the address."),
    "site_unplaced": (
        "该地址没有登记坐标，无法用定位证明到达，请选其他方式。",
        "Nobody noted where this site lies. Show in another way that you are there.",
    ),
    "too_far": (
        "手机定位距本单地址 {metres} 米（允许 {most} 米）。请到门后再登记；定位不准时选“无法证明”并说明。",
        "Your place is {metres} m from the site ({most} m are allowed). Note it at the door; "
        'where the place is wrong, choose "None" and say why.',
    ),
    "signature": ("请先请{what}签字。", "{what} must sign first."),
    "unsigned": ("请先取得{what}。", "Get this first: {what}."),
    "checklist": ("请先完成检查表“{what}”：{left}。", 'Finish the checklist "{what}" first: {left}.'),
    "print": ("请先打印{what}。", "Print it first: {what}."),
    "code": ("请先向用户核对验证码。", "Check the customer's code first."),
    "wrong_code": (
        "验证码不正确（已错 {count} 次），请与用户重新核对。",
        "The code is wrong ({count} times now). Check it with the customer again.",
    ),
    "code_locked": ("验证码已连续错 {count} 次，请联系办公室核实。", "The code was wrong {count} times. Call the office to verify."),
    "no_code": ("该单没有验证码。", "This ticket has no code."),
    "approval": ("请先取得{what}批准。", "It needs the approval of {what} first."),
    "disapproved": ("{what}未批准，请修改后重新提交。", "{what} did not approve. Change it and ask again."),
    "not_yours_to_sign": ("此处须由{what}本人签字。", "{what} must sign here in person."),
    "copy_not_out": ("这一联没有发出，或已经收回。", "This copy is not out: it was not printed, or is back already."),
    "unsigned_drawing": ("“{label}”是空白的，请签上姓名。", "{label} is empty. Sign it."),
    "field_first": ("请先填写“{what}”。", "Fill in {what} first."),
    "nothing_to_agree": ("现在没有需要用户确认的事项。", "There is nothing to agree to now."),
    "no_amount": ("金额应大于 0。", "The amount must be above 0."),
    "paid_already": (
        "流水号 {reference} 已登记过，请勿重复登记。",
        "The reference {reference} is recorded already. Do not record it twice.",
    ),
    "too_much": (
        "金额超过应收：目前最多可收 {most} 元。请先核对账单或与用户确认新的报价。",
        "This is more than is to be paid: {most} yuan at most now. Check the bill, or agree a new price with the customer first.",
    ),
    "too_much_back": ("退款超过已收：最多可退 {most} 元。", "No more can be paid back than was paid: {most} yuan at most."),
    "nobody_holds": ("该单目前没有指定处理人，无需移交，请直接派给处理人。", "Nobody holds it by name. Assign it instead."),
    "held_already": ("该单已由此人处理，请选择其他人。", "That person holds it already. Choose somebody else."),
    "not_yours_to_hand": (
        "该单由同事处理，请由其本人或主管、客服移交。",
        "A colleague holds it. He hands it over himself, or the desk does.",
    ),
    "not_handed_to_you": ("该单没有移交给您。", "It was not handed to you."),
    "no_time_to_confirm": ("目前没有需要您确认的上门时间。", "No time is waiting for your word now."),
    "on_the_way": (
        "师傅已经出发，时间不能再改；如确有不便，请致电我们。",
        "Whoever comes is on the way, so the time cannot be moved. Ring us if it does not suit.",
    ),
    "no_further_time": (
        "时间已约定 {most} 次，不能再改；请致电我们。",
        "A time was agreed {most} times, which is as often as it may be. Ring us.",
    ),
    "rated_already": ("您已评价过，谢谢。", "You have rated it already. Thank you."),
    "urged_already": ("已经催办，正在处理；{minutes} 分钟后可再催。", "We were told and are at it. You can ask again in {minutes} min."),
    "taken": ("该单已被他人接走，请选择其他单。", "Somebody else has taken it already. Choose another."),
    "not_eligible": (
        "您目前不符合接单条件（技能、班次、在手单量或服务区域）。",
        "You cannot take it now: skill, shift, open jobs or area do not fit.",
    ),
}


class FormRefused(Refused):
    """The form cannot be taken as it is; `faults` names every field that is wrong."""

    code = "form_refused"

    def __init__(self, faults: Sequence[Refused]) -> None:
        """The first fault speaks for all."""
        self.faults = tuple(faults)
        first = self.faults[0]
        super().__init__(first.words, clause=first.clause, code=first.reason, field=first.field)


class GuardRefused(Refused):
    """A condition of the procedure is not met. `tells` are the messages its pack wants sent of it."""

    code = "refused_by_procedure"

    def __init__(self, words: Words, *, clause: str | None, tells: tuple[Tell, ...] = ()) -> None:
        """Keep who hears of the refusal."""
        self.tells = tells
        super().__init__(words, clause=clause)


class WrongCode(Refused):
    """The customer's code is wrong. `leaves` is what is written all the same: that it was tried."""

    code = "wrong_code"

    def __init__(self, fault: Refused, leaves: Decision) -> None:
        """The refusal, and the decision that only counts the attempt."""
        self.leaves = leaves
        super().__init__(fault.words, clause=fault.clause, code=self.code, field=fault.field)


def refused(code: str, *, clause: str | None = None, field: str | None = None, words: Words | None = None, **facts: Any) -> Refused:
    """The engine's refusal `code`, its blanks filled; a fact that is a mapping is said in each language."""
    if words:
        return Refused(words, clause=clause, code=code, field=field)
    zh, en = GENERIC[code]
    return Refused({"zh": zh.format(**_said(facts, "zh")), "en": en.format(**_said(facts, "en"))}, clause=clause, code=code, field=field)


def said(words: Words | None, language: str, otherwise: str = "") -> str:
    """`words` in `language`, else in the language they have."""
    if not words:
        return otherwise
    return words.get(language) or next(iter(words.values()))


def both(words: Words | None, otherwise: str) -> dict[str, str]:
    """`words` in both languages."""
    return {language: said(words, language, otherwise) for language in ("zh", "en")}


def listed(many: Sequence[Words]) -> dict[str, str]:
    """Several words as one list per language."""
    return {"zh": "、".join(said(one, "zh") for one in many), "en": ", ".join(said(one, "en") for one in many)}


def _said(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {name: said(value, language) if isinstance(value, Mapping) else value for name, value in facts.items()}
