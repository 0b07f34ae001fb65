"""A unit that another node told of and that is confirmed here later: what was confirmed wins."""

import dataclasses

import pytest

from shiming.accounts import operations as accounts
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.models import (
    Account,
    CertificateBinding,
    ContactChange,
    LicenceBinding,
    Passkey,
    Session,
    SocialBinding,
)
from shiming.accounts.types import AccountId, AccountKind, AccountState, ContactChangeReason
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor, system_actor
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.names import CompanyName
from shiming.legal_persons import operations as legal_persons
from shiming.legal_persons.actions.codes.issue_code import UnitAtCounter, issue_code
from shiming.legal_persons.actions.codes.issue_own_code import issue_own_code
from shiming.legal_persons.models import LegalPerson
from shiming.legal_persons.types import LegalPersonId, LegalPersonPermission, UnitEvidenceKind
from shiming.messages.models import OutboxMessage, Reminder
from shiming.messages.types import Receiver
from shiming.trust_sources.actions.nodes.confirm_settlement import confirm_settlement
from shiming.trust_sources.actions.nodes.settle_conflict import settle_conflict
from shiming.trust_sources.models.nodes import OutgoingEvent, UserConflict
from shiming.trust_sources.types.nodes import ConflictId, Decision, NodePermission
from tests.cast import LEGAL_REPRESENTATIVE, OPERATOR, PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    PASSWORD,
    make_account_of,
    make_actor,
    make_visit,
    start_session,
)
from tests.factories.legal_persons import make_office, make_proofed, picture
from tests.trust_sources.nodes.node_kit import (
    CODE_OF_BODY,
    NOW,
    Teller,
    change_mobile,
    make_peer,
    officer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
NAME = "南山样例有限公司"
WORKER = system_actor(device="tests")
STATED = PROOFED_CITIZEN


def tell_of_unit(**changed: str) -> Teller:
    """Have a node tell of a unit; whoever has the mobile gets in, and makes themselves at home."""
    teller = Teller(peer=make_peer())
    said = {"user": teller.user, "kind": "legal", "code": CODE_OF_BODY, "name": NAME}
    teller.tell("registered", said | {"mobile": STATED.mobile} | changed)
    return teller


def unit_id() -> LegalPersonId:
    return LegalPersonId(LegalPerson.objects.get().pk)


def account() -> Account:
    return Account.objects.get(kind=AccountKind.UNIT)


def settle_in() -> None:
    """Leave a way in behind of every kind that an account can have."""
    start_session(account(), now=NOW)
    Account.objects.filter(pk=account().pk).update(
        password="a hash", password_changed_at=NOW, user_name="thief", user_name_key="thief"
    )
    accounts.bind_subject(
        provider="wechat", subject="thief", account_id=AccountId(account().pk), now=NOW
    )
    CertificateBinding.objects.create(
        account=account(), body_code="91440300A000000200", holder="organisation", bound_at=NOW,
        valid_until=NOW, issuer="CN=x", serial="1", fingerprint="1",
    )  # fmt: skip
    Reminder.objects.create(
        kind=accounts.CERTIFICATE_EXPIRING,
        subject=f"certificate_binding:{CertificateBinding.objects.get().pk}",
        receiver=str(Receiver.account(account().pk)),
        context={},
        due_at=NOW,
        next_on=NOW.date(),
        created_at=NOW,
    )
    Passkey.objects.create(
        account=account(), credential_id="x", public_key=b"x", sign_count=0, transports=[],
        is_backup_eligible=False, is_backed_up=False, name="x", created_at=NOW,
    )  # fmt: skip


def confirm(how: str) -> None:
    match how:
        case "evidence":
            legal_persons.add_evidence(
                legal_person_id=unit_id(),
                kind=UnitEvidenceKind.REGISTER_MATCH,
                source="tests",
                actor=WORKER,
                now=NOW,
            )
        case "office":
            head = make_account_of(LEGAL_REPRESENTATIVE, is_attached=True)
            make_office(unit_id(), LEGAL_REPRESENTATIVE, head, now=NOW)
        case _:
            at_counter()


def at_counter() -> str:
    clerk = dataclasses.replace(
        make_actor(make_account_of(OPERATOR)),
        identity=ActingIdentity(permissions=frozenset({LegalPersonPermission.ISSUE_CODE})),
    )
    paper = UnitAtCounter(
        credit_code=CreditCode.parse(CODE_OF_BODY),
        name=CompanyName.parse(NAME),
        social_number="SB60010177",
        explanation="已核对营业执照原件和参保登记表。",
        paper=picture(),
    )
    return issue_code(unit=paper, clerk=clerk, now=NOW).code


def choose(code: str) -> None:
    choose_password(
        typed_code=code,
        password=PASSWORD,
        document=None,
        account_id=None,
        visit=make_visit(),
        now=NOW,
    )


def head_of_unit() -> Actor:
    head = make_proofed(LEGAL_REPRESENTATIVE, now=NOW)
    make_office(unit_id(), LEGAL_REPRESENTATIVE, head, now=NOW)
    return dataclasses.replace(
        make_actor(head),
        identity=ActingIdentity(
            kind=ActingKind.OFFICE,
            legal_person_id=unit_id(),
            permissions=frozenset({LegalPersonPermission.MANAGE_OFFICERS}),
        ),
    )


class TestConfirming:
    @pytest.mark.parametrize("how", ["evidence", "office", "counter"])
    def test_shuts_out_whoever_was_let_in_by_a_nodes_word(self, how: str) -> None:
        tell_of_unit(email="unit@example.com")
        settle_in()

        confirm(how)

        unit = account()
        assert (unit.mobile, unit.email, unit.mobile_index) == (None, None, None)
        assert (unit.state, unit.password, unit.user_name_key) == (AccountState.PENDING, "", None)
        assert not Session.objects.filter(account=unit, ended_at__isnull=True).exists()
        for ways_in in (SocialBinding, CertificateBinding, Passkey):
            assert not ways_in.objects.filter(account=unit).exists()
        assert not Reminder.objects.filter(closed_at__isnull=True).exists()
        reasons = set(ContactChange.objects.filter(account=unit).values_list("reason", flat=True))
        assert reasons == {ContactChangeReason.NOT_PROVEN}
        assert LegalPerson.objects.get().account_id == unit.pk

    def test_tells_every_contact_and_who_heads_the_unit_but_no_node(self) -> None:
        tell_of_unit(email="unit@example.com")

        confirm("office")

        written = [
            (one.channel, one.recipient)
            for one in OutboxMessage.objects.filter(template="accounts/unit_account_reopened")
        ]
        assert sorted(written) == [
            ("email", "unit@example.com"),
            ("sms", STATED.mobile_number.value),
        ]
        heads = OutboxMessage.objects.filter(template="legal_persons/told_account_closed")
        assert {one.recipient for one in heads} <= {LEGAL_REPRESENTATIVE.mobile_number.value}
        # Over there it may be right: the node that said it is not told to take it off.
        assert not OutgoingEvent.objects.exists()
        events = AuditRecord.objects.filter(event="legal_persons.account.told_closed")
        assert events.get().subject == f"legal_person:{unit_id()}"

    def test_lets_the_head_open_the_account_again_and_takes_nothing_a_second_time(self) -> None:
        tell_of_unit()
        head = head_of_unit()
        confirm("evidence")

        choose(issue_own_code(actor=head, now=NOW).code)
        confirm("evidence")

        assert account().state == AccountState.ACTIVE
        assert account().password

    def test_lets_a_counter_open_it_again(self) -> None:
        tell_of_unit()

        choose(at_counter())

        assert account().state == AccountState.ACTIVE

    def test_leaves_an_account_that_the_units_own_licence_was_shown_for(self) -> None:
        tell_of_unit()
        LicenceBinding.objects.create(account=account(), body_code=CODE_OF_BODY, bound_at=NOW)

        confirm("evidence")

        assert account().mobile == STATED.mobile_number.value
        assert LicenceBinding.objects.exists()

    @pytest.mark.parametrize("state", [AccountState.FROZEN, AccountState.CLOSED])
    def test_opens_none_that_was_stopped(self, state: AccountState) -> None:
        tell_of_unit()
        Account.objects.filter(kind=AccountKind.UNIT).update(state=state)

        confirm("evidence")

        assert (account().state, account().mobile) == (state, None)

    def test_takes_nothing_from_a_unit_that_no_node_told_of(self) -> None:
        choose(at_counter())
        tell_of_unit()

        confirm("evidence")

        assert account().password


class TestConfirmed:
    """What a node says of a unit that is confirmed here is for officers, two of them."""

    @pytest.fixture
    def teller(self) -> Teller:
        teller = tell_of_unit()
        choose(at_counter())
        return teller

    def settle(self, decision: Decision) -> None:
        conflict_id = ConflictId(UserConflict.objects.get().pk)
        settle_conflict(
            conflict_id=conflict_id,
            decision=decision,
            reason="核对了营业执照",
            officer=officer(NodePermission.SETTLE),
            now=NOW,
        )
        if decision is Decision.TAKE_THEIRS:
            assert account().mobile is None
            confirm_settlement(
                conflict_id=conflict_id,
                agrees=True,
                officer=officer(NodePermission.SETTLE),
                now=NOW,
            )

    @pytest.mark.parametrize("was", [STATED.mobile_number.value, None])
    @pytest.mark.parametrize("decision", [Decision.KEEP_OURS, Decision.TAKE_THEIRS])
    def test_gets_no_contact_by_its_word_alone(
        self, teller: Teller, was: str | None, decision: Decision
    ) -> None:
        becomes = UNPROOFED_CITIZEN.mobile_number.value

        answer = teller.tell("contact_changed", {"contact": "mobile", "was": was, "now": becomes})

        assert (answer["result"], account().mobile) == ("conflict", None)
        assert UserConflict.objects.get().kind == "unit_confirmed"
        self.settle(decision)
        assert account().mobile == (becomes if decision is Decision.TAKE_THEIRS else None)
        # Keeping ours says nothing of who reaches the unit over there.
        assert OutgoingEvent.objects.exists() == (decision is Decision.TAKE_THEIRS)

    def test_is_not_closed_by_its_word_alone(self, teller: Teller) -> None:
        answer = teller.tell("closed", {})

        assert (answer["result"], account().state) == ("conflict", AccountState.ACTIVE)
        self.settle(Decision.KEEP_OURS)
        assert account().state == AccountState.ACTIVE


def test_a_units_account_never_becomes_a_persons() -> None:
    teller = tell_of_unit()

    answer = teller.tell(
        "identified",
        {
            "document_type": "resident_id_card",
            "number": PROOFED_CITIZEN.number,
            "name": PROOFED_CITIZEN.name,
        },
    )

    assert (answer["result"], answer["code"]) == ("refused", "trust_sources.user.malformed")
    assert account().person_id is None


def test_who_was_never_confirmed_is_told_of_as_ever() -> None:
    teller = tell_of_unit()

    answer = teller.tell("contact_changed", change_mobile(STATED, UNPROOFED_CITIZEN))

    assert answer["result"] == "applied"
    assert account().mobile == UNPROOFED_CITIZEN.mobile_number.value
