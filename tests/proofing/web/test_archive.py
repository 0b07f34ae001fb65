"""The pages of the archive (S19-4)."""

import re
import uuid
from collections.abc import Iterator

import pytest

from shiming.accounts import ports as accounts_ports
from shiming.accounts.types import AccountId
from shiming.proofing.models import ArchiveView
from shiming.proofing.types import ProofingPermission
from tests.cast import AUDITOR
from tests.factories.accounts import make_account, make_account_of
from tests.proofing.walk import Walk
from tests.proofing.web.conftest import Browser, address, text

ARCHIVE = "/archive/"


@pytest.fixture
def desk(db: None) -> Iterator[Browser]:
    account = make_account_of(AUDITOR, is_attached=True)

    class Rights:
        def permissions_of(self, account_id: AccountId, now: object) -> frozenset[str]:
            is_officer = account_id == account.pk
            return frozenset({ProofingPermission.INSPECT_ARCHIVE} if is_officer else ())

    with accounts_ports.permission_source.replaced(Rights()):
        yield Browser().sign_in(account)


def test_leads_from_a_purpose_to_one_archive_and_its_pictures(desk: Browser, walk: Walk) -> None:
    walk.to_live()

    page = desk.post(
        ARCHIVE,
        document_type="resident_id_card",
        number=walk.member.number,
        purpose="appeal",
        case_number="申诉2026-7",
    )

    assert re.fullmatch(r"/archive/[0-9a-f-]{36}/", address(page))
    assert walk.member.number not in page.content.decode()
    assert walk.member.name not in page.content.decode()
    assert "处理申诉" in text(page)
    assert "谁查看过" in text(page)
    picture = re.search(r'href="(/archive/[^"]+/pictures/[^"]+)"', page.content.decode())
    assert picture is not None
    seen = desk.get(picture[1])
    assert seen.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in seen.headers["Cache-Control"]


def test_has_no_list_of_people(desk: Browser, walk: Walk) -> None:
    walk.to_live()

    page = text(desk.get(ARCHIVE))
    nobody = desk.post(
        ARCHIVE, document_type="resident_id_card", purpose="appeal", case_number="1234"
    )

    assert str(walk.case.pk) not in page
    assert nobody.status_code == 422
    assert "请填写证件号码或者认证编号" in text(nobody)


def test_is_for_officers_of_the_archive_only(desk: Browser, walk: Walk) -> None:
    citizen = Browser().sign_in(make_account(mobile="15401000091"))

    for url in (ARCHIVE, f"/archive/{uuid.uuid4()}/"):
        assert citizen.get(url).status_code == 403
    assert desk.get(f"/archive/{uuid.uuid4()}/").status_code == 404


def test_takes_no_identity_number_for_the_number_of_a_matter(desk: Browser, walk: Walk) -> None:
    answer = desk.post(
        ARCHIVE,
        document_type="resident_id_card",
        number=walk.member.number,
        purpose="appeal",
        case_number=walk.member.number,
    )

    assert answer.status_code == 422
    assert not ArchiveView.objects.exists()


def test_shows_the_person_that_somebody_looked(desk: Browser, walk: Walk) -> None:
    walk.to_live()
    desk.post(
        ARCHIVE,
        document_type="resident_id_card",
        number=walk.member.number,
        purpose="court",
        case_number="法调2026-9",
    )

    page = text(Browser().sign_in(walk.case.account).get("/proofing/"))

    assert "工作人员查阅过您的档案" in page
    assert "司法机关调取" in page
