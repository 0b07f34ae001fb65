"""Binding a certificate to an account."""

import datetime as dt

import pytest

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.bindings.remove_binding import remove_binding
from shiming.accounts.models import Account, CertificateBinding
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    CertificateHolder,
    OutsideKind,
    Visit,
)
from shiming.messages.models import InboxMessage, Reminder
from tests.accounts.actions.sign_in.certificates.signing_kit import (
    LATER,
    bind,
    issue,
)
from tests.accounts.certificate_kit import END, FakeVerifier, Key
from tests.cast import AGENT, PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account, make_account_of, make_actor, make_visit

pytestmark = pytest.mark.django_db


class TestBinding:
    @pytest.mark.requirement("S30-2")
    def test_is_warned_about_before_its_end(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        bind(key, account, visit)
        [shown] = queries.list_bindings(AccountId(account.pk))

        reminder = Reminder.objects.get(kind="accounts/certificate_expiring")
        assert reminder.due_at == shown.valid_until
        assert reminder.next_on == (END - dt.timedelta(days=30)).date()
        remove_binding(
            kind=OutsideKind.CERTIFICATE,
            binding_id=shown.id,
            actor=make_actor(account, now=LATER),
            now=LATER,
        )
        assert not Reminder.objects.filter(closed_at=None).exists()

    def test_is_listed_told_and_removed(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        bind(key, account, visit)
        [shown] = queries.list_bindings(AccountId(account.pk))
        remove_binding(
            kind=OutsideKind.CERTIFICATE,
            binding_id=shown.id,
            actor=make_actor(account, now=LATER),
            now=LATER,
        )

        assert (shown.kind, shown.provider) == (OutsideKind.CERTIFICATE, "blue")
        assert queries.list_bindings(AccountId(account.pk)) == []
        bodies = list(
            InboxMessage.objects.filter(template__contains="binding").values_list("body", flat=True)
        )
        assert len(bodies) == 2
        assert all(f"尾号 {shown.serial[-4:]}" in body for body in bodies)

    def test_is_with_one_account(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        bind(key, account, visit)

        with pytest.raises(errors.CertificateTaken):
            bind(key, make_account_of(AGENT), make_visit())
        assert CertificateBinding.objects.get().account_id == account.pk

    def test_of_a_person_names_the_accounts_owner(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        verifier.person_number = AGENT.number
        with pytest.raises(errors.CertificateOfAnother):
            bind(key, account, visit)

        verifier.person_number = PROOFED_CITIZEN.number.lower()
        bind(key, account, visit)
        assert CertificateBinding.objects.count() == 1

    def test_of_a_body_is_for_its_unit_account(
        self, verifier: FakeVerifier, key: Key, visit: Visit
    ) -> None:
        unit = make_account(kind=AccountKind.UNIT)
        with pytest.raises(errors.CertificateRefused):
            bind(key, unit, visit)

        verifier.holder, verifier.body_code = CertificateHolder.ORGANISATION, "91600100MA0000007R"
        bind(key, unit, visit)
        assert CertificateBinding.objects.get().body_code == "91600100MA0000007R"

    def test_of_another_body_is_not_bound_to_an_account_that_is_a_units(
        self, verifier: FakeVerifier, key: Key, visit: Visit
    ) -> None:
        """It gives the unit's level (S33-23), and all who work there know the password."""
        unit = make_account(kind=AccountKind.UNIT)
        verifier.holder, verifier.body_code = CertificateHolder.ORGANISATION, "91600100MA0000007R"
        with ports.body_codes.replaced(lambda _account_id: "91600101MA0TE5T248"):
            with pytest.raises(errors.CertificateOfAnother):
                bind(key, unit, visit)
            assert not CertificateBinding.objects.exists()

            verifier.body_code = "91600101MA0TE5T248"
            bind(key, unit, visit)

    def test_wants_a_fresh_proof_and_the_account_that_began(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        with pytest.raises(errors.ReauthenticationRequired):
            issue(visit, actor=make_actor(account, now=NOW), now=NOW + dt.timedelta(minutes=5))
        issued = issue(visit, actor=make_actor(make_account_of(AGENT), now=NOW))
        with pytest.raises(errors.OutsideNotUsable):
            bind(key, account, visit, issued=issued)
        assert CertificateBinding.objects.count() == 0
