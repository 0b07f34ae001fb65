import datetime as dt
import io
import pathlib

import pytest
from django.core.management import CommandError, call_command

from shiming.accounts import errors, queries
from shiming.accounts.actions.accept_agreement import accept_agreement
from shiming.accounts.actions.publish_agreement import publish_agreement
from shiming.accounts.models import Acceptance, ServiceAgreement
from shiming.accounts.types import AccountEvent, AccountId
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import system_actor, visitor
from tests.factories.accounts import NOW, make_account, make_actor, make_agreement

SYSTEM = system_actor(device="tests")

pytestmark = pytest.mark.django_db


class TestPublishAgreement:
    def test_puts_a_version_into_force_for_everybody(self) -> None:
        account = make_account()
        before = queries.must_accept_agreement(AccountId(account.pk), now=NOW)

        published = publish_agreement(version="2.0", title="协议", text="…", actor=SYSTEM, now=NOW)

        current = queries.find_current_agreement(now=NOW)
        assert current is not None
        assert current.id == published
        after = queries.must_accept_agreement(AccountId(account.pk), now=NOW)
        assert (before, after) == (False, True)

    def test_refuses_to_change_a_published_version(self) -> None:
        make_agreement()

        with pytest.raises(errors.AgreementVersionTaken):
            publish_agreement(version="1.0", title="x", text="x", actor=SYSTEM, now=NOW)
        assert ServiceAgreement.objects.get(version="1.0").text != "x"
        assert not AuditRecord.objects.exists()


class TestAcceptAgreement:
    def test_is_kept_with_its_moment(self) -> None:
        account = make_account(has_accepted=False)
        actor = make_actor(account)

        accept_agreement(agreement_id=make_agreement(), actor=actor, now=NOW)
        accept_agreement(
            agreement_id=make_agreement(), actor=actor, now=NOW + dt.timedelta(minutes=1)
        )

        assert Acceptance.objects.get(account=account).accepted_at == NOW
        accepted = AuditRecord.objects.filter(event=AccountEvent.AGREEMENT_ACCEPTED)
        assert accepted.count() == 1
        assert not queries.must_accept_agreement(AccountId(account.pk), now=NOW)

    def test_refuses_an_older_version(self) -> None:
        account = make_account(has_accepted=False)
        old = make_agreement()
        make_agreement(version="2.0", published_at=NOW - dt.timedelta(days=1))

        with pytest.raises(errors.AgreementOutdated):
            accept_agreement(agreement_id=old, actor=make_actor(account), now=NOW)
        assert not Acceptance.objects.exists()

    def test_refuses_visitors(self) -> None:
        with pytest.raises(errors.SignInRequired):
            accept_agreement(agreement_id=make_agreement(), actor=visitor(), now=NOW)


class TestPublishAgreementCommand:
    def test_publishes_a_file_once(self, tmp_path: pathlib.Path) -> None:
        file = tmp_path / "agreement.txt"
        file.write_text("一、新的正文。\n", encoding="utf-8")

        call_command("publish_agreement", "3.0", str(file), stdout=io.StringIO())

        assert ServiceAgreement.objects.get(version="3.0").text == "一、新的正文。"
        with pytest.raises(CommandError):
            call_command("publish_agreement", "3.0", str(file))

    def test_says_that_a_file_is_missing(self, tmp_path: pathlib.Path) -> None:
        with pytest.raises(CommandError):
            call_command("publish_agreement", "3.0", str(tmp_path / "missing"))
