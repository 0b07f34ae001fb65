"""What the tests of the walk over HTTP send, and how they send it."""

import json

from shiming.proofing import queries
from shiming.proofing.types import ConsentKind, LiveAction, PlannedAction
from tests.cast import PROOFED_CITIZEN
from tests.proofing.fakes import clip_of, jpeg, perform
from tests.proofing.walk import NOW, Walk, run_jobs
from tests.proofing.web.conftest import Browser, file_of, text

FORM = {
    "name": PROOFED_CITIZEN.name,
    "number": PROOFED_CITIZEN.number,
    "ethnicity": "汉",
    "issuer": "样例市公安局",
    "valid_from": "2015-06-15",
    "valid_until": "2035-06-15",
}
STEP_PAGES = ("document", "front", "back", "form", "consent", "register", "live", "result")


def consents() -> dict[str, object]:
    return {
        "data_text": queries.get_consent_text(kind=ConsentKind.DATA_PROCESSING, now=NOW).pk,
        "face_text": queries.get_consent_text(kind=ConsentKind.FACE, now=NOW).pk,
        "agrees_to_data": "on",
        "agrees_to_face": "on",
    }


def photograph(browser: Browser, side: str, *, shade: int) -> None:
    sent = browser.post(f"/proofing/{side}/", picture=file_of(jpeg(shade=shade)), way="camera")
    assert "正在识别照片" in text(sent)
    run_jobs()


def begin_live_check(browser: Browser, walk: Walk) -> dict[str, object]:
    started = json.loads(browser.post("/proofing/live/start/", "/proofing/live/").content)
    plan = [
        PlannedAction(
            action=LiveAction(one["action"]), start_ms=one["start_ms"], end_ms=one["end_ms"]
        )
        for one in started["actions"]
    ]
    walk.face.readings = perform(plan)
    return {
        "session": started["session"],
        "nonce": started["nonce"],
        "clip": file_of(clip_of(plan), "clip.smc"),
    }
