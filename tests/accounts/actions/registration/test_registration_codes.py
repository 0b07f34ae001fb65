import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from shiming.accounts import errors, ports
from shiming.accounts.actions.clean_up import clean_up
from shiming.accounts.actions.recovery.reset_at_counter import CounterEvidence, reset_at_counter
from shiming.accounts.actions.registration.capture_at_counter import (
    PrintedRegistrationCode,
    capture_at_counter,
)
from shiming.accounts.actions.registration.redeem_registration_code import (
    redeem_registration_code,
)
from shiming.accounts.actions.registration.register_with_code import register_with_code
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.models import Account, CounterReset, RegistrationCode
from shiming.accounts.operations.registration_codes import (
    try_registration_code,
    use_registration_code,
)
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountKind,
    AccountPermission,
    CodePurpose,
    GivenDocument,
    HumanAnswer,
    RegistrationVariant,
    ResetReason,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, visitor
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName
from shiming.messages.models import InboxMessage
from shiming.proofing.counter_word import CounterWord
from shiming.proofing.errors import AccountOfUnit
from shiming.proofing.models import Evidence
from shiming.proofing.queries import EvidenceLevels, find_counter_word
from shiming.proofing.types import EvidenceKind
from shiming.vault import queries as vault
from shiming.vault.errors import FileNotKept
from shiming.vault.operations import keep_file
from shiming.vault.types import VaultFileId
from tests.accounts.actions.recovery.test_resets import EXPLANATION, actor_with, picture
from tests.accounts.actions.test_races import run_at_once
from tests.cast import AGENT, UNPROOFED_CITIZEN, Member
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    PersonnelOf,
    attach,
    last_code,
    looked_up,
    make_account,
    make_account_of,
    make_actor,
    make_agreement,
    make_visit,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
DOCUMENT = GivenDocument(
    number=UNPROOFED_CITIZEN.document_number, name=UNPROOFED_CITIZEN.person_name
)


@pytest.fixture(autouse=True)
def _proofing() -> Iterator[None]:
    with (
        ports.counter_confirmations.replaced(CounterWord()),
        ports.level_source.replaced(EvidenceLevels()),
    ):
        yield


def capture(
    document: GivenDocument = DOCUMENT, *, actor: Actor | None = None, now: dt.datetime = NOW
) -> PrintedRegistrationCode:
    return capture_at_counter(
        document=document,
        explanation=EXPLANATION,
        picture=picture(),
        actor=actor or actor_with(AccountPermission.CAPTURE_AT_COUNTER),
        now=now,
    )


def prove_mobile(
    member: Member = UNPROOFED_CITIZEN, *, now: dt.datetime = NOW
) -> tuple[Visit, str]:
    visit = make_visit()
    request_code(
        purpose=CodePurpose.REGISTER,
        mobile=member.mobile_number,
        human=HumanAnswer(),
        accepted_agreement=make_agreement(),
        visit=visit,
        now=now,
    )
    return visit, last_code(member.mobile)


def finish(
    code: str, *, document: GivenDocument = DOCUMENT, now: dt.datetime = NOW
) -> StartedSession:
    visit, sms = prove_mobile(now=now)
    return register_with_code(
        typed_code=sms,
        registration_code=code,
        document=document,
        password=PASSWORD,
        visit=visit,
        replaces=None,
        now=now,
    )


