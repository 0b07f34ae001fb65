"""Staff who come from the core system with its user name, password and posts (S11-3)."""

import dataclasses
import datetime as dt
import json
import re
import threading
import urllib.parse

import pytest
from django.db import connections, transaction
from django.test import Client

from shiming.accounts import operations as accounts
from shiming.accounts import ports
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.models import Account, Session
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    AccountPolicy,
    HumanAnswer,
    OutsideOutcome,
    SourceAnswer,
)
from shiming.audit import queries as audit
from shiming.directory import operations
from shiming.directory import queries as directory
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.types import DirectoryPermission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.proofing.types import ProofingPermission
from shiming.trust_sources import errors
from shiming.trust_sources.actions.sources.change_source import change_source
from shiming.trust_sources.actions.sources.decide_terms import decide_terms
from shiming.trust_sources.actions.sources.end_expired_posts import end_expired_posts
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.models import SourceTerms, TrustSource
from shiming.trust_sources.types import SourceId, SourceReport, SourceState, TermsState
from tests.factories.accounts import NOW, PASSWORD, make_account, make_visit
from tests.trust_sources import source_kit
from tests.trust_sources.source_kit import (
    APPROVER,
    MAPPING,
    PROPOSER,
    FakeClients,
    approved,
    officer_of,
    says,
)
from tests.trust_sources.web.test_sources import go_and_come_back

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_contract"),
]

REVIEW = ProofingPermission.REVIEW
_POSTS = {"counter-clerk": [REVIEW.value], "calendar": [DirectoryPermission.EDIT_CALENDAR.value]}


def mapping_of(posts: object) -> str:
    return json.dumps(json.loads(MAPPING) | {"posts": {"attribute": "gw", "values": posts}})


@pytest.fixture(autouse=True)
def _one_factor() -> object:
    # The second factor is asked for after any first one; other tests see to that.
    with ports.policy.replaced(
        AccountPolicy(checked_forms=frozenset(), second_factor_kinds=frozenset())
    ):
        yield


