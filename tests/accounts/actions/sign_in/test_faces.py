import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from shiming.accounts import errors, ports
from shiming.accounts.actions.sign_in.confirm_with_face import confirm_with_face
from shiming.accounts.actions.sign_in.sign_in_with_face import sign_in_with_face
from shiming.accounts.actions.sign_in.start_face_confirmation import start_face_confirmation
from shiming.accounts.actions.sign_in.start_face_sign_in import start_face_sign_in
from shiming.accounts.models import Account, OutsideProofRow, Session
from shiming.accounts.types import (
    AccountState,
    CounterScope,
    FaceState,
    Limit,
    OutsideProofId,
    StartedSession,
    Visit,
    limits_of,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from tests.accounts.face_fakes import FakeFaceCheck
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN, Member
from tests.factories.accounts import NOW, make_account_of, make_actor, make_visit, person_of

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(minutes=1)
NUMBERS = {
    DocumentType.TEMPORARY_RESIDENT_ID_CARD: PROOFED_CITIZEN.number,
    DocumentType.HK_MACAU_PERMIT: "H12345678",
    DocumentType.TAIWAN_PERMIT: "12345678",
    DocumentType.PASSPORT: "E12345678",
    DocumentType.PERMANENT_RESIDENCE_CARD: "ABC110190010115",
}


@pytest.fixture
def face() -> Iterator[FakeFaceCheck]:
    with ports.face_check.replaced(face := FakeFaceCheck()):
        yield face


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, is_attached=True)


@pytest.fixture
def visit() -> Visit:
    return make_visit()


def start(
    visit: Visit, *, member: Member = PROOFED_CITIZEN, name: Member | None = PROOFED_CITIZEN
) -> OutsideProofId:
    return start_face_sign_in(
        number=member.document_number,
        name=None if name is None else name.person_name,
        visit=visit,
        now=NOW,
    )


def finish(proof_id: OutsideProofId, visit: Visit) -> StartedSession:
    outcome = sign_in_with_face(proof_id=proof_id, visit=visit, replaces=None, now=LATER)
    assert isinstance(outcome, StartedSession)
    return outcome