class TestRegistrationCode:
    @pytest.mark.requirement("S32-16")
    def test_lets_a_person_finish_whom_the_register_refused(self) -> None:
        printed = capture()

        started = finish(printed.code)

        account = Account.objects.get(pk=started.account_id)
        evidence = Evidence.objects.get()
        assert account.person_id is not None
        assert started.level is Level.PRIMARY
        # Flagged for ever: a clerk's word, not the register's.
        assert (evidence.kind, evidence.source, evidence.is_manual) == (
            EvidenceKind.REGISTER_TWO_FACTORS,
            "counter",
            True,
        )
        kept = RegistrationCode.objects.get()
        assert vault.read_file(VaultFileId(kept.document_file_id))[:2] == b"\xff\xd8"
        assert (kept.used_by_id, kept.consumed_at) == (account.pk, NOW)

    @pytest.mark.parametrize("is_known", [True, False])
    def test_is_not_given_to_whom_personnel_has_as_the_clerk(self, *, is_known: bool) -> None:
        if is_known:
            make_account_of(UNPROOFED_CITIZEN, is_attached=True)
        clerk = actor_with(AccountPermission.CAPTURE_AT_COUNTER)

        with (
            ports.personnel_records.replaced(PersonnelOf(clerk, UNPROOFED_CITIZEN)),
            pytest.raises(errors.CaptureNotAllowed),
        ):
            capture(actor=clerk)
        assert not RegistrationCode.objects.exists()

    def test_has_ten_characters_and_fifteen_days(self) -> None:
        printed = capture()

        assert len(printed.code.replace("-", "")) == 10
        assert printed.expires_at == NOW + 15 * DAY
        started = finish(printed.code, now=NOW + 15 * DAY - dt.timedelta(minutes=2))
        assert started.level is Level.PRIMARY

    def test_is_worthless_after_fifteen_days(self) -> None:
        printed = capture()

        with pytest.raises(errors.RegistrationCodeNotUsable):
            finish(printed.code, now=NOW + 15 * DAY)

    def test_belongs_to_one_document_and_its_name(self) -> None:
        printed = capture()

        for document in (
            GivenDocument(number=AGENT.document_number, name=DOCUMENT.name),
            GivenDocument(number=DOCUMENT.number, name=PersonName.parse("甘小莓")),
        ):
            with pytest.raises(errors.RegistrationCodeNotUsable):
                finish(printed.code, document=document, now=NOW + dt.timedelta(minutes=_next()))
        assert not Account.objects.filter(mobile__isnull=False).exists()
        assert not Evidence.objects.exists()

    def test_bears_five_wrong_tries(self) -> None:
        printed = capture()
        for minute in range(5):
            with pytest.raises(errors.RegistrationCodeNotUsable):
                finish("AAAA-AAAA-AA", now=NOW + dt.timedelta(minutes=minute))

        with pytest.raises(errors.RegistrationCodeNotUsable):
            finish(printed.code, now=NOW + dt.timedelta(minutes=5))
        events = AuditRecord.objects.filter(event=AccountEvent.REGISTRATION_CODE_WRONG)
        assert events.count() == 5

    def test_is_worthless_without_the_mobile(self) -> None:
        printed = capture()

        with pytest.raises(errors.CodeNotUsable):
            register_with_code(
                typed_code="000000",
                registration_code=printed.code,
                document=DOCUMENT,
                password=PASSWORD,
                visit=make_visit(),
                replaces=None,
                now=NOW,
            )
        assert RegistrationCode.objects.get().consumed_at is None

    def test_is_replaced_by_a_later_one(self) -> None:
        first = capture()
        second = capture()

        with pytest.raises(errors.RegistrationCodeNotUsable):
            finish(first.code)
        finish(second.code, now=NOW + dt.timedelta(minutes=1))

    def test_is_told_to_the_persons_other_accounts(self) -> None:
        other = make_account(user_name="gan-mei")
        attach(other, UNPROOFED_CITIZEN)
        stranger = make_account_of(AGENT)
        printed = capture()

        finish(printed.code)

        told = InboxMessage.objects.filter(template="accounts/registration_code_used")
        assert [message.account_id for message in told] == [other.pk]
        assert not InboxMessage.objects.filter(account_id=stranger.pk).exists()

    def test_is_no_activation_code(self) -> None:
        account = make_account_of(AGENT, password=PASSWORD)
        issued = reset_at_counter(
            account_id=AccountId(account.pk),
            evidence=CounterEvidence(
                reason=ResetReason.FORGOTTEN,
                explanation=EXPLANATION,
                document_picture=picture(),
            ),
            actor=looked_up(account, actor_with(AccountPermission.RESET_AT_COUNTER)),
            now=NOW,
        )
        capture()

        with pytest.raises(errors.RegistrationCodeNotUsable):
            finish(issued.code)

    def test_waits_for_the_face_where_the_portal_wants_it(
        self, change_policy: Callable[..., None]
    ) -> None:
        change_policy(registration_variant=RegistrationVariant.REAL_NAME_AT_ONCE)
        printed = capture()

        started = finish(printed.code)

        assert started.level is Level.ANONYMOUS
        assert find_counter_word(
            account_id=started.account_id, number=DOCUMENT.number, name=DOCUMENT.name
        )

    def test_tells_who_is_registered_to_sign_in_and_keeps_the_code_good(self) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        printed = capture()

        with pytest.raises(errors.AlreadyRegistered):
            finish(printed.code)
        redeem_registration_code(
            registration_code=printed.code,
            document=DOCUMENT,
            actor=make_actor(account),
            now=NOW,
        )

        account.refresh_from_db()
        assert account.person_id is not None
        with pytest.raises(errors.RegistrationCodeNotUsable):
            redeem_registration_code(
                registration_code=printed.code,
                document=DOCUMENT,
                actor=make_actor(account),
                now=NOW,
            )

    def test_makes_nobody_of_a_units_own_account(self) -> None:
        printed = capture()
        unit = make_account(user_name="shanshui-ltd", kind=AccountKind.UNIT)

        with pytest.raises(AccountOfUnit):
            redeem_registration_code(
                registration_code=printed.code,
                document=DOCUMENT,
                actor=make_actor(unit),
                now=NOW,
            )
        unit.refresh_from_db()
        assert unit.person_id is None
        assert RegistrationCode.objects.get().consumed_at is None

    def test_refuses_visitors_and_other_peoples_accounts(self) -> None:
        printed = capture()
        other = make_account_of(AGENT, is_attached=True)

        with pytest.raises(errors.SignInRequired):
            redeem_registration_code(
                registration_code=printed.code, document=DOCUMENT, actor=visitor(), now=NOW
            )
        with pytest.raises(errors.AccountIsAnotherPerson):
            redeem_registration_code(
                registration_code=printed.code,
                document=DOCUMENT,
                actor=make_actor(other),
                now=NOW,
            )
        assert RegistrationCode.objects.get().consumed_at is None
        assert not Evidence.objects.exists()