@pytest.fixture
def _contract(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = source_kit.terms
    day = clock.today_in_china(clock.now())

    def today(**changes: object) -> object:
        dates = {"contract_from": day, "contract_until": day}
        staff = {"kinds": frozenset({AccountKind.STAFF}), "opens_accounts": False}
        return whole(**{**dates, **staff, "mapping": mapping_of(_POSTS), **changes})

    monkeypatch.setattr(source_kit, "terms", today)


@pytest.fixture
def clerk() -> AccountId:
    """Return a member of staff who has linked the account of the core system."""
    account = make_account(
        user_name="clerk", kind=AccountKind.STAFF, password=PASSWORD, now=clock.now()
    )
    accounts.bind_subject(
        provider="city", subject="u-1", account_id=AccountId(account.pk), now=clock.now()
    )
    return AccountId(account.pk)


def come(clients: FakeClients, *posts: str, status: str = "active") -> Client:
    """Come from the portal of the core system, with these posts there."""
    clients.report = says(None, gw=list(posts), status=status)
    client = Client()
    go_and_come_back(client, wanted="/review/")
    return client


def held(account_id: AccountId) -> frozenset[str]:
    return directory.permissions_of(account_id, clock.now())


class TestPosts:
    @pytest.mark.requirement("S11-3")
    def test_open_the_module_to_who_signed_in_at_the_core_system(
        self, source_clients: FakeClients, clerk: AccountId
    ) -> None:
        approved()

        client = come(source_clients, "counter-clerk")

        assert held(clerk) == {REVIEW}
        assert client.get("/review/").status_code == 200
        # Neither name nor password of the core system came here.
        assert "password" not in json.dumps([dict(one) for one in source_clients.asked])

    def test_end_with_the_next_sign_in_after_they_were_taken_away(
        self, source_clients: FakeClients, clerk: AccountId
    ) -> None:
        approved()
        before = come(source_clients, "counter-clerk", "calendar")

        after = come(source_clients, "calendar")

        assert held(clerk) == {DirectoryPermission.EDIT_CALENDAR}
        # In the session of before, too.
        assert before.get("/review/").status_code == after.get("/review/").status_code == 403

    def test_do_not_outlive_a_sign_in_by_another_way(
        self, source_clients: FakeClients, clerk: AccountId
    ) -> None:
        approved()
        come(source_clients, "counter-clerk")

        sign_in_with_password(
            identifier="clerk",
            password=PASSWORD,
            human=HumanAnswer(),
            visit=make_visit(),
            replaces=None,
            is_staff=True,
            now=clock.now(),
        )

        assert held(clerk) == frozenset()

    def test_end_with_the_user_at_the_core_system(
        self, source_clients: FakeClients, clerk: AccountId
    ) -> None:
        approved()
        come(source_clients, "counter-clerk")

        come(source_clients, "counter-clerk", status="closed")

        assert held(clerk) == frozenset()

    @pytest.mark.parametrize(
        "posts", [["boss"], ["directory:permission:grant"], [""], ["Counter-Clerk"]]
    )
    def test_give_nothing_that_the_mapping_does_not_list(
        self, source_clients: FakeClients, clerk: AccountId, posts: list[str]
    ) -> None:
        approved()

        come(source_clients, *posts)

        assert held(clerk) == frozenset()

    def test_leave_alone_what_officers_gave(
        self, source_clients: FakeClients, clerk: AccountId
    ) -> None:
        approved()
        grant_permission(
            account_id=clerk,
            permission=REVIEW,
            granter=system_actor(device="tests"),
            now=clock.now(),
        )
        come(source_clients, "counter-clerk")

        come(source_clients)

        assert held(clerk) == {REVIEW}
        details = [one.details for one in audit.list_records_unscoped(subject=f"account:{clerk}")]
        assert {"permission": REVIEW.value, "source": "city"} in details

    def test_are_nothing_to_people_who_are_no_staff(self, source_clients: FakeClients) -> None:
        citizen = make_account(now=clock.now())
        approved(kinds=frozenset({AccountKind.NATURAL_PERSON}))
        accounts.bind_subject(
            provider="city", subject="u-1", account_id=AccountId(citizen.pk), now=clock.now()
        )

        come(source_clients, "counter-clerk")

        assert Session.objects.filter(account=citizen).exists()
        assert held(AccountId(citizen.pk)) == frozenset()

    def test_are_of_one_source_at_a_time(
        self, source_clients: FakeClients, clerk: AccountId
    ) -> None:
        approved()
        approved("other")
        accounts.bind_subject(provider="other", subject="u-1", account_id=clerk, now=clock.now())
        come(source_clients, "counter-clerk")

        source_clients.report = says(None, gw=["calendar"])
        client = Client()
        gone = client.post("/sign-in/source/other/?next=/review/").content.decode()
        state = re.search(r"state=([^&\"]+)", gone)
        assert state is not None
        came = {"state": urllib.parse.unquote(state[1]), "code": "a code"}
        client.get("/sign-in/source/other/back/", came)

        assert held(clerk) == {DirectoryPermission.EDIT_CALENDAR}


def put_into_force(source_id: object, **changes: object) -> None:
    now = clock.now()
    terms_id = propose_terms(
        entry=source_kit.terms(**changes),
        officer=PROPOSER,
        now=now,
        code="",
        source_id=SourceId(source_id),  # type: ignore[arg-type]  # what `approved` returns
    )
    decide_terms(terms_id=terms_id, is_approved=True, reason="", officer=APPROVER, now=now)


class TestEndOfTheSource:
    """What posts gave does not outlive the source's word (S11-3)."""

    @pytest.fixture
    def before(self, source_clients: FakeClients, clerk: AccountId) -> Client:
        """Return the browser of a clerk who came by a post and has something of an officer's."""
        self.source_id = approved()
        grant_permission(
            account_id=clerk,
            permission=DirectoryPermission.EDIT_CALENDAR,
            granter=system_actor(device="tests"),
            now=clock.now(),
        )
        came = come(source_clients, "counter-clerk", "calendar")
        assert came.get("/review/").status_code == 200
        return came

    @pytest.mark.parametrize("state", [SourceState.SUSPENDED, SourceState.CLOSED])
    def test_takes_everything_at_once(
        self, before: Client, clerk: AccountId, state: SourceState
    ) -> None:
        change_source(
            source_id=SourceId(self.source_id), state=state, officer=PROPOSER, now=clock.now()
        )

        # What an officer gave stays.
        assert held(clerk) == {DirectoryPermission.EDIT_CALENDAR}
        assert before.get("/review/").status_code == 403
        revoked = [
            one.details
            for one in audit.list_records_unscoped(subject=f"account:{clerk}")
            if one.event == "directory.permission.revoked"
        ]
        assert {"permission": REVIEW.value, "source": "city"} in revoked

    def test_leaves_what_others_hold_by_another_source(
        self, before: Client, clerk: AccountId
    ) -> None:
        other = AccountId(make_account(kind=AccountKind.STAFF, now=clock.now()).pk)
        operations.hold_posts(
            account_id=other,
            source="other",
            permissions={REVIEW.value},
            actor=system_actor(device="tests"),
            now=clock.now(),
        )

        change_source(
            source_id=SourceId(self.source_id),
            state=SourceState.CLOSED,
            officer=PROPOSER,
            now=clock.now(),
        )

        assert held(other) == {REVIEW}

    @pytest.mark.parametrize(
        "posts",
        [
            {"calendar": _POSTS["calendar"]},
            # Somebody else's now.
            {"counter-clerk": _POSTS["calendar"], "calendar": [REVIEW.value]},
        ],
        ids=["out", "elsewhere"],
    )
    def test_comes_with_terms_that_give_less(
        self, before: Client, clerk: AccountId, posts: object
    ) -> None:
        put_into_force(self.source_id, mapping=mapping_of(posts))

        assert REVIEW not in held(clerk)
        assert before.get("/review/").status_code == 403

    def test_comes_with_another_server(self, before: Client, clerk: AccountId) -> None:
        connection = source_kit.terms().connection
        put_into_force(
            self.source_id,
            connection=dataclasses.replace(connection, address="https://other.invalid"),
        )

        assert REVIEW not in held(clerk)

    def test_comes_where_it_is_no_longer_for_staff(self, before: Client, clerk: AccountId) -> None:
        put_into_force(self.source_id, kinds=frozenset({AccountKind.NATURAL_PERSON}))

        assert REVIEW not in held(clerk)

    def test_does_not_come_with_terms_that_give_more(
        self, before: Client, clerk: AccountId
    ) -> None:
        put_into_force(self.source_id, mapping=mapping_of(_POSTS | {"boss": [REVIEW.value]}))

        assert REVIEW in held(clerk)
        assert before.get("/review/").status_code == 200

    def test_comes_by_itself_with_the_end_of_the_contract(
        self, before: Client, clerk: AccountId
    ) -> None:
        actor, now = system_actor(device="tests"), clock.now()
        assert end_expired_posts(actor=actor, now=now) == 0
        assert REVIEW in held(clerk)

        # So it is the day after.
        in_force = SourceTerms.objects.get(state=TermsState.IN_FORCE)
        yesterday = (clock.today_in_china(now) - dt.timedelta(days=1)).isoformat()
        in_force.values |= {"contract_from": yesterday, "contract_until": yesterday}
        in_force.save()

        assert end_expired_posts(actor=actor, now=now) == 2
        # What an officer gave stays.
        assert held(clerk) == {DirectoryPermission.EDIT_CALENDAR}
        assert before.get("/review/").status_code == 403
        [revoked] = [
            one.details
            for one in audit.list_records_unscoped(subject=f"account:{clerk}")
            if one.event == "directory.permission.revoked"
            and one.details["permission"] == REVIEW.value
        ]
        assert revoked["source"] == "city"
        assert end_expired_posts(actor=actor, now=now) == 0

    @pytest.mark.parametrize("change", ["suspended", "closed", "other terms"])
    def test_comes_before_a_sign_in_that_was_under_way(
        self,
        source_clients: FakeClients,
        clerk: AccountId,
        monkeypatch: pytest.MonkeyPatch,
        change: str,
    ) -> None:
        source_id = SourceId(approved())
        answer = source_clients.identify

        def identify(*args: object, **kwargs: object) -> SourceReport:
            # While the source thinks, officers have their way with it.
            if change == "other terms":
                put_into_force(source_id, mapping=mapping_of({"calendar": _POSTS["calendar"]}))
            else:
                change_source(
                    source_id=source_id,
                    state=SourceState(change),
                    officer=PROPOSER,
                    now=clock.now(),
                )
            return answer(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they come

        monkeypatch.setattr(source_clients, "identify", identify)
        come(source_clients, "counter-clerk")

        assert held(clerk) == frozenset()
        assert not Session.objects.filter(account_id=clerk).exists()


@pytest.mark.django_db(transaction=True)
class TestClosingAndComing:
    def test_at_once_leave_no_post_behind(self, clerk: AccountId) -> None:
        """Who closes a source waits for whoever it vouches for in this moment, and ends it, too."""
        source_id = SourceId(approved())
        terms = SourceTerms.objects.get(state=TermsState.IN_FORCE)
        heard = SourceAnswer(
            outcome=OutsideOutcome.PROVEN,
            subject="u-1",
            terms=str(terms.pk),
            permissions=frozenset({REVIEW.value}),
        )

        def close() -> None:
            change_source(
                source_id=source_id, state=SourceState.CLOSED, officer=PROPOSER, now=clock.now()
            )
            connections.close_all()

        closing = threading.Thread(target=close)
        with transaction.atomic():
            ports.trusted_sources().keep_word(
                "city",
                account_id=clerk,
                answer=heard,
                actor=system_actor(device="tests"),
                now=clock.now(),
            )
            assert held(clerk) == {REVIEW}
            closing.start()
            closing.join(timeout=0.5)
            assert closing.is_alive()
        closing.join(timeout=30)

        assert held(clerk) == frozenset()


class TestUnknown:
    def test_permissions_are_not_given(self, clerk: AccountId) -> None:
        # The product had it when the terms were approved.
        operations.hold_posts(
            account_id=clerk,
            source="city",
            permissions={"no:such:permission", REVIEW.value},
            actor=system_actor(device="tests"),
            now=clock.now(),
        )

        assert held(clerk) == {REVIEW}


class TestMapping:
    @pytest.mark.parametrize(
        "posts",
        [
            {"clerk": ["no:such:permission"]},
            # What heads of units do for their units is no post.
            {"clerk": ["legal_persons:unit:act"]},
            {"clerk": "proofing:case:review"},
            ["clerk"],
        ],
        ids=["unknown", "units", "no list", "no table"],
    )
    def test_takes_permissions_of_staff_alone(self, posts: object) -> None:
        with pytest.raises(errors.MappingWrong):
            approved(mapping=mapping_of(posts))
        assert not TrustSource.objects.exists()

    def test_is_kept_by_two_officers(self, source_clients: FakeClients, clerk: AccountId) -> None:
        source_id = approved(mapping=mapping_of({}))
        both = officer_of("trust_sources:source:manage", "trust_sources:source:approve")
        terms_id = propose_terms(
            entry=source_kit.terms(),
            officer=both,
            now=NOW,
            code="",
            source_id=SourceId(source_id),
        )
        come(source_clients, "counter-clerk")
        assert held(clerk) == frozenset()

        with pytest.raises(errors.ProposerIsApprover):
            decide_terms(terms_id=terms_id, is_approved=True, reason="", officer=both, now=NOW)
        come(source_clients, "counter-clerk")
        assert held(clerk) == frozenset()

        decide_terms(terms_id=terms_id, is_approved=True, reason="", officer=APPROVER, now=NOW)
        come(source_clients, "counter-clerk")
        assert held(clerk) == {REVIEW}
        assert PROPOSER.account_id != both.account_id
        assert Account.objects.filter(pk=clerk).exists()
