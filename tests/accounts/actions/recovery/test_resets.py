import dataclasses
import datetime as dt
import io
from collections.abc import Iterator, Sequence

import pytest
from django.contrib.auth.hashers import check_password
from PIL import Image

from shiming.accounts import errors, ports
from shiming.accounts.actions.open_staff_account import open_staff_account
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.actions.recovery.reset_at_counter import CounterEvidence, reset_at_counter
from shiming.accounts.actions.recovery.reset_by_superior import ResetPassword, reset_by_superior
from shiming.accounts.models import (
    Account,
    ActivationCode,
    Authenticator,
    CertificateBinding,
    ContactChange,
    CounterReset,
    LicenceBinding,
    Passkey,
    RecoveryCode,
    Session,
    SocialBinding,
    TrustedDevice,
)
from shiming.accounts.operations import bind_subject, counters, credentials
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    AccountPermission,
    AccountState,
    BodyRole,
    ContactChangeReason,
    CounterScope,
    ResetReason,
    Standing,
    Subordinate,
)
from shiming.audit.models import AuditRecord
from shiming.kernel import pictures
from shiming.kernel.actor import ActingIdentity, Actor, system_actor, visitor
from shiming.kernel.ids import new_id
from shiming.vault import queries as vault
from shiming.vault.types import VaultFileId
from tests.accounts.actions.recovery.conftest import MAIL, NEW, give_email, number_of, told
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    PersonnelOf,
    looked_up,
    make_account,
    make_account_of,
    make_actor,
    make_visit,
    start_session,
)
from tests.factories.credentials import make_authenticator, make_passkey

pytestmark = pytest.mark.django_db

EXPLANATION = "已核对居民身份证原件，与来人一致。"


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 40), "white").save(buffer, "JPEG")
    return buffer.getvalue()


class Bodies:
    """Says how everybody stands to everybody."""

    def __init__(self) -> None:
        self.standing = Standing()

    def standing_towards(
        self, *, actor: Actor, account_id: AccountId, now: dt.datetime
    ) -> Standing:
        return self.standing

    def list_subordinates(self, *, actor: Actor, now: dt.datetime) -> Sequence[Subordinate]:
        return ()


@pytest.fixture
def bodies() -> Iterator[Bodies]:
    with ports.superiors.replaced(one := Bodies()):
        yield one


@pytest.fixture
def officer() -> Account:
    account = make_account_of(AGENT, password=PASSWORD)
    start_session(account)
    return account


def actor_with(*permissions: str) -> Actor:
    actor = make_actor(make_account(kind=AccountKind.STAFF))
    return dataclasses.replace(actor, identity=ActingIdentity(permissions=frozenset(permissions)))


def evidence(
    *, reason: ResetReason = ResetReason.FORGOTTEN, explanation: str = EXPLANATION
) -> CounterEvidence:
    return CounterEvidence(reason=reason, explanation=explanation, document_picture=picture())


WAYS = (
    Authenticator,
    CertificateBinding,
    LicenceBinding,
    Passkey,
    RecoveryCode,
    SocialBinding,
    TrustedDevice,
)


def add_ways_in(account: Account) -> None:
    """Add one of each, as whoever has had the account for a minute may."""
    account_id = AccountId(account.pk)
    make_authenticator(account)
    make_passkey(account)
    credentials.make_recovery_codes(account_id, now=NOW)
    TrustedDevice.objects.create(account=account, device_index=str(account.pk), trusted_until=NOW)
    for provider in ("wechat", "qq"):
        bind_subject(provider=provider, subject=str(account.pk), account_id=account_id, now=NOW)
    CertificateBinding.objects.create(
        account=account,
        serial=str(account.pk),
        fingerprint=str(account.pk),
        valid_until=NOW,
        bound_at=NOW,
    )
    LicenceBinding.objects.create(account=account, body_code=str(account.pk)[-32:], bound_at=NOW)


def is_untouched(account: Account) -> bool:
    account.refresh_from_db()
    return check_password(PASSWORD, account.password) and not ActivationCode.objects.exists()


