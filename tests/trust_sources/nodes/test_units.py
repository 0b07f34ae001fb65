"""Legal users of nodes are legal persons here (S33-24)."""

import pytest

from shiming.accounts.models import Account
from shiming.accounts.types import AccountKind
from shiming.kernel.actor import system_actor
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.names import CompanyName
from shiming.legal_persons import operations as legal_persons
from shiming.legal_persons.models import LegalPerson
from shiming.legal_persons.types import (
    LegalPersonId,
    LegalPersonKind,
    RecordSource,
    UnitEvidenceKind,
    UnitRecord,
)
from shiming.trust_sources.actions.nodes.confirm_settlement import confirm_settlement
from shiming.trust_sources.actions.nodes.settle_conflict import settle_conflict
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import NodeUser, OutgoingEvent, UserConflict
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import ConflictId, Decision, NodePermission, NodeRole
from tests.cast import LEGAL_REPRESENTATIVE, PROOFED_CITIZEN
from tests.factories.accounts import make_account, make_account_of
from tests.factories.legal_persons import make_office
from tests.trust_sources.nodes.node_kit import (
    CODE_OF_BODY,
    NOW,
    Teller,
    make_peer,
    officer,
)
from tests.trust_sources.nodes.test_outgoing import change_mobile
from tests.trust_sources.nodes.test_stock import file_of, take

pytestmark = pytest.mark.django_db
NAME, OTHER = "南山样例有限公司", "北山样例有限公司"
WORKER = system_actor(device="tests")


def told(teller: Teller, name: str = NAME) -> dict[str, object]:
    return {"user": teller.user, "kind": "legal", "code": CODE_OF_BODY, "name": name}


def on_record(name: str = NAME, *, source: RecordSource = RecordSource.DECLARED) -> LegalPerson:
    unit_id = legal_persons.add_legal_person(
        record=UnitRecord(
            name=CompanyName.parse(name),
            source=source,
            kind=LegalPersonKind.AGENCY,
            credit_code=CreditCode.parse(CODE_OF_BODY),
        ),
        actor=WORKER,
        now=NOW,
    )
    return LegalPerson.objects.get(pk=unit_id)


def settle(decision: Decision) -> None:
    """Have one officer decide; what gives something away, a second one has to agree to."""
    conflict_id = ConflictId(UserConflict.objects.get().pk)
    settle_conflict(
        conflict_id=conflict_id,
        decision=decision,
        reason="核对了营业执照",
        officer=officer(NodePermission.SETTLE),
        now=NOW,
    )
    assert LegalPerson.objects.get().account_id is None
    if decision is Decision.TAKE_THEIRS:
        confirm_settlement(
            conflict_id=conflict_id, agrees=True, officer=officer(NodePermission.SETTLE), now=NOW
        )


