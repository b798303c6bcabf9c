"""Why a line has no price. Each says what to do instead."""

from __future__ import annotations

from baoxiu.core.errors import Refusal


class Unpriced(Refusal):
    """{what} has no price."""

    code = "unpriced"
    zh = "{what} 没有价格。"


class NotOnTheList(Unpriced):
    """{what} is not on the price list in force. Choose a row of the list."""

    code = "not_on_the_list"
    zh = "“{what}”不在现行收费表中，请从收费表中选择。"


class NoStockInPrice(Unpriced):
    """{what} is not on the price list. Give its stock-in price; the mark-up is added to it."""

    code = "no_stock_in_price"
    zh = "“{what}”不在收费表中，请填写入库价，系统按入库价上浮计价。"


class NoMinutes(Unpriced):
    """{what} is charged by time. Say how many minutes it is thought to take."""

    code = "no_minutes"
    zh = "“{what}”按时间收费，请填写预计分钟数。"


class Unchecked(Unpriced):
    """{what} has not been checked. Check the material before it is used, whoever supplies it, and tick it."""

    code = "material_unchecked"
    zh = "“{what}”尚未检验。无论由谁提供，材料使用前都须检验并勾选。"


class BadQuantity(Unpriced):
    """The quantity of {what} must be above 0."""

    code = "bad_quantity"
    zh = "“{what}”的数量应大于 0。"


class BadMinutes(Unpriced):
    """The minutes of {what} must be above 0."""

    code = "bad_minutes"
    zh = "“{what}”的分钟数应大于 0。"


class BadPrice(Unpriced):
    """The price of {what} must be an amount of 0 or more, such as 12.30."""

    code = "bad_price"
    zh = "“{what}”的价格应为不小于 0 的金额，例如 12.30。"
