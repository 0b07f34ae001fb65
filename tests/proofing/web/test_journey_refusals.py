"""The walk over HTTP: refusals, waiting, and what single pages show."""

import datetime as dt
import json

import pytest

from shiming.kernel.levels import Level
from shiming.proofing import queries
from shiming.proofing.models import CasePicture, ProofingCase
from shiming.proofing.ports import PictureFinding, PictureProblem
from shiming.proofing.types import CaseState, ConsentKind, StepKey
from shiming.proofing.web.addresses import ProofingAfterRegistration, step_up_url
from shiming.registers.types import Outcome
from tests.cast import MINOR, PROOFED_CITIZEN
from tests.factories.accounts import make_account
from tests.proofing.fakes import CALM, jpeg, perform
from tests.proofing.walk import NOW, Walk, run_jobs
from tests.proofing.web.conftest import Browser, address, file_of, text
from tests.proofing.web.journey_kit import (
    FORM,
    begin_live_check,
    consents,
)

pytestmark = pytest.mark.django_db


class TestRefusals:
    def test_say_what_is_wrong_with_a_picture(self, browser: Browser, walk: Walk) -> None:
        walk.inspector.findings = (
            PictureFinding(problem=PictureProblem.GLARE, measured=0.2, limit=0.06),
        )
        walk.start().photograph(StepKey.FRONT)

        page = browser.get("/proofing/front/")
        assert "有反光" in text(page)
        assert "转人工审核" not in text(page)

        walk.photograph(StepKey.FRONT, shade=3)
        assert "转人工审核" in text(browser.get("/proofing/front/"))
        sent = browser.post("/proofing/front/to-person/", "/proofing/front/")
        assert "由人工审核" in text(sent)

    @pytest.mark.parametrize(
        ("content", "told"),
        [(b"%PDF-1.7", "JPG"), (jpeg(size=(900, 600))[:-900], "损坏"), (b"", "照片")],
    )
    def test_say_what_is_wrong_with_a_file(
        self, browser: Browser, walk: Walk, content: bytes, told: str
    ) -> None:
        walk.start()

        refused = browser.post("/proofing/front/", picture=file_of(content), way="upload")

        assert refused.status_code == 422
        assert told in text(refused).upper() or told in text(refused)
        assert not CasePicture.objects.exists()

    def test_ask_for_the_file_where_none_came(self, browser: Browser, walk: Walk) -> None:
        walk.start()

        refused = browser.post("/proofing/front/")

        assert (refused.status_code, "没有收到照片" in text(refused)) == (422, True)

    def test_name_the_other_ways_for_other_documents(self, browser: Browser, walk: Walk) -> None:
        browser.post("/proofing/start/", level="intermediate")

        refused = browser.post("/proofing/document/", document_type="passport")

        assert refused.status_code == 422
        assert "服务窗口" in text(refused)
        wrong = browser.post("/proofing/document/", document_type="library_card")
        assert wrong.status_code == 422

    def test_stand_beside_the_field(self, browser: Browser, walk: Walk) -> None:
        walk.to_form()

        for field, value, told in (
            ("valid_until", "2020-01-01", "证件已过有效期"),
            ("number", "600101198506150024", "身份证号码有误"),
            ("name", "陈", "姓名"),
        ):
            refused = browser.post("/proofing/form/", **(FORM | {field: value}))
            assert refused.status_code == 422
            assert told in text(refused)
        assert browser.post("/proofing/form/").status_code == 422

    def test_ask_for_the_guardian_of_somebody_under_age(self, browser: Browser, walk: Walk) -> None:
        walk.reader.member = MINOR
        walk.to_form()
        minor = FORM | {"name": MINOR.name, "number": MINOR.number}

        asked = browser.post("/proofing/form/", **minor)
        assert asked.status_code == 422
        assert "监护人姓名" in text(asked)

        guardian = {"guardian_name": PROOFED_CITIZEN.name, "guardian_relation": "mother"}
        confirmed = browser.post("/proofing/form/", **minor, **guardian)
        assert address(confirmed) == "/proofing/consent/"
        assert "不在网上采集人脸" in text(confirmed)
        browser.post("/proofing/consent/", **consents())
        run_jobs()
        result = text(browser.get("/proofing/result/"))
        assert "不采集未成年人的人脸" in result
        assert "重新" not in result

    def test_want_the_consent_to_the_data(self, browser: Browser, walk: Walk) -> None:
        walk.to_form().confirm()

        refused = browser.post("/proofing/consent/", **(consents() | {"agrees_to_data": ""}))

        assert (refused.status_code, walk.case.state) == (422, CaseState.DRAFT)
        assert browser.post("/proofing/consent/", data_text="nonsense").status_code == 422

    @pytest.mark.requirement("S18-9")
    def test_say_why_the_register_refused_and_what_else_is_possible(
        self, browser: Browser, walk: Walk
    ) -> None:
        walk.register.outcome = Outcome.MISMATCH
        walk.to_form().confirm().submit()

        page = browser.get("/proofing/result/")

        for expected in ("姓名与证件号码不一致", "身份核对", "4 次", "注册码", "服务窗口"):
            assert expected in text(page)
        resumed = browser.post("/proofing/resume/", "/proofing/result/")
        assert address(resumed) == "/proofing/form/"
        assert walk.member.number in resumed.content.decode()

    @pytest.mark.requirement("S18-9")
    def test_say_why_the_face_was_refused_and_how_often_it_may_be_tried(
        self, browser: Browser, walk: Walk
    ) -> None:
        walk.face.scores = [0.1]
        walk.to_live().show_face()

        page = browser.get("/proofing/result/")

        for expected in ("不够相似", "人脸核验", "4 次"):
            assert expected in text(page)
        assert address(browser.post("/proofing/resume/", "/proofing/result/")) == (
            "/proofing/live/"
        )

    def test_offer_no_more_tries_than_there_are(self, browser: Browser, walk: Walk) -> None:
        walk.face.scores = [0.1]
        walk.to_live().show_face()
        for seed in range(1, 5):
            browser.post("/proofing/resume/", "/proofing/result/")
            walk.show_face(seed=seed)

        page = browser.get("/proofing/result/")

        assert "今天的次数已经用完" in text(page)
        assert "重新做人脸核验" not in text(page)
        browser.post("/proofing/resume/", "/proofing/result/")
        assert "今天的次数已经用完" in text(browser.get("/proofing/live/"))
        answer = browser.post("/proofing/live/start/", "/proofing/live/")
        assert (answer.status_code, json.loads(answer.content)["code"]) == (
            429,
            "proofing.limit.tomorrow",
        )

    def test_name_the_action_that_was_missed(self, browser: Browser, walk: Walk) -> None:
        started = walk.to_live().start_live()
        walk.face.readings = [CALM] * len(perform(started.plan))
        walk.show_face(started=started)

        page = text(browser.get("/proofing/result/"))

        assert "没有做到的动作" in page

    def test_of_frames_are_told_to_the_script(self, browser: Browser, walk: Walk) -> None:
        walk.to_live()
        page = "/proofing/live/"

        no_session = browser.post("/proofing/live/frames/", page, session="nonsense")
        no_clip = browser.post("/proofing/live/frames/", page, session=walk.case.pk)
        wrong = browser.post(
            "/proofing/live/frames/", page, session=walk.case.pk, clip=file_of(b"SMC1")
        )

        codes = [json.loads(one.content)["code"] for one in (no_session, no_clip, wrong)]
        assert codes == [
            "proofing.live.not_found",
            "proofing.live.clip_unreadable",
            "proofing.live.not_found",
        ]


