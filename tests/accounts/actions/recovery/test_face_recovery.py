import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.hashers import check_password

from shiming.accounts import errors, operations, ports
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.actions.recovery.prove_recovery_face import prove_recovery_face
from shiming.accounts.actions.recovery.start_face_recovery import start_face_recovery
from shiming.accounts.actions.sign_in.sign_in_with_face import sign_in_with_face
from shiming.accounts.models import (
    Account,
    ActivationCode,
    OutsideProofRow,
    Session,
    TrustedDevice,
)
from shiming.accounts.operations import activation
from shiming.accounts.operations.credentials import trust_device
from shiming.accounts.queries.activation import find_pending_activation
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    CounterScope,
    FaceState,
    GivenDocument,
    IssuedActivation,
    Limit,
    OutsideProofId,
    SecondFactorPending,
    Visit,
    limits_of,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import system_actor
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.kernel.levels import Level
from shiming.messages.models import OutboxMessage
from tests.accounts.actions.recovery.conftest import MAIL, NEW, give_email, number_of, told
from tests.accounts.conftest import FakeLevelSource
from tests.accounts.face_fakes import FakeFaceCheck
from tests.cast import AGENT, PROOFED_CITIZEN, UNPROOFED_CITIZEN, Member
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    attach,
    make_account,
    make_account_of,
    make_visit,
    person_of,
    start_session,
)
from tests.factories.credentials import make_authenticator

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(minutes=1)
PROOFED = (Level.INTERMEDIATE, None)
EXCLUDED = {
    DocumentType.TEMPORARY_RESIDENT_ID_CARD: PROOFED_CITIZEN.number,
    DocumentType.HK_MACAU_PERMIT: "H12345678",
    DocumentType.TAIWAN_PERMIT: "12345678",
    DocumentType.PASSPORT: "E12345678",
    DocumentType.PERMANENT_RESIDENCE_CARD: "ABC110190010115",
}


@pytest.fixture(autouse=True)
def face(level_source: FakeLevelSource) -> Iterator[FakeFaceCheck]:
    level_source.answer = PROOFED
    with ports.face_check.replaced(face := FakeFaceCheck()):
        yield face


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)


@pytest.fixture
def visit() -> Visit:
    return make_visit()


def start(visit: Visit, *, member: Member = PROOFED_CITIZEN) -> OutsideProofId:
    document = GivenDocument(number=member.document_number, name=member.person_name)
    return start_face_recovery(document=document, visit=visit, now=NOW)


def prove(proof_id: OutsideProofId, visit: Visit) -> IssuedActivation:
    return prove_recovery_face(proof_id=proof_id, visit=visit, now=LATER)


def choose(
    issued: IssuedActivation, visit: Visit, *, account_id: AccountId | None = None
) -> AccountId:
    return choose_password(
        typed_code=issued.code,
        password=NEW,
        document=None,
        account_id=account_id,
        visit=visit,
        now=LATER,
    )


def has_new_password(account: Account) -> bool:
    account.refresh_from_db()
    return check_password(NEW, account.password)


def accounts_open_to(issued: IssuedActivation, visit: Visit) -> list[AccountId]:
    pending = find_pending_activation(typed_code=issued.code, visitor_token=visit.token, now=LATER)
    assert pending is not None
    return [account.id for account in pending.accounts]


