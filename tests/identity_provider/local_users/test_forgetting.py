"""What a client told of its users is kept as long as it is of use, and no longer."""

import datetime as dt

import pytest

from shiming.audit.models import AuditRecord
from shiming.identity_provider.actions.local_users.forget_candidates import (
    KEPT_FOR,
    forget_candidates,
)
from shiming.identity_provider.actions.local_users.tell_local_users import (
    ToldUser,
    tell_local_users,
)
from shiming.identity_provider.models import Client, LocalUser, LocalUserCandidate
from shiming.identity_provider.types import ClientPk
from shiming.kernel.actor import system_actor
from tests.factories.accounts import NOW, make_account
from tests.factories.identity_provider import make_client

pytestmark = pytest.mark.usefixtures("engine")
_SYSTEM = system_actor(device="tests")


def tell(client: Client, *names: str, now: dt.datetime = NOW) -> None:
    tell_local_users(
        client_pk=ClientPk(client.pk),
        client_id=client.client_id,
        users=[ToldUser(local_user=name, number_hash="0" * 64) for name in names],
        actor=_SYSTEM,
        now=now,
    )


def left() -> set[str]:
    return {one.local_user for one in LocalUserCandidate.objects.all()}


class TestForgetting:
    def test_lets_go_what_is_old(self) -> None:
        client = make_client()
        tell(client, "old", now=NOW - KEPT_FOR - dt.timedelta(seconds=1))
        tell(client, "young", now=NOW - KEPT_FOR)

        assert forget_candidates(actor=_SYSTEM, now=NOW) == 1
        assert left() == {"young"}
        record = AuditRecord.objects.get(event="identity_provider.local_user.forgotten")
        assert record.details == '{"count":1}'

    def test_keeps_what_is_matched_so_that_the_other_one_of_two_does_not_seem_the_only(
        self,
    ) -> None:
        client = make_client()
        tell(client, "matched", "other")
        LocalUser.objects.create(
            client=client,
            account=make_account(),
            local_user="matched",
            local_user_index=LocalUserCandidate.objects.order_by("told_at")[0].local_user_index,
            match="identifier",
            matched_at=NOW,
        )

        assert forget_candidates(actor=_SYSTEM, now=NOW) == 0
        assert left() == {"matched", "other"}

    def test_leaves_no_record_of_nothing(self) -> None:
        assert forget_candidates(actor=_SYSTEM, now=NOW) == 0
        assert not AuditRecord.objects.filter(event__endswith="forgotten").exists()
