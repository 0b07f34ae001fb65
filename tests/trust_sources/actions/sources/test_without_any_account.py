"""Signing in over a trust source for the first time, without an account here (E4)."""

import datetime as dt

import pytest

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.contacts.bind_contact import bind_contact
from shiming.accounts.actions.contacts.request_contact_code import request_contact_code
from shiming.accounts.models import Account, Portal, Session
from shiming.accounts.types import AccountState, Factor, RegistrationVariant
from shiming.kernel.emails import EmailAddress
from shiming.kernel.levels import Level
from shiming.proofing.models import Evidence
from shiming.proofing.types import EvidenceKind
from tests.cast import PROOFED_CITIZEN as CHEN
from tests.factories.accounts import (
    NOW,
    last_code,
    make_visit,
)
from tests.trust_sources.actions.sources.entry_kit import enter, is_linked, open_account, owner
from tests.trust_sources.source_kit import FakeClients, approved, says

pytestmark = pytest.mark.django_db


class TestWithoutAnyAccount:
    @pytest.mark.requirement("S19-3", "S16-2")
    def test_opens_one_at_the_level_of_the_source(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(CHEN)
        visit = make_visit()

        opened = open_account(visit, enter(visit))

        assert opened.wanted == "/wanted/"
        assert opened.started.level is Level.INTERMEDIATE
        evidence = Evidence.objects.get()
        assert (evidence.kind, evidence.source) == (EvidenceKind.TRUST_SOURCE, "city")
        assert evidence.valid_until == NOW + dt.timedelta(days=30)

    def test_lets_its_owner_bind_a_first_contact_and_no_more(
        self, source_clients: FakeClients
    ) -> None:
        approved()
        source_clients.report = says(CHEN)
        visit = make_visit()
        started = open_account(visit, enter(visit)).started
        actor = queries.actor_of_session(Session.objects.get(public_id=started.session_id))
        late = NOW + ports.policy().reauthentication_lifetime
        with pytest.raises(errors.ReauthenticationRequired):
            request_contact_code(contact=CHEN.mobile_number, actor=actor, visit=visit, now=late)

        request_contact_code(contact=CHEN.mobile_number, actor=actor, visit=visit, now=NOW)
        bind_contact(typed_code=last_code(CHEN.mobile), actor=actor, visit=visit, now=NOW)

        # From here on there is something that only its owner has.
        with pytest.raises(errors.ReauthenticationRequired):
            request_contact_code(
                contact=EmailAddress.parse("chen@example.com"), actor=actor, visit=visit, now=NOW
            )
        assert queries.get_confirmation(actor=actor).factors == (Factor.SMS,)

    @pytest.mark.parametrize(
        ("acr", "level", "state"),
        [
            ("register", Level.ANONYMOUS, AccountState.PENDING),
            ("", Level.INTERMEDIATE, AccountState.ACTIVE),
        ],
    )
    def test_waits_for_the_face_where_the_portal_wants_real_names_at_once(
        self, source_clients: FakeClients, acr: str, level: Level, state: AccountState
    ) -> None:
        Portal.objects.update(registration_variant=RegistrationVariant.REAL_NAME_AT_ONCE)
        approved()
        source_clients.report = says(CHEN, acr=acr) if acr else says(CHEN)
        visit = make_visit()

        assert open_account(visit, enter(visit)).started.level is level
        assert Account.objects.get().state == state

    def test_gives_no_more_than_the_source_says_of_this_user(
        self, source_clients: FakeClients
    ) -> None:
        approved()
        source_clients.report = says(CHEN, acr="register")
        visit = make_visit()

        assert open_account(visit, enter(visit)).started.level is Level.PRIMARY

    def test_gives_no_more_than_the_contract(self, source_clients: FakeClients) -> None:
        approved(level=Level.PRIMARY)
        source_clients.report = says(CHEN)
        visit = make_visit()

        assert open_account(visit, enter(visit)).started.level is Level.PRIMARY

    def test_takes_a_number_that_cannot_be_for_nobodys(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(None, id_number="600101198506150020", name=CHEN.name)
        visit = make_visit()

        assert open_account(visit, enter(visit)).started.level is Level.REGISTERED
        assert not Evidence.objects.exists()

    def test_opens_nothing_where_the_contract_does_not_say_so(
        self, source_clients: FakeClients
    ) -> None:
        approved(opens_accounts=False)
        source_clients.report = says(CHEN)
        visit = make_visit()
        entered = enter(visit)

        with pytest.raises(errors.SourceOpensNothing):
            open_account(visit, entered)
        assert not Account.objects.exists()

    def test_opens_one_account_for_a_word_and_not_two(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(CHEN)
        visit = make_visit()
        entered = enter(visit)
        open_account(visit, entered)

        with pytest.raises(errors.OutsideNotUsable):
            open_account(visit, entered)
        assert Account.objects.count() == 1

    def test_does_not_hand_the_word_to_another_browser(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(CHEN)
        entered = enter(make_visit())

        with pytest.raises(errors.OutsideNotUsable):
            open_account(make_visit(), entered)

    def test_opens_none_for_who_has_registered_meanwhile(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(CHEN)
        visit = make_visit()
        entered = enter(visit)
        account = owner(CHEN)

        with pytest.raises(errors.SourceNeedsProof):
            open_account(visit, entered)
        assert not is_linked(account)
