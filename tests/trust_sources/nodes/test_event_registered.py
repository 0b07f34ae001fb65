"""A peer tells of somebody for the first time."""

import pytest

from shiming.accounts.models import Account
from shiming.accounts.types import AccountKind, AccountState
from shiming.trust_sources.models.nodes import NodeUser, OutgoingEvent, PeerUser, UserConflict
from tests.cast import AGENT, PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import make_account_of
from tests.trust_sources.nodes.node_kit import (
    CODE_OF_BODY,
    Teller,
    account_of,
    arrive,
    change_mobile,
    line_of,
    make_peer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


class TestRegistered:
    def test_makes_an_account_without_a_password_that_is_at_home_with_the_teller(self) -> None:
        teller = arrive()

        account = account_of(teller)
        assert (account.state, account.password) == (AccountState.ACTIVE, "")
        assert account.mobile == PROOFED_CITIZEN.mobile_number.value
        assert NodeUser.objects.get().home == "gz"
        # Nothing goes back to whom it came from.
        assert not OutgoingEvent.objects.exists()

    def test_joins_who_has_the_same_number_and_name_and_changes_nothing_of_theirs(self) -> None:
        known = make_account_of(PROOFED_CITIZEN, is_attached=True)
        teller = Teller(peer=make_peer())

        other = {"mobile": AGENT.mobile_number.value}
        answer = teller.tell("registered", line_of(PROOFED_CITIZEN, **other))

        assert answer["result"] == "applied"
        assert Account.objects.count() == 1
        known.refresh_from_db()
        assert known.mobile == PROOFED_CITIZEN.mobile_number.value

    def test_takes_in_who_is_not_proofed(self) -> None:
        teller = Teller(peer=make_peer())

        mobile = {"mobile": UNPROOFED_CITIZEN.mobile_number.value, "email": "kein@example.cn"}
        answer = teller.tell("registered", {"user": teller.user, "kind": "natural", **mobile})

        assert answer["result"] == "applied"
        account = Account.objects.get()
        assert (account.person_id, account.email) == (None, "kein@example.cn")

    def test_takes_in_a_body_and_joins_it_the_second_time(self) -> None:
        body = {"kind": "legal", "code": CODE_OF_BODY, "name": "南山样例有限公司"}
        first, second = Teller(peer=make_peer("gz")), Teller(peer=make_peer("sz"))

        first.tell("registered", {"user": first.user, **body})
        answer = second.tell("registered", {"user": second.user, **body})

        assert answer["result"] == "applied"
        assert Account.objects.get().kind == AccountKind.UNIT
        assert NodeUser.objects.get().body_code == CODE_OF_BODY
        assert PeerUser.objects.filter(user=NodeUser.objects.get()).count() == 2

    @pytest.mark.requirement("S33-25")
    @pytest.mark.parametrize("kind", ["staff", "api"])
    def test_refuses_staff(self, kind: str) -> None:
        teller = Teller(peer=make_peer())

        answer = teller.tell("registered", line_of(PROOFED_CITIZEN, kind=kind))

        assert (answer["result"], answer["code"]) == ("refused", "trust_sources.user.staff")
        assert not Account.objects.exists()

    @pytest.mark.parametrize(
        "broken",
        [
            {"number": "600101198506150024"},
            {"number": ""},
            {"name": "1"},
            {"mobile": "12345"},
            {"level": "advanced"},
            {"level": 3},
            {"document_type": "library_card"},
            {"kind": "robot"},
            {"user": "nobody"},
            {"password": "argon2"},
            {"email": "no\x00body"},
        ],
    )
    def test_refuses_what_is_not_of_the_format(self, broken: dict[str, object]) -> None:
        answer = Teller(peer=make_peer()).tell("registered", line_of(PROOFED_CITIZEN, **broken))

        assert answer["result"] == "refused"
        assert not PeerUser.objects.exists()
        assert not Account.objects.exists()

    def test_puts_another_name_for_the_same_number_into_the_work_list(self) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)
        teller = Teller(peer=make_peer())

        answer = teller.tell("registered", line_of(PROOFED_CITIZEN, name="陈向南"))

        assert answer["result"] == "conflict"
        assert UserConflict.objects.get().kind == "name_differs"
        assert not NodeUser.objects.exists()

    def test_puts_a_mobile_of_somebody_else_into_the_work_list(self) -> None:
        holder = make_account_of(AGENT, is_attached=True)
        teller = Teller(peer=make_peer())

        taken = {"mobile": AGENT.mobile_number.value}
        answer = teller.tell("registered", line_of(PROOFED_CITIZEN, **taken))

        assert answer["result"] == "conflict"
        holder.refresh_from_db()
        assert holder.mobile == AGENT.mobile_number.value
        assert Account.objects.count() == 1

    def test_holds_up_what_follows_while_officers_have_not_decided(self) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)
        teller = Teller(peer=make_peer())
        teller.tell("registered", line_of(PROOFED_CITIZEN, name="陈向南"))

        answer = teller.tell("contact_changed", change_mobile(PROOFED_CITIZEN, AGENT))

        assert answer["code"] == "trust_sources.event.waits_for_officer"