@pytest.mark.usefixtures("province")
class TestTold:
    def test_puts_a_unit_on_record_with_its_account_and_proves_nothing_of_it(self) -> None:
        teller = Teller(peer=make_peer())

        teller.tell("registered", told(teller))

        unit = LegalPerson.objects.get()
        assert (unit.credit_code, unit.name, unit.source) == (CODE_OF_BODY, NAME, "declared")
        assert unit.account_id == Account.objects.get(kind=AccountKind.UNIT).pk

    def test_does_the_same_for_a_file_and_a_second_node_changes_nothing(self) -> None:
        stock = told(Teller(peer=make_peer("sz")))
        take(make_peer(), file_of(stock))
        teller = Teller(peer=make_peer("zs"))

        answer = teller.tell("registered", told(teller, "南山样例有限公司 "))

        assert answer["result"] == "applied"
        assert LegalPerson.objects.count() == Account.objects.count() == 1

    @pytest.mark.parametrize("has_account", [True, False])
    def test_joins_a_unit_that_is_here(self, *, has_account: bool) -> None:
        unit = on_record()
        if has_account:
            unit.account_id = legal_persons.ensure_account(
                legal_person_id=LegalPersonId(unit.pk), actor=WORKER, now=NOW
            )
        teller = Teller(peer=make_peer())

        teller.tell("registered", told(teller))

        account = Account.objects.get()
        assert account.kind == AccountKind.AGENCY
        assert LegalPerson.objects.get().account_id == account.pk
        assert not has_account or account.pk == unit.account_id
        assert NodeUser.objects.get().account_id == account.pk

    @pytest.mark.parametrize("vouched", ["evidence", "office"])
    @pytest.mark.parametrize("decision", [Decision.KEEP_OURS, Decision.TAKE_THEIRS])
    def test_joins_nobody_to_a_unit_that_is_confirmed_here_without_two_officers(
        self, vouched: str, decision: Decision
    ) -> None:
        unit = on_record()
        if vouched == "evidence":
            legal_persons.add_evidence(
                legal_person_id=LegalPersonId(unit.pk),
                kind=UnitEvidenceKind.COUNTER,
                source="tests",
                actor=WORKER,
                now=NOW,
            )
        else:
            head = make_account_of(LEGAL_REPRESENTATIVE, is_attached=True)
            make_office(LegalPersonId(unit.pk), LEGAL_REPRESENTATIVE, head, now=NOW)
        teller = Teller(peer=make_peer())

        answer = teller.tell("registered", told(teller) | {"mobile": PROOFED_CITIZEN.mobile})

        assert answer["result"] == "conflict"
        assert LegalPerson.objects.get().account_id is None
        assert not Account.objects.filter(kind=AccountKind.AGENCY).exists()
        (facts,) = queries.list_conflicts(viewer=officer(NodePermission.SETTLE))
        assert (facts.kind, facts.ours.name, facts.theirs.name) == ("unit_confirmed", NAME, NAME)

        settle(decision)

        is_joined = LegalPerson.objects.get().account_id is not None
        assert is_joined == (decision is Decision.TAKE_THEIRS)

    def test_asks_people_about_another_name_and_shows_both(self) -> None:
        on_record()
        teller = Teller(peer=make_peer())

        answer = teller.tell("registered", told(teller, OTHER))

        assert answer["result"] == "conflict"
        assert not Account.objects.exists()
        (facts,) = queries.list_conflicts(viewer=officer(NodePermission.SETTLE))
        assert (facts.kind, facts.ours.name, facts.theirs.name) == ("name_differs", NAME, OTHER)

    def test_renames_a_unit_that_two_officers_agree_about(self) -> None:
        on_record()
        teller = Teller(peer=make_peer())
        teller.tell("registered", told(teller, OTHER))

        settle(Decision.TAKE_THEIRS)

        unit = LegalPerson.objects.get()
        assert (unit.name, unit.name_key) == (OTHER, OTHER)
        assert unit.account_id == Account.objects.get().pk

    @pytest.mark.parametrize("source", [RecordSource.REGISTER, RecordSource.CORE])
    def test_never_renames_whom_a_register_names(self, source: RecordSource) -> None:
        on_record(source=source)
        teller = Teller(peer=make_peer())
        teller.tell("registered", told(teller, OTHER))

        with pytest.raises(errors.ConflictMovedOn):
            settle(Decision.TAKE_THEIRS)

        assert LegalPerson.objects.get().name == NAME
        assert not Account.objects.exists()

    def test_takes_in_a_unit_without_a_name_and_puts_it_on_record_when_somebody_says_it(
        self,
    ) -> None:
        first, second = Teller(peer=make_peer("gz")), Teller(peer=make_peer("sz"))

        first.tell("registered", told(first, ""))
        assert not LegalPerson.objects.exists()
        second.tell("registered", told(second))

        assert LegalPerson.objects.get().account_id == Account.objects.get().pk


@pytest.mark.usefixtures("city")
class TestTelling:
    def test_tells_of_a_unit_under_its_code_as_soon_as_it_has_an_account(self) -> None:
        make_peer("gd", role=NodeRole.PROVINCE)
        unit = on_record()

        legal_persons.ensure_account(legal_person_id=LegalPersonId(unit.pk), actor=WORKER, now=NOW)

        event = OutgoingEvent.objects.get()
        assert event.kind == "registered"
        told = {key: event.facts[key] for key in ("kind", "code", "name")}
        assert told == {"kind": "legal", "code": CODE_OF_BODY, "name": NAME}

    def test_tells_once_and_then_what_changes(self) -> None:
        make_peer("gd", role=NodeRole.PROVINCE)
        unit = on_record()
        for _ in range(2):
            legal_persons.ensure_account(
                legal_person_id=LegalPersonId(unit.pk), actor=WORKER, now=NOW
            )

        change_mobile(Account.objects.get(), PROOFED_CITIZEN)

        assert list(OutgoingEvent.objects.order_by("sequence").values_list("kind", flat=True)) == [
            "registered",
            "contact_changed",
        ]

    def test_tells_of_no_account_whose_unit_nobody_knows(self) -> None:
        make_peer("gd", role=NodeRole.PROVINCE)

        change_mobile(make_account(kind=AccountKind.UNIT), PROOFED_CITIZEN)

        assert not OutgoingEvent.objects.exists()
