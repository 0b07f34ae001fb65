"""A passkey from its making to its removal, and staff with their second step (A7, A11)."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe.axe_kit import assert_accessible
from tests.journeys.citizen import Citizen
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser]

SECURITY = re.compile(r"/me/second-factor/(\?.*)?$")


class VirtualAuthenticator:
    """What Chromium plays: an authenticator that knows its owner's finger."""

    def __init__(self, citizen: Citizen) -> None:
        self.devtools = citizen.page.context.new_cdp_session(citizen.page)
        self.devtools.send("WebAuthn.enable")
        added = self.devtools.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        self.id = added["authenticatorId"]

    def lay_finger(self, *, on: bool) -> None:
        """Have its owner agree to whatever is asked, or to nothing."""
        self.devtools.send(
            "WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": self.id, "enabled": on}
        )


class TestPasskey:
    def test_is_added_signs_in_and_is_removed(self, citizen: Citizen) -> None:
        page = citizen.page
        authenticator = VirtualAuthenticator(citizen)
        citizen.open("/register/?next=/me/second-factor/")
        citizen.register()
        citizen.arrive(SECURITY)
        expect(page.get_by_text("还没有通行密钥")).to_be_visible()
        assert_accessible(page)

        citizen.press("添加通行密钥")
        page.get_by_label("名称").fill("我的手机")
        assert_accessible(page)
        citizen.press("添加")
        expect(page.get_by_text("通行密钥已添加")).to_be_visible()
        expect(page.locator(".acc-passkeys__name")).to_have_text("我的手机")
        assert_accessible(page)

        # The same authenticator makes no second one.
        citizen.press("添加通行密钥")
        page.get_by_label("名称").fill("又一个")
        citizen.press("添加")
        expect(page.get_by_text("这台设备上已经有本账户的通行密钥")).to_be_visible()

        authenticator.lay_finger(on=False)
        self.sign_out(citizen)
        citizen.open("/sign-in/passkey/?next=/me/second-factor/")
        assert_accessible(page)
        authenticator.lay_finger(on=True)
        citizen.press("使用通行密钥")
        citizen.arrive(SECURITY)
        expect(page.get_by_text("最近使用：20")).to_be_visible()

        page.get_by_role("link", name="移除 我的手机").click()
        expect(page.get_by_text("要移除这个通行密钥吗？")).to_be_visible()
        assert_accessible(page)
        citizen.press("移除")
        citizen.arrive(SECURITY)
        expect(page.get_by_text("还没有通行密钥")).to_be_visible()

        authenticator.lay_finger(on=False)
        self.sign_out(citizen)
        citizen.open("/sign-in/passkey/")
        authenticator.lay_finger(on=True)
        citizen.press("使用通行密钥")
        expect(page.get_by_text("本平台没有登记这个通行密钥")).to_be_visible()
        citizen.open("/me/")
        citizen.arrive(re.compile("/sign-in/"))

    def test_is_offered_in_the_field_of_the_user_name(self, citizen: Citizen) -> None:
        VirtualAuthenticator(citizen)
        citizen.open("/register/?next=/me/second-factor/passkeys/add/")
        citizen.register()
        citizen.arrive(re.compile("/passkeys/add/"))
        citizen.page.get_by_label("名称").fill("我的手机")
        citizen.press("添加")
        citizen.arrive(SECURITY)

        # Its owner agrees at once to what the browser offers in the field; nobody presses a button.
        self.sign_out(citizen)
        citizen.arrive(re.compile("/me/$"))
        expect(citizen.page.get_by_role("heading", level=1)).to_contain_text("您好")
        expect(citizen.page.get_by_role("link", name="退出登录").first).to_be_attached()

    @staticmethod
    def sign_out(citizen: Citizen) -> None:
        citizen.open("/sign-out/")
        citizen.press("退出登录")


class TestStaff:
    @pytest.mark.every_database
    @pytest.mark.requirement("S20-1")
    def test_sign_in_with_the_code_of_their_app(self, staff: Citizen) -> None:
        page = staff.page
        page.set_viewport_size(PHONE)
        account = staff.demo.facts["accounts"]["demo-operator"]

        staff.give_password(account["user_name"], account["password"])
        assert_accessible(page)
        page.get_by_label("身份验证器显示的 6 位数字").fill("000000")
        staff.press("完成登录")
        expect(page.get_by_text("验证码或恢复代码不正确").first).to_be_visible()
        assert_accessible(page)
        staff.open("/me/")
        staff.arrive(re.compile("/sign-in/"))
        staff.sign_in_as("demo-operator")

        staff.open("/me/second-factor/")
        expect(page.get_by_text("不能关闭")).to_be_visible()
        assert_accessible(page)
        staff.press("换一个身份验证器")
        expect(page.get_by_alt_text("身份验证器二维码")).to_be_visible()
        assert_accessible(page)
        staff.open("/me/second-factor/recovery-codes/")
        staff.press("生成")
        expect(page.locator("[data-recovery-codes] li")).to_have_count(10)
        assert_accessible(page)