class TestResetBySuperior:
    def reset(self, account: Account, actor: Actor) -> ResetPassword:
        return reset_by_superior(account_id=AccountId(account.pk), actor=actor, now=NOW)

    @pytest.mark.requirement("S35-6")
    def test_voids_the_password_and_sends_the_code_to_its_owner_alone(
        self, bodies: Bodies, officer: Account
    ) -> None:
        bodies.standing = Standing(
            actor_role=BodyRole.FINANCE_OFFICER, owner_role=BodyRole.OFFICER, is_same_body=True
        )

        done = self.reset(officer, make_actor(make_account_of(LEGAL_REPRESENTATIVE)))

        officer.refresh_from_db()
        assert officer.password == ""
        assert not Session.objects.filter(account=officer, ended_at__isnull=True).exists()
        assert (done.code, done.sent_to) == ("", AGENT.mobile_number.masked)
        assert told("activation_code") == told("password_reset") == {number_of(AGENT.mobile)}

    def test_lets_the_bureau_reset_its_schools(self, bodies: Bodies) -> None:
        school = make_account(user_name="syb-number", kind=AccountKind.UNIT, password=PASSWORD)
        bodies.standing = Standing(
            actor_role=BodyRole.ADMINISTRATOR,
            owner_role=BodyRole.ADMINISTRATOR,
            is_higher_body=True,
        )

        done = self.reset(school, make_actor(make_account(user_name="bureau")))

        choose_password(
            typed_code=done.code,
            password=NEW,
            document=None,
            account_id=None,
            visit=make_visit(),
            now=NOW,
        )
        school.refresh_from_db()
        assert check_password(NEW, school.password)

    def test_refuses_who_does_not_answer_for_the_account(
        self, bodies: Bodies, officer: Account
    ) -> None:
        stranger = make_actor(make_account_of(LEGAL_REPRESENTATIVE))

        with pytest.raises(errors.ResetNotAllowed):
            self.reset(officer, stranger)
        with pytest.raises(errors.ResetNotAllowed):
            reset_by_superior(account_id=AccountId(new_id()), actor=stranger, now=NOW)
        assert is_untouched(officer)
        assert Session.objects.filter(account=officer, ended_at__isnull=True).exists()
        assert not told("password_reset")

    def test_refuses_who_has_not_proven_themselves_lately(
        self, bodies: Bodies, officer: Account
    ) -> None:
        bodies.standing = Standing(
            actor_role=BodyRole.FINANCE_OFFICER, owner_role=BodyRole.OFFICER, is_same_body=True
        )
        actor = make_actor(make_account_of(LEGAL_REPRESENTATIVE))

        with pytest.raises(errors.ReauthenticationRequired):
            reset_by_superior(
                account_id=AccountId(officer.pk), actor=actor, now=NOW + dt.timedelta(minutes=5)
            )
        with pytest.raises(errors.SignInRequired):
            self.reset(officer, visitor())
        assert is_untouched(officer)

    def test_resets_staff_by_an_administrator_and_nobody_else(self, bodies: Bodies) -> None:
        staff = make_account(user_name="clerk", kind=AccountKind.STAFF, password=PASSWORD)
        bodies.standing = Standing(actor_role=BodyRole.ADMINISTRATOR, is_higher_body=True)

        with pytest.raises(errors.ResetNotAllowed):
            self.reset(staff, actor_with())
        assert is_untouched(staff)
        done = self.reset(staff, actor_with(AccountPermission.RESET_STAFF))

        assert done.code
        staff.refresh_from_db()
        assert staff.password == ""

    def test_lets_no_administrator_reset_themselves(self) -> None:
        actor = actor_with(AccountPermission.RESET_STAFF)
        assert actor.account_id is not None

        with pytest.raises(errors.ResetNotAllowed):
            reset_by_superior(account_id=AccountId(actor.account_id), actor=actor, now=NOW)

    def test_gives_a_first_code_anew_that_makes_the_account_active(self) -> None:
        opened = open_staff_account(
            user_name="demo-clerk", actor=system_actor(device="tests"), now=NOW
        )
        done = reset_by_superior(
            account_id=opened.account_id, actor=actor_with(AccountPermission.RESET_STAFF), now=NOW
        )

        choose_password(
            typed_code=done.code,
            password=NEW,
            document=None,
            account_id=None,
            visit=make_visit(),
            now=NOW,
        )

        assert Account.objects.get(pk=opened.account_id).state == AccountState.ACTIVE