class TestWaiting:
    def test_for_the_register_is_told_and_ends_by_itself(
        self, browser: Browser, walk: Walk
    ) -> None:
        walk.register.outcome = Outcome.UNAVAILABLE
        walk.to_form().confirm().submit()

        page = browser.get("/proofing/register/")
        assert "权威库暂时不能访问" in text(page)
        assert "不需要重新提交" in text(page)

        walk.register.outcome = Outcome.MATCH
        run_jobs(now=NOW + dt.timedelta(hours=2))
        polled = browser.client.get("/proofing/register/", headers={"HX-Request": "true"})
        assert polled.headers["HX-Redirect"] == "/proofing/live/"

    def test_for_the_comparison_polls_until_it_is_there(self, browser: Browser, walk: Walk) -> None:
        walk.to_live()
        browser.post("/proofing/live/frames/", "/proofing/live/", **begin_live_check(browser, walk))
        polled = browser.client.get("/proofing/result/", headers={"HX-Request": "true"})
        assert "<html" not in polled.content.decode()
        assert "HX-Redirect" not in polled.headers

        run_jobs()
        polled = browser.client.get("/proofing/result/", headers={"HX-Request": "true"})
        assert polled.headers["HX-Redirect"] == "/proofing/result/"

    def test_for_a_reviewer_is_told(self, browser: Browser, walk: Walk) -> None:
        walk.face.scores = [0.4]
        walk.to_live().show_face()

        page = text(browser.get("/proofing/result/"))

        assert "已转人工复核" in page
        assert "不需要重新提交" in page


