"""One human with two staff accounts is no two pairs of eyes (finding of the second reading)."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from shiming.accounts import errors as account_errors
from shiming.accounts import ports
from shiming.accounts.actions.desk.reset_second_factor import reset_second_factor
from shiming.accounts.models import Account
from shiming.accounts.types import AccountId, AccountKind, AccountPermission
from shiming.accounts.types.applications import ApplicationPermission
from shiming.directory import errors, queries
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.actions.staff.change_staff_member import change_staff_member
from shiming.directory.actions.staff.open_staff_member import open_staff_member
from shiming.directory.types import DirectoryPermission, Keeper, StaffDraft, StaffProfile
from shiming.kernel import clock
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.messages import errors as message_errors
from shiming.messages.actions.decide_template import decide_template
from shiming.messages.actions.draft_template import draft_template
from shiming.messages.models import TemplateVersion
from shiming.messages.types import MessagePermission, TemplateState
from shiming.trust_sources import errors as source_errors
from shiming.trust_sources.actions.sources.decide_terms import decide_terms
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.models import SourceTerms
from shiming.trust_sources.types import TermsState
from tests.cast import AGENT, AUDITOR, OPERATOR, REVIEWER
from tests.directory.web.staff.desk import SYSTEM
from tests.factories.accounts import attach, make_account
from tests.trust_sources.source_kit import terms

pytestmark = pytest.mark.django_db
_ALL = frozenset(
    {
        *AccountPermission,
        *ApplicationPermission,
        *DirectoryPermission,
        *MessagePermission,
        "trust_sources:source:manage",
        "trust_sources:source:approve",
    }
)


@pytest.fixture(autouse=True)
def _as_the_directory_says() -> Iterator[None]:
    with ports.personnel_records.replaced(queries.StaffRecords()):
        yield


def staff(user_name: str, *, number: str = "", mobile: str = "") -> Actor:
    """Return a member of staff as personnel has entered them."""
    draft = StaffDraft(
        user_name=user_name,
        profile=StaffProfile(display_name="示例甲", phone=mobile),
        number=ResidentNumber.parse(number) if number else None,
    )
    account_id = open_staff_member(
        draft=draft, keeper=Keeper(), actor=SYSTEM, now=clock.now()
    ).account_id
    return actor_of(Account.objects.get(pk=account_id))


def actor_of(account: Account) -> Actor:
    return Actor(
        account_id=account.pk,
        person_id=account.person_id,
        identity=ActingIdentity(permissions=_ALL),
        factors={"pwd": clock.now()},
    )


def proofed(member_account: Account) -> Actor:
    member_account.refresh_from_db()
    return actor_of(member_account)


def decide_source(first: Actor, second: Actor) -> None:
    now = clock.now()
    today = now.date()
    entry = terms(contract_from=today, contract_until=today + dt.timedelta(days=30))
    terms_id = propose_terms(entry=entry, officer=first, now=now, code="city")
    decide_terms(terms_id=terms_id, is_approved=True, reason="", officer=second, now=now)


def decide_text(first: Actor, second: Actor) -> None:
    texts = {"sms": "{time}", "subject": "{time}", "body": "{time}"}
    version_id = draft_template(
        name="accounts/account_closed",
        texts={"zh-hans": texts, "en": texts},
        note="更清楚",
        author=first,
        now=clock.now(),
    )
    decide_template(
        version_id=version_id, is_approved=True, reason="", approver=second, now=clock.now()
    )


def give_permission(first: Actor, second: Actor) -> None:
    opened = open_staff_member(
        draft=StaffDraft(user_name="staff.new"), keeper=Keeper(), actor=first, now=clock.now()
    )
    grant_permission(
        account_id=opened.account_id,
        permission="proofing:case:review",
        granter=second,
        now=clock.now(),
    )


def is_source_in_force() -> bool:
    return SourceTerms.objects.get().state == TermsState.IN_FORCE


def is_text_published() -> bool:
    return TemplateVersion.objects.get().state == TemplateState.PUBLISHED


def is_permission_held() -> bool:
    opened = Account.objects.get(user_name="staff.new")
    return queries.permissions_of(AccountId(opened.pk), clock.now()) == {"proofing:case:review"}


Decision = Callable[[Actor, Actor], None]
_DECISIONS = [
    pytest.param(decide_source, source_errors.ProposerIsApprover, id="source"),
    pytest.param(decide_text, message_errors.AuthorIsApprover, id="template"),
    pytest.param(give_permission, errors.GrantToOwnOpening, id="permission"),
]
every_decision = pytest.mark.parametrize(("decide", "own"), _DECISIONS)


class TestTwoAccountsOfOneHuman:
    @every_decision
    def test_are_recognised_by_person_and_number(
        self, decide: Decision, own: type[DomainError]
    ) -> None:
        # The first account was proofed; of the second only personnel says whose it is.
        account = make_account(user_name="staff.jia", kind=AccountKind.STAFF)
        attach(account, REVIEWER)
        second = staff("staff.yi", number=REVIEWER.number)

        with pytest.raises(own):
            decide(proofed(account), second)

    @every_decision
    def test_are_recognised_by_the_mobile(self, decide: Decision, own: type[DomainError]) -> None:
        account = make_account(user_name="staff.jia", kind=AccountKind.STAFF, mobile=AGENT.mobile)
        second = staff("staff.yi", number=REVIEWER.number, mobile=AGENT.mobile)

        with pytest.raises(own):
            decide(proofed(account), second)


class TestUnknown:
    @every_decision
    def test_is_no_second_pair_of_eyes(self, decide: Decision, own: type[DomainError]) -> None:
        del own
        with pytest.raises(account_errors.OfficerUnknown):
            decide(staff("staff.jia", number=REVIEWER.number), staff("staff.yi"))

    @every_decision
    def test_is_no_first_one_either(self, decide: Decision, own: type[DomainError]) -> None:
        del own
        with pytest.raises(account_errors.FirstOfficerUnknown):
            decide(staff("staff.jia"), staff("staff.yi", number=REVIEWER.number))


class TestTwoHumans:
    @pytest.mark.parametrize(
        ("decide", "has_taken_effect"),
        [
            pytest.param(decide_source, is_source_in_force, id="source"),
            pytest.param(decide_text, is_text_published, id="template"),
            pytest.param(give_permission, is_permission_held, id="permission"),
        ],
    )
    def test_decide_together(self, decide: Decision, has_taken_effect: Callable[[], bool]) -> None:
        decide(
            staff("staff.jia", number=REVIEWER.number, mobile=REVIEWER.mobile),
            staff("staff.yi", number=AGENT.number, mobile=AGENT.mobile),
        )

        assert has_taken_effect()


class TestGranting:
    def test_to_the_other_account_of_oneself_is_refused(self) -> None:
        own = make_account(user_name="staff.own", kind=AccountKind.STAFF)
        attach(own, OPERATOR)
        granter = staff("staff.jia", number=OPERATOR.number)

        with pytest.raises(errors.GrantToOneself):
            grant_permission(
                account_id=AccountId(own.pk),
                permission="proofing:case:review",
                granter=granter,
                now=clock.now(),
            )


class TestSecondFactor:
    def test_is_not_taken_from_the_other_account_of_oneself(self) -> None:
        own = make_account(user_name="staff.own", kind=AccountKind.STAFF)
        attach(own, AUDITOR)

        with pytest.raises(account_errors.OwnAccount):
            reset_second_factor(
                account_id=AccountId(own.pk),
                reason="本人遗失手机",
                officer=staff("staff.jia", number=AUDITOR.number),
                now=clock.now(),
            )


class TestOwnNumber:
    def test_is_entered_by_somebody_else(self) -> None:
        own = staff("staff.jia")
        assert own.account_id is not None
        facts = queries.get_staff(AccountId(own.account_id), reach=Keeper().reach)
        draft = StaffDraft(user_name="staff.jia", number=ResidentNumber.parse(REVIEWER.number))

        with pytest.raises(errors.OwnStaffAccount):
            change_staff_member(
                account_id=facts.account_id,
                draft=draft,
                version=facts.version,
                keeper=Keeper(),
                actor=own,
                now=clock.now(),
            )