class TestSignInWithFace:
    @pytest.mark.parametrize("name", [PROOFED_CITIZEN, None])
    def test_signs_in_whose_number_and_face_belong_together(
        self, face: FakeFaceCheck, account: Account, visit: Visit, name: Member | None
    ) -> None:
        started = finish(start(visit, name=name), visit)

        session = Session.objects.get(public_id=started.session_id)
        assert (session.account_id, session.methods) == (account.pk, ["face"])
        assert face.prepared == [person_of(account)]

    def test_films_nobody_for_a_name_that_does_not_belong_to_the_number(
        self, face: FakeFaceCheck, account: Account, visit: Visit
    ) -> None:
        proof_id = start(visit, name=UNPROOFED_CITIZEN)

        with pytest.raises(errors.FaceNotRecognised):
            finish(proof_id, visit)
        assert (face.prepared, Session.objects.count()) == ([None], 0)

    def test_goes_the_same_way_for_who_is_unknown(self, face: FakeFaceCheck, visit: Visit) -> None:
        with pytest.raises(errors.FaceNotRecognised):
            finish(start(visit), visit)
        assert face.prepared == [None]

    def test_knows_no_person_without_an_account(
        self, face: FakeFaceCheck, account: Account, visit: Visit
    ) -> None:
        Account.objects.update(state=AccountState.CLOSED)

        with pytest.raises(errors.FaceNotRecognised):
            finish(start(visit), visit)
        assert face.prepared == [None]

    @pytest.mark.parametrize("document_type", NUMBERS)
    def test_is_for_the_resident_identity_card_alone(
        self, face: FakeFaceCheck, visit: Visit, document_type: DocumentType
    ) -> None:
        number = parse_document_number(document_type, NUMBERS[document_type])

        with pytest.raises(errors.FaceDocumentExcluded):
            start_face_sign_in(number=number, name=None, visit=visit, now=NOW)
        assert (face.prepared, OutsideProofRow.objects.count()) == ([], 0)

    @pytest.mark.parametrize(
        ("state", "refusal"),
        [
            (FaceState.NOT_RECOGNISED, errors.FaceNotRecognised),
            (FaceState.UNCONVINCING, errors.FaceUnconvincing),
            (FaceState.UNAVAILABLE, errors.FaceUnavailable),
            (FaceState.EXPIRED, errors.FaceCheckNotUsable),
        ],
    )
    def test_refuses_every_other_outcome_and_is_used_up(
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
            finish(proof_id, visit)
        face.state = FaceState.RECOGNISED
        with pytest.raises(errors.OutsideNotUsable):
            finish(proof_id, visit)
        assert Session.objects.count() == 0

    def test_waits_while_it_is_judged(
        self, face: FakeFaceCheck, account: Account, visit: Visit
    ) -> None:
        proof_id = start(visit)
        face.state = FaceState.JUDGING

        with pytest.raises(errors.FaceCheckNotUsable):
            finish(proof_id, visit)
        face.state = FaceState.RECOGNISED
        finish(proof_id, visit)
        assert Session.objects.count() == 1

    def test_is_good_for_this_browser_and_once(
        self, face: FakeFaceCheck, account: Account, visit: Visit
    ) -> None:
        proof_id = start(visit)

        with pytest.raises(errors.OutsideNotUsable):
            finish(proof_id, make_visit())
        finish(proof_id, visit)
        with pytest.raises(errors.OutsideNotUsable):
            finish(proof_id, visit)
        assert Session.objects.count() == 1

    def test_lets_nobody_into_a_frozen_account(
        self, face: FakeFaceCheck, account: Account, visit: Visit
    ) -> None:
        Account.objects.update(state=AccountState.FROZEN)
        proof_id = start(visit)

        with pytest.raises(errors.AccountFrozen):
            finish(proof_id, visit)
        assert Session.objects.count() == 0

    def test_logs_a_face_that_was_not_recognised(
        self, face: FakeFaceCheck, account: Account, visit: Visit
    ) -> None:
        proof_id = start(visit)
        face.state = FaceState.NOT_RECOGNISED

        with pytest.raises(errors.FaceNotRecognised):
            finish(proof_id, visit)
        last = AuditRecord.objects.order_by("pk").last()
        assert last is not None
        assert last.event == "accounts.abuse.face_not_recognised"


class TestTries:
    def test_are_limited_a_day_for_a_number_known_or_not(
        self, face: FakeFaceCheck, account: Account, change_policy: Callable[..., None]
    ) -> None:
        change_policy(limits=limits_of(tries=2))
        face.state = FaceState.NOT_RECOGNISED

        for member in (PROOFED_CITIZEN, UNPROOFED_CITIZEN):
            for _ in range(2):
                start(make_visit(), member=member)
            with pytest.raises(errors.SignInLocked):
                start(make_visit(), member=member)
        assert len(face.prepared) == 4

    def test_are_limited_for_an_address(
        self, face: FakeFaceCheck, change_policy: Callable[..., None]
    ) -> None:
        change_policy(limits={**limits_of(), CounterScope.FACE_ADDRESS: Limit(count=1)})
        start(make_visit())

        with pytest.raises(errors.SignInLocked):
            start(make_visit(), member=UNPROOFED_CITIZEN)

    @pytest.mark.parametrize(
        ("state", "refusal"),
        [
            (FaceState.UNAVAILABLE, errors.FaceUnavailable),
            (FaceState.UNCONVINCING, errors.FaceUnconvincing),
        ],
    )
    def test_come_back_only_when_a_machine_wasted_them(
        self,
        face: FakeFaceCheck,
        account: Account,
        change_policy: Callable[..., None],
        state: FaceState,
        refusal: type[Exception],
    ) -> None:
        change_policy(limits=limits_of(tries=1))
        visit = make_visit()
        proof_id = start(visit)
        face.state = state

        with pytest.raises(refusal):
            finish(proof_id, visit)

        if state is FaceState.UNAVAILABLE:
            start(visit)
            assert OutsideProofRow.objects.count() == 2
        else:
            with pytest.raises(errors.SignInLocked):
                start(visit)


class TestConfirmWithFace:
    def test_notes_the_face_in_the_session(
        self, face: FakeFaceCheck, account: Account, visit: Visit
    ) -> None:
        actor = make_actor(account)
        proof_id = start_face_confirmation(actor=actor, visit=visit, now=NOW)

        confirm_with_face(proof_id=proof_id, actor=actor, visit=visit, now=LATER)

        session = Session.objects.get(public_id=str(actor.session_id))
        assert (session.methods, session.factors["face"]) == (["face", "pwd"], LATER.isoformat())

    def test_is_not_used_up_by_who_tries_to_sign_in_with_the_number(
        self, face: FakeFaceCheck, account: Account
    ) -> None:
        for _ in range(5):
            start(make_visit())
        with pytest.raises(errors.SignInLocked):
            start(make_visit())
        actor, visit = make_actor(account), make_visit()
        confirm = partial(start_face_confirmation, actor=actor, visit=visit, now=NOW)

        for _ in range(5):
            confirm()
        with pytest.raises(errors.SignInLocked):
            confirm()

    def test_is_no_sign_in_and_a_sign_in_is_none(
        self, face: FakeFaceCheck, account: Account, visit: Visit
    ) -> None:
        actor = make_actor(account)
        to_confirm = start_face_confirmation(actor=actor, visit=visit, now=NOW)
        to_sign_in = start(visit)

        with pytest.raises(errors.OutsideNotUsable):
            finish(to_confirm, visit)
        with pytest.raises(errors.OutsideNotUsable):
            confirm_with_face(proof_id=to_sign_in, actor=actor, visit=visit, now=LATER)

    def test_confirms_its_own_session_alone(
        self, face: FakeFaceCheck, account: Account, visit: Visit
    ) -> None:
        actor = make_actor(account)
        proof_id = start_face_confirmation(actor=actor, visit=visit, now=NOW)

        with pytest.raises(errors.OutsideNotUsable):
            confirm_with_face(proof_id=proof_id, actor=make_actor(account), visit=visit, now=LATER)

    def test_refuses_somebody_elses_face(
        self, face: FakeFaceCheck, account: Account, visit: Visit
    ) -> None:
        actor = make_actor(account)
        proof_id = start_face_confirmation(actor=actor, visit=visit, now=NOW)
        other = make_account_of(UNPROOFED_CITIZEN, is_attached=True)
        for check_id in face.open_checks:
            face.open_checks[check_id] = person_of(other)

        with pytest.raises(errors.FaceNotRecognised):
            confirm_with_face(proof_id=proof_id, actor=actor, visit=visit, now=LATER)
        assert Session.objects.get(public_id=str(actor.session_id)).methods == ["pwd"]

    def test_needs_a_person(self, face: FakeFaceCheck, visit: Visit) -> None:
        actor = make_actor(make_account_of(UNPROOFED_CITIZEN))

        with pytest.raises(errors.FaceNotRecognised):
            start_face_confirmation(actor=actor, visit=visit, now=NOW)
        with pytest.raises(errors.SignInRequired):
            start_face_confirmation(
                actor=dataclasses.replace(actor, session_id=None), visit=visit, now=NOW
            )
