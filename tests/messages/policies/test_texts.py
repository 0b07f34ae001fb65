"""What may stand in a text that leaves the platform."""

import pytest

from shiming.kernel.errors import DomainError
from shiming.messages import errors
from shiming.messages.policies.texts import refusal_of_text

OWN = frozenset({"id.example.gov.cn"})


def refusal(text: str) -> type[DomainError] | None:
    found = refusal_of_text(text=text, template="samples/x", own_hosts=OWN)
    return None if found is None else type(found)


class TestRefusalOfText:
    @pytest.mark.parametrize(
        "text",
        [
            "验证码 482913，5 分钟内有效。请勿告诉任何人。",
            "如非本人操作，请立即修改密码。密码错误次数过多时账户会锁定。",
            "请登录 https://id.example.gov.cn/me/messages/ 查看。",
            "请登录id.example.gov.cn，查看办理进度。",
            "您的账户于 2026-03-02 17:00 在新设备（Chrome 120.0 · Windows 11.0）登录。",
            "版本 v2.1.3 已发布，受理时间 8:30。",
            "If that was not you, change your password now.",
            "号码 60**************81 已核对。",
        ],
    )
    def test_lets_pass_what_people_need(self, text: str) -> None:
        assert refusal(text) is None

    @pytest.mark.parametrize(
        "text",
        [
            "您的初始密码为 Abc12345",
            "密码：{password}",
            "登录密码是“x9K2”",
            "您的口令=8841",
            "Your password is hunter2",
            "PASSWORD: {code}",
            "账户已开通，{new_password}",
        ],
    )
    def test_stops_passwords(self, text: str) -> None:
        assert refusal(text) is errors.MessageHoldsSecret

    @pytest.mark.parametrize(
        "text",
        [
            "https://evil.example/id.example.gov.cn",
            "https://id.example.gov.cn.evil.com/",
            "https://id.example.gov.cn@evil.com/",
            "https://user:x@evil.com",
            "请访问www.evil.com",
            "请访问 evil.top/a",
            "HTTPS://EVIL.CN",
            "//evil.com/x",
            "javascript://id.example.gov.cn.evil.com",
            "t.cn/Ab3",
        ],
    )
    def test_stops_foreign_links(self, text: str) -> None:
        assert refusal(text) is errors.MessageHoldsForeignLink

    def test_stops_numbers(self) -> None:
        assert refusal("您的号码 600101199406182081") is errors.MessageHoldsIdentity
        assert refusal("请致电 19900001234") is errors.MessageHoldsIdentity
