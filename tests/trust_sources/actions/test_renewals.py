"""Asking for the renewal of a certificate (S30-2)."""

import datetime as dt

import pytest
from django.test import Client

from shiming.accounts.models import Account, CertificateBinding
from shiming.accounts.types import AccountId
from shiming.audit.models import AuditRecord
from shiming.directory.actions.grant_permission import grant_permission
from shiming.kernel import clock
from shiming.kernel.actor import Actor, system_actor, visitor
from shiming.kernel.ids import new_id
from shiming.messages.models import OutboxMessage
from shiming.trust_sources import errors, queries
from shiming.trust_sources.actions.add_authority import add_authority
from shiming.trust_sources.actions.renewals.decide_renewal import decide_renewal
from shiming.trust_sources.actions.renewals.request_renewal import request_renewal
from shiming.trust_sources.models import RenewalRequest
from shiming.trust_sources.types import (
    AuthorityEntry,
    RenewalId,
    RenewalState,
    TrustPermission,
)
from tests.factories.accounts import make_account, make_actor, start_session
from tests.trust_sources.authority_kit import NOW, make_root

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(officer: Actor) -> Account:
    entry = AuthorityEntry(
        name="样例机构",
        brand="sample",
        root=make_root().der,
        list_urls=("http://crl.example/root.crl",),
        renewal_url="https://renew.example/",
    )
    add_authority(entry=entry, officer=officer, now=NOW)
    return make_account(mobile="15401000031", now=clock.now())


def bind(account: Account, *, brand: str = "sample", serial: str = "0fab31") -> CertificateBinding:
    return CertificateBinding.objects.create(
        id=new_id(),
        account=account,
        holder="organisation",
        brand=brand,
        issuer="CN=sample",
        serial=serial,
        fingerprint=f"{serial:0>64}",
        valid_until=NOW + dt.timedelta(days=3),
        bound_at=NOW,
    )


def ask(binding: CertificateBinding, account: Account, *, need: str = "登录备案系统") -> RenewalId:
    return request_renewal(binding_id=binding.pk, need=need, actor=make_actor(account), now=NOW)


class TestRequest:
    @pytest.mark.requirement("S30-2")
    def test_is_seen_by_the_officers_and_answered(self, account: Account, officer: Actor) -> None:
        renewal_id = ask(bind(account), account)

        waiting = queries.list_open_renewals(viewer=officer)
        assert [(one.id, one.need) for one in waiting] == [(renewal_id, "登录备案系统")]
        decide_renewal(
            renewal_id=renewal_id, is_done=True, answer="请来领取", officer=officer, now=NOW
        )
        assert queries.list_open_renewals(viewer=officer) == []
        own = queries.list_own_renewals(AccountId(account.pk))
        assert [(one.state, one.answer) for one in own] == [(RenewalState.DONE, "请来领取")]
        told = OutboxMessage.objects.filter(template="trust_sources/renewal_answered")
        assert told.exists()
        events = list(AuditRecord.objects.filter(subject=f"renewal:{renewal_id}"))
        assert len(events) == 2

    def test_is_made_once_while_it_is_open(self, account: Account) -> None:
        binding = bind(account)
        ask(binding, account)

        with pytest.raises(errors.RenewalAsked):
            ask(binding, account)
        assert RenewalRequest.objects.count() == 1

    def test_is_not_made_for_somebody_elses_certificate(self, account: Account) -> None:
        binding = bind(account)

        with pytest.raises(errors.RenewalNotPossible):
            ask(binding, make_account(now=clock.now()))
        assert not RenewalRequest.objects.exists()

    def test_is_not_made_for_an_authority_that_nobody_knows(self, account: Account) -> None:
        with pytest.raises(errors.RenewalNotPossible):
            ask(bind(account, brand="unknown"), account)

    def test_is_not_made_by_a_visitor(self, account: Account) -> None:
        binding = bind(account)

        with pytest.raises(Exception, match=r"accounts\.session|sign"):
            request_renewal(binding_id=binding.pk, need="x", actor=visitor(), now=NOW)
        assert not RenewalRequest.objects.exists()

    @pytest.mark.parametrize("need", ["", "  ", "x" * 501])
    def test_says_what_is_needed(self, account: Account, need: str) -> None:
        with pytest.raises(errors.RenewalNeedMissing):
            ask(bind(account), account, need=need)

    def test_is_answered_once_and_by_officers_alone(
        self, account: Account, officer: Actor, stranger: Actor
    ) -> None:
        renewal_id = ask(bind(account), account)

        with pytest.raises(errors.MayNotManageAuthorities):
            decide_renewal(
                renewal_id=renewal_id, is_done=True, answer="好", officer=stranger, now=NOW
            )
        decide_renewal(
            renewal_id=renewal_id, is_done=False, answer="材料不全", officer=officer, now=NOW
        )
        with pytest.raises(errors.RenewalDecided):
            decide_renewal(
                renewal_id=renewal_id, is_done=True, answer="好", officer=officer, now=NOW
            )


class TestPages:
    def client_of(self, account: Account) -> Client:
        client = Client()
        client.cookies["shiming_session"] = start_session(account, now=clock.now()).cookie_value
        return client

    def test_lead_from_the_certificate_to_the_officers_answer(self, account: Account) -> None:
        binding = bind(account)
        person = self.client_of(account)
        desk = make_account(now=clock.now())
        grant_permission(
            account_id=AccountId(desk.pk),
            permission=TrustPermission.MANAGE_AUTHORITIES,
            granter=system_actor(device="tests"),
            now=clock.now(),
        )
        clerk = self.client_of(desk)

        listed = person.get("/me/renewals/").content.decode()
        asked = person.post(f"/me/renewals/{binding.pk}/", {"need": "登录备案系统，张三"})
        renewal = RenewalRequest.objects.get()
        shown = clerk.get(f"/trust/renewals/{renewal.pk}/").content.decode()
        answered = clerk.post(
            f"/trust/renewals/{renewal.pk}/", {"answer": "请来领取", "decision": "done"}
        )

        assert f"/me/renewals/{binding.pk}/" in listed
        assert "https://renew.example/" in listed
        assert (asked.status_code, answered.status_code) == (303, 303)
        assert "登录备案系统" in shown
        assert "请来领取" in person.get("/me/renewals/").content.decode()
        assert (
            self.client_of(make_account(now=clock.now()))
            .get(f"/me/renewals/{binding.pk}/")
            .status_code
            == 404
        )
