"""Walk 1 of DESIGN.md: from a mobile number to a business system at level intermediate."""

import re

import pytest
from playwright.sync_api import expect

from demo.cards.photographs import Distortion
from tests.journeys.camera import person_named, person_with_face
from tests.journeys.citizen import Citizen

pytestmark = [pytest.mark.browser, pytest.mark.engines]

ASTRONAUT = "astronaut"
OTHER = "grace_hopper"
WAIT_MS = 60_000


class TestOnlineProofing:
    @pytest.mark.every_database
    @pytest.mark.requirement("S19-2")
    def test_leads_from_a_business_system_to_level_intermediate_and_back(
        self, citizen: Citizen
    ) -> None:
        page = citizen.page
        person = person_with_face(ASTRONAUT)

        page.goto(citizen.demo.business_system)
        citizen.press("登录")
        citizen.arrive(re.compile("/sign-in/"))
        citizen.press("注册")
        citizen.register()
        citizen.arrive(re.compile("/proofing/start/"))
        citizen.press("开始实名认证")
        citizen.hand_in_card(person)
        citizen.confirm_what_was_read()
        citizen.consent()
        citizen.arrive(re.compile("/proofing/live/"), timeout=WAIT_MS)
        citizen.look_into_camera(ASTRONAUT)
        citizen.expect_result("已通过")
        citizen.press("返回继续办理")

        citizen.arrive(re.compile(re.escape(citizen.demo.business_system)))
        expect(page.get_by_text("urn:shiming:loa:intermediate")).to_be_visible()
        citizen.open("/me/facts/")
        for fact in (person.name, person.number):
            expect(page.get_by_text(fact, exact=True).first).to_be_visible()

    def test_goes_back_and_does_not_skip_ahead(self, citizen: Citizen) -> None:
        page = citizen.page
        person = person_named("王建国")
        citizen.arrive_at_proofing()
        citizen.arrive(re.compile("/proofing/document/"))

        for ahead in ("back", "form", "consent", "register", "live", "result"):
            citizen.open(f"/proofing/{ahead}/")
            expect(page).to_have_url(re.compile("/proofing/document/"))
        citizen.hand_in_card(person, face=ASTRONAUT)
        citizen.arrive(re.compile("/proofing/form/"))
        citizen.press("重拍人像面")

        expect(page).to_have_url(re.compile("/proofing/front/"))
        citizen.open("/proofing/live/")
        expect(page).to_have_url(re.compile("/proofing/front/"))
        citizen.hand_in_side(person, "front", face=ASTRONAUT)
        citizen.go_on_from_side()
        citizen.open("/proofing/form/")
        expect(page.get_by_label("姓名")).to_have_value(person.name)

    def test_tells_what_is_wrong_with_a_blurred_card_and_takes_a_better_picture(
        self, citizen: Citizen
    ) -> None:
        person = person_named("王建国")
        citizen.arrive_at_proofing()
        citizen.choose_identity_card()

        citizen.hand_in_side(
            person, "front", face=ASTRONAUT, distortion=Distortion(scale=0.62, blur=9.0)
        )

        expect(citizen.page.get_by_text("照片模糊").first).to_be_visible(timeout=WAIT_MS)
        citizen.hand_in_side(person, "front", face=ASTRONAUT)
        citizen.go_on_from_side()
        expect(citizen.page).to_have_url(re.compile("/proofing/back/"))

    def test_refuses_another_face_and_says_what_can_be_done(self, citizen: Citizen) -> None:
        citizen.arrive_at_proofing()
        citizen.hand_in_card(person_with_face(OTHER))
        citizen.confirm_what_was_read()
        citizen.consent()
        citizen.arrive(re.compile("/proofing/live/"), timeout=WAIT_MS)

        citizen.look_into_camera(ASTRONAUT)

        citizen.expect_result("拍摄的人脸与证件照片不够相似")
        citizen.expect_result("今天还可以试")
        citizen.expect_result("服务窗口")

    @pytest.mark.every_database
    def test_waits_while_the_register_is_away_and_then_goes_on_by_itself(
        self, citizen: Citizen
    ) -> None:
        person = person_named("阿依古丽·买买提")
        with citizen.demo.register_saying("unavailable", number=person.number):
            citizen.arrive_at_proofing()
            citizen.hand_in_card(person, face=ASTRONAUT)
            citizen.confirm_what_was_read()
            citizen.consent()
            citizen.arrive(re.compile("/proofing/register/"))
            citizen.expect_result("暂时")

        citizen.arrive(re.compile("/proofing/live/"), timeout=WAIT_MS)

    def test_says_that_the_register_knows_other_data(self, citizen: Citizen) -> None:
        person = person_named("王建国")
        with citizen.demo.register_saying("mismatch", number=person.number):
            citizen.arrive_at_proofing()
            citizen.hand_in_card(person, face=ASTRONAUT)
            citizen.confirm_what_was_read()
            citizen.consent()

            citizen.expect_result("姓名与证件号码不一致")
        citizen.expect_result("服务窗口")

    @pytest.mark.every_database
    def test_goes_on_after_the_worker_was_killed(self, citizen: Citizen) -> None:
        person = person_named("迪丽努尔·艾合买提江·吐尔逊")
        citizen.arrive_at_proofing()
        citizen.choose_identity_card()
        citizen.hand_in_side(person, "front", face=ASTRONAUT)

        assert citizen.demo.kill_worker() > 0

        citizen.page.get_by_role("link", name="下一步", exact=True).click(timeout=120_000)
        expect(citizen.page).to_have_url(re.compile("/proofing/back/"))
