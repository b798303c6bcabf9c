"""What the API itself refuses, before any rule of a procedure is asked."""

from __future__ import annotations

from baoxiu.core.errors import Refusal


class LoginNeeded(Refusal):
    """Log in, or send a valid token: Authorization: Bearer bx_…"""  # fmt: skip

    code = "login_needed"
    zh = "请登录，或提供有效令牌：Authorization: Bearer bx_…"


class ScopeMissing(Refusal):
    """This token has no scope '{scope}'. Make one that has."""

    code = "scope_missing"
    zh = "此令牌没有“{scope}”权限，请另建有此权限的令牌。"


class TokenOutlived(Refusal):
    """A token made by a token ends no later than that one ({until}). Give an earlier end, or make it while logged in."""

    code = "token_outlived"
    zh = "用令牌新建的令牌，有效期不能晚于原令牌（{until}）；请改早，或登录后新建。"


class CsrfMissing(Refusal):
    """A write by a browser session needs its CSRF token in X-CSRFToken. Load the page again, or use a personal token."""

    code = "csrf_missing"
    zh = "用浏览器会话写入时须在 X-CSRFToken 中带上 CSRF 令牌；请刷新页面，或改用个人令牌。"


class TooLarge(Refusal):
    """The request is larger than {limit}. Send less at once; a photo can be made smaller."""

    code = "too_large"
    zh = "请求超过 {limit}，请减少内容；照片可先压缩。"


class NotJson(Refusal):
    """The body cannot be read as JSON: {why}."""

    code = "not_json"
    zh = "请求内容不是可读取的 JSON：{why}。"


class WrongMediaType(Refusal):
    """{found} is not read here. Send {wanted}."""

    code = "wrong_media_type"
    zh = "此处不接受 {found}，请使用 {wanted}。"


class WrongMethod(Refusal):
    """{method} is not done here. Use {methods}."""

    code = "wrong_method"
    zh = "此地址不支持 {method}，请使用 {methods}。"


class NothingHere(Refusal):
    """The API has no such address. It is described at /api/v1/docs."""

    code = "not_found"
    zh = "接口没有这个地址，说明见 /api/v1/docs。"


class Misformed(Refusal):
    """The request is not formed as the API says. See `errors`."""

    code = "malformed"
    zh = "请求格式不符合接口说明，见 errors。"


class Unstorable(Refusal):
    """A value holds characters or a size that cannot be kept."""

    code = "malformed"
    zh = "内容含有无法保存的字符，或超出范围。"


class Broken(Refusal):
    """Something went wrong on our side. Nothing was half done; tell us the X-Request-ID."""

    code = "broken"
    zh = "系统内部出错，未做任何部分更改；请将 X-Request-ID 告知管理员。"


class DatabaseAway(Refusal):
    """The database is away for a moment. Repeat, with the same Idempotency-Key."""

    code = "database_away"
    zh = "数据库暂时不可用，请稍后用同一个 Idempotency-Key 重试。"
