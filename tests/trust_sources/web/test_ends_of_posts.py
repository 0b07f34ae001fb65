"""Posts end with their source, its terms and its contract (S11-3)."""

import dataclasses
import datetime as dt
import threading

import pytest
from django.db import connections, transaction
from django.test import Client

from shiming.accounts import ports
from shiming.accounts.models import Session
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    OutsideOutcome,
    SourceAnswer,
)
from shiming.audit import queries as audit
from shiming.directory import operations
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.types import DirectoryPermission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.trust_sources.actions.sources.change_source import change_source
from shiming.trust_sources.actions.sources.decide_terms import decide_terms
from shiming.trust_sources.actions.sources.end_expired_posts import end_expired_posts
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.models import SourceTerms
from shiming.trust_sources.types import SourceId, SourceReport, SourceState, TermsState
from tests.factories.accounts import make_account
from tests.trust_sources import source_kit
from tests.trust_sources.source_kit import (
    APPROVER,
    PROPOSER,
    FakeClients,
    approved,
)
from tests.trust_sources.web.posts_kit import (
    _POSTS,
    REVIEW,
    _contract,
    _one_factor,
    clerk,
    come,
    held,
    mapping_of,
)

__all__ = ["_contract", "_one_factor", "clerk"]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_contract"),
]


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