class TestResetAtCounter:
    @pytest.mark.requirement("S21-3")
    def test_opens_a_forgotten_or_locked_account_on_the_original_document(
        self, officer: Account
    ) -> None:
        subject = counters.subject_of_account(AccountId(officer.pk))
        clerk = actor_with(AccountPermission.RESET_AT_COUNTER)
        scope = CounterScope.PASSWORD_ACCOUNT
        for _ in range(5):
            counters.charge(scope=scope, subject=subject, actor=clerk, now=NOW)
        counters.lock_if_reached(scope=scope, subject=subject, actor=clerk, now=NOW)

        issued = reset_at_counter(
            account_id=AccountId(officer.pk),
            evidence=evidence(reason=ResetReason.LOCKED),
            actor=looked_up(officer, clerk),
            now=NOW,
        )

        kept = CounterReset.objects.get()
        assert vault.read_file(VaultFileId(kept.document_file_id))[:2] == b"\xff\xd8"
        assert (kept.reason, kept.explanation) == (ResetReason.LOCKED, EXPLANATION)
        assert kept.clerk_id == clerk.account_id
        assert counters.charge(scope=scope, subject=subject, actor=clerk, now=NOW).is_granted
        assert told("password_reset") == {number_of(AGENT.mobile)}
        choose_password(
            typed_code=issued.code,
            password=NEW,
            document=None,
            account_id=None,
            visit=make_visit(),
            now=NOW,
        )
        officer.refresh_from_db()
        assert check_password(NEW, officer.password)

    @pytest.mark.requirement("S15-5")
    def test_gives_units_their_first_code_and_a_new_one(self) -> None:
        unit = make_account(
            user_name="unit-4711", kind=AccountKind.UNIT, state=AccountState.PENDING
        )
        clerk = actor_with(AccountPermission.RESET_AT_COUNTER)

        for reason in (ResetReason.FIRST_PASSWORD, ResetReason.FORGOTTEN):
            issued = reset_at_counter(
                account_id=AccountId(unit.pk),
                evidence=evidence(reason=reason),
                actor=looked_up(unit, clerk),
                now=NOW,
            )
            choose_password(
                typed_code=issued.code,
                password=f"{NEW}-{reason}",
                document=None,
                account_id=None,
                visit=make_visit(),
                now=NOW,
            )
            unit.refresh_from_db()
            assert unit.state == AccountState.ACTIVE
            assert check_password(f"{NEW}-{reason}", unit.password)

    @pytest.mark.parametrize("is_linked", [False, True])
    def test_takes_lost_contacts_off_the_account_that_carries_them(
        self, officer: Account, *, is_linked: bool
    ) -> None:
        give_email(officer)
        asked = make_account(user_name="zhang-san", password=PASSWORD) if is_linked else officer
        if is_linked:
            Account.objects.filter(pk=asked.pk).update(main_account=officer)

        reset_at_counter(
            account_id=AccountId(asked.pk),
            evidence=evidence(reason=ResetReason.LOST_CONTACT),
            actor=looked_up(asked, actor_with(AccountPermission.RESET_AT_COUNTER)),
            now=NOW,
        )

        officer.refresh_from_db()
        assert (officer.mobile, officer.email) == (None, None)
        reasons = ContactChange.objects.values_list("reason", flat=True)
        assert list(reasons) == [ContactChangeReason.AT_COUNTER] * 2
        assert number_of(AGENT.mobile) in told("mobile_lost")
        assert MAIL in told("email_lost")

    def test_takes_everything_off_a_stolen_account_that_a_thief_may_have_added(
        self, officer: Account
    ) -> None:
        give_email(officer)
        neighbour = make_account_of(PROOFED_CITIZEN)
        for account in (officer, neighbour):
            add_ways_in(account)

        for reason in (ResetReason.FORGOTTEN, ResetReason.STOLEN):
            reset_at_counter(
                account_id=AccountId(officer.pk),
                evidence=evidence(reason=reason),
                actor=looked_up(officer, actor_with(AccountPermission.RESET_AT_COUNTER)),
                now=NOW,
            )
            left = {
                table.__name__: table.objects.filter(account=officer).exists() for table in WAYS
            }
            assert set(left.values()) == {reason is ResetReason.FORGOTTEN}, left

        assert all(table.objects.filter(account=neighbour).exists() for table in WAYS)
        officer.refresh_from_db()
        assert (officer.mobile, officer.email) == (None, None)
        assert told("ways_closed") == {number_of(AGENT.mobile), MAIL}
        closed = AuditRecord.objects.get(event="accounts.ways.closed")
        assert closed.subject == f"account:{officer.pk}"

    def test_refuses_clerks_without_permission_staff_and_the_clerks_own(
        self, officer: Account
    ) -> None:
        clerk = actor_with(AccountPermission.RESET_AT_COUNTER)
        staff = make_account(user_name="clerk", kind=AccountKind.STAFF, password=PASSWORD)
        own = make_account_of(PROOFED_CITIZEN, is_attached=True)

        for account, actor in (
            (officer, actor_with(AccountPermission.RESET_STAFF)),
            (staff, clerk),
            (own, dataclasses.replace(clerk, person_id=own.person_id)),
            (own, dataclasses.replace(clerk, account_id=own.pk)),
        ):
            with pytest.raises(errors.ResetNotAllowed):
                reset_at_counter(
                    account_id=AccountId(account.pk), evidence=evidence(), actor=actor, now=NOW
                )
        assert is_untouched(officer)
        assert not CounterReset.objects.exists()

    def test_refuses_the_account_of_whom_personnel_has_as_the_clerk(self) -> None:
        own = make_account_of(PROOFED_CITIZEN, is_attached=True)
        clerk = actor_with(AccountPermission.RESET_AT_COUNTER)

        with (
            ports.personnel_records.replaced(PersonnelOf(clerk, PROOFED_CITIZEN)),
            pytest.raises(errors.ResetNotAllowed),
        ):
            reset_at_counter(
                account_id=AccountId(own.pk),
                evidence=evidence(),
                actor=looked_up(own, clerk),
                now=NOW,
            )
        assert not CounterReset.objects.exists()

    def test_refuses_frozen_and_closed_accounts(self) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)

        for state in (AccountState.FROZEN, AccountState.CLOSED):
            Account.objects.filter(pk=account.pk).update(state=state)
            with pytest.raises(errors.ResetNotAllowed):
                reset_at_counter(
                    account_id=AccountId(account.pk),
                    evidence=evidence(),
                    actor=actor_with(AccountPermission.RESET_AT_COUNTER),
                    now=NOW,
                )
        assert is_untouched(account)

    def test_refuses_who_has_not_lately_looked_it_up_on_the_record(self, officer: Account) -> None:
        clerk = actor_with(AccountPermission.RESET_AT_COUNTER)
        looked_up(officer, actor_with(AccountPermission.RESET_AT_COUNTER))
        looked_up(officer, clerk, now=NOW - dt.timedelta(minutes=31))

        with pytest.raises(errors.LookUpFirst):
            reset_at_counter(
                account_id=AccountId(officer.pk), evidence=evidence(), actor=clerk, now=NOW
            )
        assert is_untouched(officer)
        assert not CounterReset.objects.exists()

    def test_refuses_without_reason_or_document(self, officer: Account) -> None:
        clerk = looked_up(officer, actor_with(AccountPermission.RESET_AT_COUNTER))
        nothing = CounterEvidence(
            reason=ResetReason.FORGOTTEN, explanation=EXPLANATION, document_picture=b""
        )

        with pytest.raises(errors.ExplanationTooShort):
            reset_at_counter(
                account_id=AccountId(officer.pk),
                evidence=evidence(explanation="忘了"),
                actor=clerk,
                now=NOW,
            )
        with pytest.raises(pictures.PictureEmpty):
            reset_at_counter(
                account_id=AccountId(officer.pk), evidence=nothing, actor=clerk, now=NOW
            )
        assert is_untouched(officer)
        assert not CounterReset.objects.exists()
