import datetime as dt

import pytest

from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, system_actor
from shiming.trust_sources.actions.add_authority import add_authority
from shiming.trust_sources.actions.refresh_revocation_lists import refresh_revocation_lists
from shiming.trust_sources.models import RevocationListCopy
from shiming.trust_sources.types import AuthorityEntry, ServiceAnswer
from tests.trust_sources.authority_kit import NOW, Issuer, make_list, make_root
from tests.trust_sources.conftest import FakeServices

pytestmark = pytest.mark.django_db(transaction=True)

URL = "http://crl.example/root.crl"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def root(officer: Actor) -> Issuer:
    root = make_root()
    entry = AuthorityEntry(name="样例机构", brand="sample", root=root.der, list_urls=(URL,))
    add_authority(entry=entry, officer=officer, now=NOW)
    return root


def refresh(services: FakeServices, content: bytes | None, *, now: dt.datetime = NOW) -> int:
    services.lists[URL] = ServiceAnswer(content=content, failure="" if content else "timeout")
    return refresh_revocation_lists(actor=system_actor(device="tests"), now=now)


class TestRefreshRevocationLists:
    def test_keeps_a_list_and_replaces_it_by_a_newer_one(
        self, services: FakeServices, root: Issuer
    ) -> None:
        assert refresh(services, make_list(root, number=2**100)) == 0
        newer = make_list(root, number=2**100 + 1, issued_at=NOW)

        assert refresh(services, newer, now=NOW + HOUR) == 0

        copy = RevocationListCopy.objects.get()
        assert bytes(copy.content) == newer
        assert (copy.number, copy.issued_at, copy.fetched_at) == (
            str(2**100 + 1),
            NOW,
            NOW + HOUR,
        )

    @pytest.mark.parametrize(
        ("number", "issued_at", "failure"),
        [(4, NOW, "older"), (6, NOW - 2 * HOUR, "older"), (5, NOW - HOUR, "")],
        ids=["smaller number", "issued before", "the same again"],
    )
    def test_never_goes_back(
        self,
        services: FakeServices,
        root: Issuer,
        number: int,
        issued_at: dt.datetime,
        failure: str,
    ) -> None:
        kept = make_list(root, number=5, issued_at=NOW - HOUR, revoked=[7])
        refresh(services, kept)

        failed = refresh(services, make_list(root, number=number, issued_at=issued_at))

        copy = RevocationListCopy.objects.get()
        assert (failed, copy.failure) == (int(bool(failure)), failure)
        assert (bytes(copy.content) == kept) is bool(failure)

    def test_keeps_no_list_that_the_authority_did_not_sign(
        self, services: FakeServices, root: Issuer
    ) -> None:
        kept = make_list(root, number=1)
        refresh(services, kept)

        forged = make_list(root, number=2, issued_at=NOW, key=make_root(name="别家").key)
        assert refresh(services, forged, now=NOW + HOUR) == 1

        copy = RevocationListCopy.objects.get()
        assert (bytes(copy.content), copy.failure, copy.failed_at) == (
            kept,
            "not_believed",
            NOW + HOUR,
        )
        assert AuditRecord.objects.filter(event="trust_sources.revocation_list.refused").exists()

    def test_says_why_nothing_came_until_something_does(
        self, services: FakeServices, root: Issuer
    ) -> None:
        assert refresh(services, None) == 1
        copy = RevocationListCopy.objects.get()
        assert (copy.failure, copy.failed_at, copy.digest) == ("timeout", NOW, "")

        assert refresh(services, make_list(root)) == 0
        copy.refresh_from_db()
        assert (copy.failure, copy.failed_at) == ("", None)
