import pytest

from shiming.accounts import errors, queries
from shiming.accounts.actions.end_other_sessions import end_other_sessions
from shiming.accounts.actions.end_session_remotely import end_session_remotely
from shiming.accounts.actions.sign_out import sign_out
from shiming.accounts.models import Session
from shiming.accounts.types import AccountId, SessionEnd
from shiming.kernel.actor import visitor
from tests.factories.accounts import NOW, make_account, make_actor, start_session

pytestmark = pytest.mark.django_db


class TestSignOut:
    @pytest.mark.requirement("S21-4")
    def test_ends_the_session(self) -> None:
        actor = make_actor(make_account())

        assert sign_out(actor=actor, now=NOW)
        session = Session.objects.get()
        assert (session.ended_at, session.end_reason) == (NOW, SessionEnd.SIGNED_OUT)

    def test_does_nothing_for_a_visitor(self) -> None:
        assert not sign_out(actor=visitor(), now=NOW)


class TestEndSessionRemotely:
    def test_ends_another_session_of_the_account(self) -> None:
        account = make_account()
        actor, other = make_actor(account), start_session(account)

        end_session_remotely(session_id=other.session_id, actor=actor, now=NOW)

        live = queries.list_sessions(AccountId(account.pk), now=NOW)
        assert [session.id for session in live] == [actor.session_id]

    def test_answers_alike_for_another_persons_session_and_for_none(self) -> None:
        actor, other = make_actor(make_account()), start_session(make_account())
        Session.objects.filter(public_id=other.session_id).update(level=20)

        with pytest.raises(errors.SessionNotFound):
            end_session_remotely(session_id=other.session_id, actor=actor, now=NOW)
        assert Session.objects.get(public_id=other.session_id).ended_at is None

    def test_refuses_one_that_has_ended(self) -> None:
        account = make_account()
        actor, other = make_actor(account), start_session(account)
        end_session_remotely(session_id=other.session_id, actor=actor, now=NOW)

        with pytest.raises(errors.SessionNotFound):
            end_session_remotely(session_id=other.session_id, actor=actor, now=NOW)


class TestEndOtherSessions:
    def test_leaves_the_present_one(self) -> None:
        account = make_account()
        actor = make_actor(account)
        start_session(account)
        start_session(account)

        assert end_other_sessions(actor=actor, now=NOW) == 2
        live = queries.list_sessions(AccountId(account.pk), now=NOW)
        assert [session.id for session in live] == [actor.session_id]

    def test_refuses_visitors(self) -> None:
        with pytest.raises(errors.SignInRequired):
            end_other_sessions(actor=visitor(), now=NOW)
