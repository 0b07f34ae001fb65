"""Walk 1 of DESIGN.md: from a mobile number to a business system at level intermediate."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.camera import person_with_face
from tests.journeys.citizen import Citizen

pytestmark = [pytest.mark.browser, pytest.mark.engines, pytest.mark.xdist_group("demonstration")]

ASTRONAUT = "astronaut"
WAIT_MS = 60_000


class TestOnlineProofing:
    def test_leads_from_a_business_system_to_level_intermediate_and_back(
        self, citizen: Citizen
    ) -> None:
        page = citizen.page

        page.goto(citizen.demo.business_system)
        citizen.press("登录")
        page.wait_for_url(re.compile("/sign-in/"))
        citizen.press("注册")
        citizen.register()
        page.wait_for_url(re.compile("/proofing/start/"))
        citizen.press("开始实名认证")
        citizen.hand_in_card(person_with_face(ASTRONAUT))
        citizen.confirm_what_was_read()
        citizen.consent()
        page.wait_for_url(re.compile("/proofing/live/"), timeout=WAIT_MS)
        citizen.look_into_camera(ASTRONAUT)
        citizen.expect_result("已通过")
        citizen.press("返回继续办理")

        page.wait_for_url(re.compile(re.escape(citizen.demo.business_system)))
        expect(page.get_by_text("urn:shiming:loa:intermediate")).to_be_visible()
