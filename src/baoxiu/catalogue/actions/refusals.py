"""Why a pack is not taken one step further."""

from __future__ import annotations

from baoxiu.core.errors import Refusal


class VersionTaken(Refusal):
    """{pack} {version} was already published with other contents. Give the new contents a new version number."""

    code = "version_taken"
    zh = "{pack} {version} 已以另一份内容发布，请为新内容使用新的版本号。"


class WrongStep(Refusal):
    """{pack} {version} is {state}; this step needs it {needed}. A version is drafted, reviewed, approved, then published."""

    code = "wrong_step"
    zh = "{pack} {version} 目前为“{state_zh}”，此步骤需要“{needed_zh}”。版本须依次拟稿、审核、批准、发布。"


class SamePerson(Refusal):
    """{name} already had a hand in this version as {step}. Drafter, reviewer and approver are three different people."""

    code = "same_person"
    zh = "{name} 已是此版本的{step_zh}，拟稿、审核、批准须由三个不同的人完成。"


class BeforeStep(Refusal):
    """This step cannot be dated before the one it follows ({before})."""

    code = "before_step"
    zh = "此步骤的日期不能早于上一步（{before}）。"


class NotAPerson(Refusal):
    """Only a person of this organisation reviews and approves its procedures."""

    code = "not_a_person"
    zh = "只有本组织人员才能审核、批准规程。"


class PartKeptItsVersion(Refusal):
    """The part {part} changed but is still version {version}. Give it a new version number."""

    code = "part_kept_its_version"
    zh = "部分“{part}”内容有变，但版本仍为 {version}，请给出新的版本号。"
