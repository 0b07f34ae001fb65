"""The review queue over HTTP."""

import pytest

from shiming.accounts import ports as accounts_ports
from shiming.accounts import queries as accounts
from shiming.accounts.models import Account
from shiming.accounts.types import AccountId
from shiming.proofing import queries
from shiming.proofing.models import ReviewDecision
from shiming.proofing.types import CaseState, PictureRole, ProofingPermission
from tests.cast import REVIEWER
from tests.factories.accounts import make_account, make_account_of
from tests.proofing.walk import NOW, Walk
from tests.proofing.web.conftest import Browser, address, text

pytestmark = pytest.mark.django_db

TEXT = "五官和脸型与证件照片一致。"


class ReviewersOnly:
    """Gives the permission to everybody but citizens."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def permissions_of(self, account_id: AccountId, now: object) -> frozenset[str]:
        mine = {ProofingPermission.REVIEW.value} if account_id == self.account.pk else set()
        return frozenset(mine)


@pytest.fixture
def desk(walk: Walk) -> Browser:
    """Return the browser of a reviewer; one case waits."""
    walk.face.scores = [0.40]
    walk.to_live().show_face()
    account = make_account_of(REVIEWER, is_attached=True)
    with accounts_ports.permission_source.replaced(ReviewersOnly(account)):
        return Browser().sign_in(account)


def claim(desk: Browser, walk: Walk) -> None:
    url = f"/review/{walk.case.pk}/"
    desk.post(f"{url}claim/", url)


class TestQueue:
    def test_lists_what_waits_with_masked_names(self, desk: Browser, walk: Walk) -> None:
        page = desk.get("/review/")

        assert str(walk.case.pk) in page.content.decode()
        assert "人脸相似度处于灰区" in text(page)
        assert walk.member.name not in text(page)
        assert "陈**" in text(page)

    def test_is_for_reviewers_only(self, desk: Browser, walk: Walk) -> None:
        citizen = Browser().sign_in(make_account(mobile="15401000091"))

        for url in ("/review/", f"/review/{walk.case.pk}/"):
            assert citizen.get(url).status_code == 403


class TestReviewCase:
    def test_shows_pictures_and_fields_only_to_whoever_took_it_on(
        self, desk: Browser, walk: Walk
    ) -> None:
        url = f"/review/{walk.case.pk}/"
        before = desk.get(url)
        assert "领取并查看照片" in text(before)
        assert "/proofing/pictures/" not in before.content.decode()
        assert walk.member.number not in before.content.decode()

        claim(desk, walk)

        after = desk.get(url)
        assert after.content.decode().count('src="/proofing/pictures/') == 3
        assert walk.member.number in after.content.decode()
        assert "0.40" in text(after)
        face = queries.pictures_of(case=walk.case)[PictureRole.LIVE_FACE]
        assert desk.get(f"/proofing/pictures/{face.pk}/").status_code == 200

    def test_says_that_a_colleague_is_at_work(self, desk: Browser, walk: Walk) -> None:
        type(walk.case).objects.update(
            claimed_by_id=make_account(mobile="15401000092").pk, claimed_at=NOW
        )

        assert "同事正在复核" in text(desk.get("/review/"))
        assert "同事正在复核" in text(desk.get(f"/review/{walk.case.pk}/"))

    def test_keeps_reviewers_from_their_own_case(self, desk: Browser, walk: Walk) -> None:
        owner = accounts.find_person(REVIEWER.document_number)
        assert owner is not None
        type(walk.case).objects.update(person_id=owner.id)

        page = desk.get(f"/review/{walk.case.pk}/")

        assert "不能复核自己的认证" in text(page)

    def test_refuses_a_decision_without_reason_beside_the_field(
        self, desk: Browser, walk: Walk
    ) -> None:
        claim(desk, walk)
        url = f"/review/{walk.case.pk}/"

        short = desk.post(f"{url}decide/", url, outcome="pass", reason="same_person", text="是")
        empty = desk.post(f"{url}decide/", url)

        assert (short.status_code, empty.status_code) == (422, 422)
        assert "理由至少写 10 个字" in text(short)
        assert not ReviewDecision.objects.exists()

    def test_decides(self, desk: Browser, walk: Walk) -> None:
        claim(desk, walk)
        url = f"/review/{walk.case.pk}/"

        decided = desk.post(f"{url}decide/", url, outcome="pass", reason="same_person", text=TEXT)

        assert address(decided) == "/review/"
        assert "没有等待复核的认证" in text(decided)
        assert walk.case.state == CaseState.PASSED_MANUALLY
        later = text(desk.get(url))
        assert TEXT in later
        assert "人工复核通过" in later
