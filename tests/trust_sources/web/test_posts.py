"""Staff who come from the core system with its user name, password and posts (S11-3)."""

import json
import re
import urllib.parse

import pytest
from django.test import Client

from shiming.accounts import operations as accounts
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.models import Account, Session
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    HumanAnswer,
)
from shiming.audit import queries as audit
from shiming.directory import operations
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.types import DirectoryPermission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.trust_sources import errors
from shiming.trust_sources.actions.sources.decide_terms import decide_terms
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.models import TrustSource
from shiming.trust_sources.types import SourceId
from tests.factories.accounts import NOW, PASSWORD, make_account, make_visit
from tests.trust_sources import source_kit
from tests.trust_sources.source_kit import (
    APPROVER,
    PROPOSER,
    FakeClients,
    approved,
    officer_of,
    says,
)
from tests.trust_sources.web.posts_kit import (
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