class TestFaceRecovery:
    def test_leads_to_a_new_password_ends_every_session_and_tells_every_contact(
        self, face: FakeFaceCheck, account: Account, visit: Visit
    ) -> None:
        give_email(account)
        start_session(account)
        start_session(account)

        choose(prove(start(visit), visit), visit)

        assert face.prepared == [person_of(account)]
        assert has_new_password(account)
        assert not Session.objects.filter(ended_at__isnull=True).exists()
        assert told("password_chosen") == {number_of(PROOFED_CITIZEN.mobile), MAIL}
        proven = AuditRecord.objects.get(event=AccountEvent.RECOVERY_FACE_PROVEN)
        assert proven.subject == f"account:{account.pk}"

    def test_offers_every_account_that_the_person_was_proofed_in_and_no_other(
        self, account: Account, visit: Visit, level_source: FakeLevelSource
    ) -> None:
        second, strangers, staff, frozen = (
            make_account(user_name=name, kind=kind, state=state)
            for name, kind, state in (
                ("second", AccountKind.NATURAL_PERSON, AccountState.ACTIVE),
                ("strangers", AccountKind.NATURAL_PERSON, AccountState.ACTIVE),
                ("staff", AccountKind.STAFF, AccountState.ACTIVE),
                ("frozen", AccountKind.NATURAL_PERSON, AccountState.FROZEN),
            )
        )
        for each in (second, strangers, staff, frozen):
            attach(each, PROOFED_CITIZEN)
        # Somebody who typed this person's number, and whose face was never compared.
        level_source.answers[AccountId(strangers.pk)] = (Level.PRIMARY, None)

        issued = prove(start(visit), visit)

        assert accounts_open_to(issued, visit) == [account.pk, second.pk]
        for other in (strangers, staff, frozen):
            with pytest.raises(errors.ActivationNotUsable):
                choose(issued, visit, account_id=AccountId(other.pk))
        choose(issued, visit, account_id=AccountId(second.pk))
        assert (has_new_password(second), has_new_password(account)) == (True, False)
        with pytest.raises(errors.ActivationNotUsable):
            choose(issued, visit, account_id=AccountId(account.pk))

    def test_leaves_the_second_step_standing_even_in_a_trusted_browser(
        self, account: Account, visit: Visit, change_policy: Callable[..., None]
    ) -> None:
        change_policy(trusted_device_lifetime=dt.timedelta(days=30))
        make_authenticator(account)
        trust_device(
            AccountId(account.pk), visit=visit, actor=system_actor(device="tests"), now=NOW
        )

        choose(prove(start(visit), visit), visit)

        account.refresh_from_db()
        outcome = operations.complete_sign_in(
            account=account, methods=["pwd"], visit=visit, replaces=None, now=LATER
        )
        assert isinstance(outcome, SecondFactorPending)
        assert not TrustedDevice.objects.exists()


