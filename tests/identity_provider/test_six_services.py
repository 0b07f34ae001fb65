"""The six services of the platform on one person's way (S19-4)."""

from collections.abc import Callable, Iterator

import pytest
from pytest_django.fixtures import Settings

from shiming.accounts import ports as accounts
from shiming.accounts.types import SourceUse
from shiming.kernel.levels import Level
from shiming.proofing import queries as proofing
from shiming.proofing.actions.open_archive import open_archive
from shiming.proofing.types import ArchivePurpose, CaseState, EvidenceKind
from shiming.trust_sources import ports as trust_sources
from shiming.trust_sources.actions.sources.change_source import change_source
from shiming.trust_sources.operations import RegisteredSources
from shiming.trust_sources.types import SourceState
from tests.cast import AUDITOR
from tests.factories.accounts import NOW, make_account_of
from tests.factories.identity_provider import make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire
from tests.proofing.actions.test_archive import officer_of
from tests.proofing.conftest import (  # noqa: F401  fixtures
    face,
    inspector,
    reader,
    register,
    walk,
)
from tests.proofing.walk import Walk
from tests.trust_sources.source_kit import PROPOSER, FakeClients, approved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _whole(_wired: None, settings: Settings) -> Iterator[None]:
    """Have the whole site, levels computed from evidence, and sources asked, as wiring does."""
    settings.ROOT_URLCONF = "config.urls"
    with (
        accounts.level_source.replaced(proofing.EvidenceLevels()),
        accounts.trusted_sources.replaced(RegisteredSources()),
        trust_sources.source_clients.replaced(FakeClients()),
    ):
        yield


@pytest.mark.requirement("S19-4")
def test_all_six_serve_one_person(
    walk: Walk,  # noqa: F811  the fixture
    wire: Wire,
    sign_in: SignIn,
    authorize: Callable[..., Reply],
    redeem: Callable[..., Reply],
) -> None:
    # One: the real-name registration is checked with the register.
    walk.to_live()
    assert walk.case.state == CaseState.LIVE
    assert walk.case.person_id is not None
    kinds = {one.kind for one in proofing.facts_of_person(person_id=walk.case.person_id)}
    assert EvidenceKind.REGISTER_TWO_FACTORS in kinds

    # Two: one sign-in for all, at the level that the evidence amounts to.
    session = sign_in(who=walk.case.account)
    assert session.level == Level.PRIMARY

    # Three: with it into two systems, without being asked again.
    systems = make_client(name="社保"), make_client(name="公积金")
    codes = [authorize(one, scope="openid profile").answer.parameters["code"] for one in systems]
    assert len(set(codes)) == 2

    # Four: who the person is, is shared with a system that may know it, and with nobody else.
    tokens = redeem(systems[0], codes[0]).json
    told = wire.get("/oauth2/userinfo", authorization=f"Bearer {tokens['access_token']}").json
    assert told["name"] == walk.member.name
    assert "document_number" not in told
    assert wire.get("/oauth2/userinfo", authorization="Bearer made-up").status == 401

    # Five: a trust source is let in by two officers, and shut out by one.
    source_id = approved()
    assert offered() == ["city"]
    change_source(source_id=source_id, state=SourceState.SUSPENDED, officer=PROPOSER, now=NOW)
    assert offered() == []

    # Six: what the name was proven by is kept, and opened for a purpose, on record.
    officer = officer_of(make_account_of(AUDITOR, is_attached=True))
    view_id = open_archive(
        number=walk.member.document_number,
        case_id=None,
        purpose=ArchivePurpose.SUPERVISION,
        case_number="检查2026-3",
        officer=officer,
        now=NOW,
    )
    archive = proofing.get_archive(view_id=view_id, officer=officer, now=NOW)
    assert [case.id for case in archive.cases] == [walk.case.pk]
    assert all(picture.is_there for picture in archive.cases[0].pictures)
    assert [look.account_id for look in archive.looks] == [officer.account_id]


def offered() -> list[str]:
    sources = accounts.trusted_sources().list_offered(portal="", use=SourceUse.SIGN_IN, now=NOW)
    return [one.code for one in sources]
