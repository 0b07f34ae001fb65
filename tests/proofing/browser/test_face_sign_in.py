"""Signing in with a face, in a real browser with a fake camera, judged by the real engine."""

import dataclasses
import pathlib
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from demo.cards.photographs import to_jpeg
from shiming.accounts import ports as accounts_ports
from shiming.accounts.models import Session
from shiming.kernel import clock
from shiming.proofing import ports
from shiming.proofing.models import CasePicture
from shiming.proofing.types import PictureRole
from shiming.proofing.web.face_checks import ProofingFaceCheck
from shiming.vault import operations as vault
from shiming.vendors.face.opencv_engine import OpenCvFaceEngine
from tests.browser.axe.axe_kit import assert_accessible
from tests.browsers import launch, showing
from tests.journeys.camera import Asked, FakeCamera, card_picture, person_with_face
from tests.proofing.walk import Walk, run_jobs

pytestmark = [
    pytest.mark.browser,
    pytest.mark.engines,
    pytest.mark.django_db(transaction=True),
]

PHONE: ViewportSize = {"width": 360, "height": 740}
FACE = "astronaut"
OTHER = "grace_hopper"


@pytest.fixture
def camera(tmp_path: pathlib.Path) -> FakeCamera:
    return FakeCamera(tmp_path / "camera.mjpeg")


@pytest.fixture
def page(
    walk: Walk, camera: FakeCamera, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """Return a phone of somebody who was proofed with a card that carries `FACE`."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    walk.now = clock.now()
    walk.to_live().show_face()
    _carry_face(walk)
    # A puppet plays the face, and the passive signal is rightly unsure of it; one action will do,
    # and a slow machine may leave frames out: what makes a clip convincing is tested elsewhere.
    policy = ports.policy()
    unsure = dataclasses.replace(
        policy.liveness, passive_live=0.5, action_count=1, min_frames=8, max_gap_ms=2500
    )
    with (
        sync_playwright() as playwright,
        ports.face_engine.replaced(OpenCvFaceEngine()),
        ports.policy.replaced(dataclasses.replace(policy, liveness=unsure)),
        accounts_ports.face_check.replaced(ProofingFaceCheck()),
    ):
        chromium = launch(playwright, *showing(camera.path))
        context = chromium.new_context(
            viewport=PHONE, locale="zh-CN", base_url=str(live_server.url)
        )
        yield context.new_page()
        chromium.close()


def _carry_face(walk: Walk) -> None:
    """Put the rendered portrait in place of what the fake camera of the walk had seen."""
    person = person_with_face(FACE)
    card = to_jpeg(card_picture(person, "front"))
    file_id = vault.keep_file("proofing.picture", card, "image/jpeg", walk.now, None)
    CasePicture.objects.filter(role=PictureRole.FRONT).update(file_id=file_id)
    CasePicture.objects.filter(role=PictureRole.LIVE_FACE).update(replaced_at=walk.now)


def look(page: Page, camera: FakeCamera, walk: Walk, *, face: str) -> None:
    """Look into the camera, and once more where a slow machine has missed what was done."""
    for _ in range(3):
        look_once(page, camera, walk, face=face)
        if not page.get_by_text("画面不符合要求").count():
            return


def look_once(page: Page, camera: FakeCamera, walk: Walk, *, face: str) -> None:
    """Say who it is, agree, and do before the camera what is asked for."""
    page.goto("/sign-in/face/?next=/me/sessions/")
    page.get_by_label("证件类型").select_option("resident_id_card")
    page.get_by_label("证件号码").fill(walk.member.number)
    page.get_by_label("姓名").fill(walk.member.name)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("button", name="同意并开始人脸核验")).to_be_visible()
    assert_accessible(page)
    with page.expect_response(re.compile("/draw/")) as waiting:
        page.get_by_role("button", name="同意并开始人脸核验").click()
    asked = waiting.value.json()["actions"]
    camera.show_face(
        face,
        [
            Asked(action=one["action"], start_ms=one["start_ms"], end_ms=one["end_ms"])
            for one in asked
        ],
    )
    page.get_by_role("button", name="打开摄像头，开始拍摄").click()
    expect(page.get_by_text("正在判断和比对画面")).to_be_visible(timeout=40_000)
    run_jobs(now=clock.now())
    page.wait_for_url(re.compile(r"^[^?]*/(agreement|me/sessions|finish)/"), timeout=20_000)


def test_signs_in_whose_face_is_on_the_card(page: Page, camera: FakeCamera, walk: Walk) -> None:
    look(page, camera, walk, face=FACE)

    expect(page).to_have_url(re.compile(r"^[^?]*/(agreement|me/sessions)/"))
    session = Session.objects.order_by("-created_at").first()
    assert session is not None
    assert (session.account_id, session.methods) == (walk.account_id, ["face"])


def test_refuses_another_face_and_names_the_other_ways(
    page: Page, camera: FakeCamera, walk: Walk
) -> None:
    before = Session.objects.count()

    look(page, camera, walk, face=OTHER)

    expect(page.get_by_text("没有能够确认是您本人")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("link", name="用短信验证码登录")).to_be_visible()
    assert_accessible(page)
    assert Session.objects.count() == before