class TestRefusals:
    @pytest.mark.parametrize("document_type", EXCLUDED)
    def test_name_the_documents_that_no_face_belongs_to(
        self, face: FakeFaceCheck, visit: Visit, document_type: DocumentType
    ) -> None:
        number = parse_document_number(document_type, EXCLUDED[document_type])

        with pytest.raises(errors.FaceRecoveryExcluded):
            start_face_recovery(
                document=GivenDocument(number=number, name=PROOFED_CITIZEN.person_name),
                visit=visit,
                now=NOW,
            )
        assert (face.prepared, OutsideProofRow.objects.count()) == ([], 0)

    def test_meet_the_unknown_and_a_wrong_name_after_the_same_check(
        self, face: FakeFaceCheck, account: Account, visit: Visit
    ) -> None:
        misnamed = dataclasses.replace(PROOFED_CITIZEN, name=UNPROOFED_CITIZEN.name)

        for member in (UNPROOFED_CITIZEN, misnamed):
            proof_id = start(visit, member=member)
            with pytest.raises(errors.FaceNotRecognised):
                prove(proof_id, visit)
        assert face.prepared == [None, None]
        assert not ActivationCode.objects.exists()

    @pytest.mark.parametrize(
        ("state", "refusal"),
        [
            (FaceState.NOT_RECOGNISED, errors.FaceNotRecognised),
            (FaceState.UNCONVINCING, errors.FaceUnconvincing),
            (FaceState.UNAVAILABLE, errors.FaceUnavailable),
            (FaceState.EXPIRED, errors.FaceCheckNotUsable),
        ],
    )
    def test_meet_another_face_and_use_the_check_up(
        self,
        face: FakeFaceCheck,
        account: Account,
        visit: Visit,
        state: FaceState,
        refusal: type[Exception],
    ) -> None:
        proof_id = start(visit)
        face.state = state

        with pytest.raises(refusal):
            prove(proof_id, visit)
        face.state = FaceState.RECOGNISED
        with pytest.raises(errors.OutsideNotUsable):
            prove(proof_id, visit)
        assert not ActivationCode.objects.exists()
        assert not OutboxMessage.objects.exists()

    def test_meet_a_face_whose_owner_was_proofed_in_no_account(
        self, account: Account, visit: Visit, level_source: FakeLevelSource
    ) -> None:
        level_source.answer = (Level.PRIMARY, None)

        with pytest.raises(errors.FaceNotRecognised):
            prove(start(visit), visit)
        assert not ActivationCode.objects.exists()

    def test_name_a_frozen_account_only_to_its_owner(
        self, face: FakeFaceCheck, account: Account, visit: Visit
    ) -> None:
        Account.objects.update(state=AccountState.FROZEN)

        with pytest.raises(errors.AccountFrozen):
            prove(start(visit), visit)
        proof_id = start(visit)
        face.state = FaceState.NOT_RECOGNISED
        with pytest.raises(errors.FaceNotRecognised):
            prove(proof_id, visit)
        assert not ActivationCode.objects.exists()

    def test_meet_a_replay_and_another_visitor(self, account: Account, visit: Visit) -> None:
        proof_id = start(visit)

        with pytest.raises(errors.OutsideNotUsable):
            prove(proof_id, make_visit())
        issued = prove(proof_id, visit)
        with pytest.raises(errors.OutsideNotUsable):
            prove(proof_id, visit)
        with pytest.raises(errors.ActivationNotUsable):
            choose(issued, make_visit())
        choose(issued, visit)
        with pytest.raises(errors.ActivationNotUsable):
            choose(issued, visit)

    def test_keep_a_check_of_one_aim_from_another(self, account: Account, visit: Visit) -> None:
        to_recover = start(visit)
        OutsideProofRow.objects.filter(pk=to_recover).update(aim="sign_in")
        with pytest.raises(errors.OutsideNotUsable):
            prove(to_recover, visit)
        OutsideProofRow.objects.filter(pk=to_recover).update(aim="recover")
        with pytest.raises(errors.OutsideNotUsable):
            sign_in_with_face(proof_id=to_recover, visit=visit, replaces=None, now=LATER)
        assert not Session.objects.exists()

    def test_meet_a_code_after_the_owner_changed_any_of_the_accounts(
        self, account: Account, visit: Visit
    ) -> None:
        second = make_account(user_name="second")
        attach(second, PROOFED_CITIZEN)
        issued = prove(start(visit), visit)

        activation.void_recovery(account_id=AccountId(second.pk), now=LATER)

        with pytest.raises(errors.ActivationNotUsable):
            choose(issued, visit)


class TestTries:
    def test_are_limited_a_day_for_a_number_known_or_not(
        self, face: FakeFaceCheck, account: Account, change_policy: Callable[..., None]
    ) -> None:
        change_policy(limits=limits_of(tries=2))

        for member in (PROOFED_CITIZEN, AGENT):
            for _ in range(2):
                start(make_visit(), member=member)
            with pytest.raises(errors.RecoveryLocked) as refusal:
                start(make_visit(), member=member)
            assert refusal.value.context["minutes"] == 14 * 60
        assert len(face.prepared) == 4

    def test_are_limited_for_an_address(self, change_policy: Callable[..., None]) -> None:
        change_policy(limits={**limits_of(), CounterScope.FACE_RECOVERY_ADDRESS: Limit(count=1)})
        start(make_visit())

        with pytest.raises(errors.RecoveryLocked):
            start(make_visit(), member=UNPROOFED_CITIZEN)

    def test_come_back_when_a_machine_wasted_them(
        self, face: FakeFaceCheck, account: Account, change_policy: Callable[..., None]
    ) -> None:
        change_policy(limits=limits_of(tries=1))
        visit = make_visit()
        proof_id = start(visit)
        face.state = FaceState.UNAVAILABLE

        with pytest.raises(errors.FaceUnavailable):
            prove(proof_id, visit)
        start(visit)