class TestLivePage:
    def test_asks_for_the_separate_consent_first(self, browser: Browser, walk: Walk) -> None:
        walk.to_form().confirm().submit(with_face=False)
        page = browser.get("/proofing/live/")
        assert "单独同意" in text(page)
        assert "data-live" not in page.content.decode()

        text_id = queries.get_consent_text(kind=ConsentKind.FACE, now=NOW).pk
        browser.post("/proofing/live/agree/", "/proofing/live/", face_text="nonsense")
        agreed = browser.post("/proofing/live/agree/", "/proofing/live/", face_text=text_id)

        assert "data-live" in agreed.content.decode()

    def test_shows_a_newer_consent_text_where_the_one_shown_is_outdated(
        self, browser: Browser, walk: Walk
    ) -> None:
        walk.to_form().confirm().submit(with_face=False)

        agreed = browser.post("/proofing/live/agree/", "/proofing/live/", face_text=walk.case.pk)

        assert address(agreed) == "/proofing/live/"
        assert "data-live" not in agreed.content.decode()

    def test_offers_to_go_on_with_a_phone(self, browser: Browser, walk: Walk) -> None:
        walk.to_live()

        assert "/proofing/phone.svg" in browser.get("/proofing/live/").content.decode()
        code = browser.get("/proofing/phone.svg")
        assert code.headers["Content-Type"] == "image/svg+xml"
        assert b"<svg" in code.content

    def test_has_no_inline_script(self, browser: Browser, walk: Walk) -> None:
        walk.to_live()

        for page in ("/proofing/live/", "/proofing/"):
            response = browser.get(page)
            assert "<script>" not in response.content.decode()
            assert " style=" not in response.content.decode()


class TestPictures:
    def test_are_shown_to_their_owner_and_kept_by_nobody(
        self, browser: Browser, walk: Walk
    ) -> None:
        walk.to_form()
        picture = CasePicture.objects.get(role="front")

        shown = browser.get(f"/proofing/pictures/{picture.pk}/")

        assert shown.headers["Cache-Control"] == "no-store, private"
        assert shown.headers["Content-Type"] == "image/jpeg"
        stranger = Browser().sign_in(make_account(mobile="15401000091"))
        assert stranger.get(f"/proofing/pictures/{picture.pk}/").status_code == 404


class TestAddresses:
    def test_lead_to_a_level_and_back(self) -> None:
        url = step_up_url(level=Level.INTERMEDIATE, next_url="/oauth2/authorize?a=1&b=2")

        assert url == (
            "/proofing/start/?level=intermediate&next=%2Foauth2%2Fauthorize%3Fa%3D1%26b%3D2"
        )
        account = make_account(mobile="15401000091")
        assert ProofingAfterRegistration().continue_url(account.pk) == "/proofing/start/"

    def test_show_english_to_those_who_read_it(self, browser: Browser, walk: Walk) -> None:
        walk.face.scores = [0.1]
        walk.to_live().show_face()

        page = browser.get("/proofing/result/", **{"Accept-Language": "en"})

        assert "not like the one on the document" in text(page)


class TestResultOfAManualPass:
    @pytest.mark.requirement("S11-9")
    def test_says_for_ever_that_a_person_decided(self, browser: Browser, walk: Walk) -> None:
        walk.face.scores = [0.4]
        walk.to_live().show_face()
        ProofingCase.objects.update(state=CaseState.PASSED_MANUALLY, decided_at=NOW)

        page = text(browser.get("/proofing/result/"))

        assert "人工复核通过" in page
        assert "服务窗口" in page
