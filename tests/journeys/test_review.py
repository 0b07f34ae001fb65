"""What the machine leaves open, a member of staff decides, and it shows for ever (B5)."""

import re

import pytest
from playwright.sync_api import expect

from demo.cards.photographs import Distortion
from tests.browser.axe.axe_kit import assert_accessible
from tests.journeys.camera import person_named
from tests.journeys.citizen import Citizen

pytestmark = [pytest.mark.browser, pytest.mark.engines, pytest.mark.every_database]

FACE = "astronaut"
BLURRED = Distortion(scale=0.62, blur=9.0)
WAIT_MS = 60_000
REASON = "证件照片模糊，现场人脸与证件人像一致，其余信息核对无误"


class TestReview:
    def test_a_person_decides_what_no_machine_could_read(
        self, citizen: Citizen, staff: Citizen
    ) -> None:
        person = person_named("迪丽努尔·艾合买提江·吐尔逊")
        citizen.arrive_at_proofing()
        citizen.choose_identity_card()
        for _ in range(3):
            citizen.hand_in_side(person, "front", face=FACE, distortion=BLURRED)
            expect(citizen.page.get_by_text("照片模糊").first).to_be_visible(timeout=WAIT_MS)
            if citizen.page.get_by_role("button", name="不再重拍，转人工审核").count():
                break
        citizen.press("不再重拍，转人工审核")
        citizen.open("/proofing/back/")
        citizen.hand_in_side(person, "back")
        citizen.go_on_from_side()
        citizen.page.get_by_label("姓名").fill(person.name)
        citizen.page.get_by_label("证件号码").fill(person.number)
        citizen.confirm_what_was_read()
        citizen.consent()
        citizen.arrive(re.compile("/proofing/live/"), timeout=WAIT_MS)
        citizen.look_into_camera(FACE)
        citizen.expect_result("已转人工复核")

        staff.sign_in_as("demo-reviewer")
        staff.open("/review/")
        assert_accessible(staff.page)
        staff.press("查看")
        staff.press("领取并查看照片")
        expect(staff.page.get_by_alt_text("现场拍摄的人脸")).to_be_visible()
        assert_accessible(staff.page)
        staff.page.get_by_label("是同一人，通过").check()
        staff.page.get_by_label("原因").select_option(label="是同一人，照片质量较差")
        staff.page.get_by_label("理由").fill(REASON)
        staff.press("提交决定")

        citizen.page.reload()
        citizen.expect_result("人工复核通过")
        citizen.open("/review/")
        expect(citizen.page.get_by_text("请切换到有权限的身份")).to_be_visible()