class TestUse:
    def test_is_for_one_of_two_who_got_through_the_first_check(self) -> None:
        printed = capture()
        row = try_registration_code(document=DOCUMENT, typed=printed.code, actor=visitor(), now=NOW)
        assert row is not None
        first, second = (AccountId(make_account().pk) for _ in range(2))
        use_registration_code(
            row=row, document=DOCUMENT, account_id=first, actor=visitor(), now=NOW
        )

        with pytest.raises(errors.RegistrationCodeNotUsable):
            use_registration_code(
                row=row, document=DOCUMENT, account_id=second, actor=visitor(), now=NOW
            )
        assert Evidence.objects.get().account_id == first


class TestCapture:
    def test_refuses_without_permission_reason_or_for_oneself(self) -> None:
        clerk = actor_with(AccountPermission.CAPTURE_AT_COUNTER)
        own = make_account_of(UNPROOFED_CITIZEN, is_attached=True)
        actors: list[Actor] = [
            actor_with(AccountPermission.RESET_AT_COUNTER),
            dataclasses.replace(clerk, person_id=own.person_id),
        ]

        for actor in actors:
            with pytest.raises(errors.CaptureNotAllowed):
                capture_at_counter(
                    document=DOCUMENT,
                    explanation=EXPLANATION,
                    picture=picture(),
                    actor=actor,
                    now=NOW,
                )
        with pytest.raises(errors.ExplanationTooShort):
            capture_at_counter(
                document=DOCUMENT, explanation="对", picture=picture(), actor=clerk, now=NOW
            )
        assert not RegistrationCode.objects.exists()


class TestOldCodes:
    @pytest.mark.parametrize("is_closed", [True, False])
    def test_that_were_used_go_five_years_after_the_account_was_closed(
        self, *, is_closed: bool
    ) -> None:
        finish(capture().code)
        row = RegistrationCode.objects.get()
        assert row.used_by is not None
        CounterReset.objects.create(
            account=row.used_by,
            clerk_id=row.clerk_id,
            reason=ResetReason.FORGOTTEN,
            explanation=EXPLANATION,
            document_file_id=keep_file("tests", picture(), "image/jpeg", NOW, None),
            made_at=NOW,
        )
        files = [row.document_file_id, CounterReset.objects.get().document_file_id]
        if is_closed:
            Account.objects.filter(pk=row.used_by.pk).update(closed_at=NOW)
        end = NOW + ports.policy().papers_kept

        clean_up(now=end)
        assert all(vault.read_file(VaultFileId(file_id)) for file_id in files)
        clean_up(now=end + dt.timedelta(seconds=1))

        for table in (RegistrationCode, CounterReset):
            assert table.objects.exists() is not is_closed
        shredded = AuditRecord.objects.filter(event="accounts.paper.shredded")
        assert shredded.count() == (2 if is_closed else 0)
        for file_id in files if is_closed else ():
            with pytest.raises(FileNotKept):
                vault.read_file(VaultFileId(file_id))

    @pytest.mark.parametrize("is_used", [True, False])
    def test_go_with_their_pictures_unless_an_account_came_of_them(self, *, is_used: bool) -> None:
        printed = capture()
        if is_used:
            finish(printed.code)
        file_id = VaultFileId(RegistrationCode.objects.get().document_file_id)
        end = printed.expires_at + ports.policy().rejected_papers_kept

        clean_up(now=end)
        assert RegistrationCode.objects.exists()
        clean_up(now=end + dt.timedelta(seconds=1))

        assert RegistrationCode.objects.exists() is is_used
        if is_used:
            assert vault.read_file(file_id)
        else:
            with pytest.raises(FileNotKept):
                vault.read_file(file_id)


@pytest.mark.django_db(transaction=True)
class TestRace:
    def test_gives_the_clerks_word_to_one_of_ten_accounts(self) -> None:
        make_agreement()
        printed = capture()
        actors = [make_actor(make_account()) for _ in range(5)]

        outcomes = run_at_once(
            lambda number: redeem_registration_code(
                registration_code=printed.code,
                document=DOCUMENT,
                actor=actors[number % 5],
                now=NOW,
            ),
            10,
        )

        assert outcomes.count("in") == 1
        assert Evidence.objects.count() == 1
        assert Account.objects.filter(person__isnull=False).count() == 1


_minutes = iter(range(100))


def _next() -> int:
    return next(_minutes)
