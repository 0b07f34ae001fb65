"""The archive of evidence: for whom, for what, how often, and until when (S19-4, B13)."""

import dataclasses
import datetime as dt
import json
import uuid

import pytest

from shiming.accounts import ports as accounts_ports
from shiming.accounts.models import Account
from shiming.accounts.types import AccountKind, PersonnelRecord
from shiming.accounts.types.limits import limits_of
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import ActingIdentity, Actor, system_actor
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.proofing import errors, queries
from shiming.proofing.actions.destroy_archives import destroy_archives
from shiming.proofing.actions.open_archive import open_archive
from shiming.proofing.actions.see_archived_picture import see_archived_picture
from shiming.proofing.models import ArchiveView, CasePicture, Evidence
from shiming.proofing.types import (
    ArchivePurpose,
    ArchiveViewId,
    CaseId,
    PictureId,
    PictureRole,
    ProofingPermission,
)
from shiming.vault import errors as vault_errors
from shiming.vault import queries as vault
from shiming.vault.types import VaultFileId
from tests.cast import AUDITOR, CAST, REVIEWER
from tests.factories.accounts import make_account, make_account_of, make_actor
from tests.proofing.walk import NOW, Walk

YEARS = dt.timedelta(days=5 * 365 + 30)


def officer_of(account: Account) -> Actor:
    return dataclasses.replace(
        make_actor(account, now=NOW),
        identity=ActingIdentity(permissions=frozenset({ProofingPermission.INSPECT_ARCHIVE.value})),
    )


@pytest.fixture
def officer(db: None) -> Actor:
    return officer_of(make_account_of(AUDITOR, is_attached=True))


def open_it(
    officer: Actor,
    *,
    number: DocumentNumber | None = None,
    case_id: CaseId | None = None,
    case_number: str = "申诉2026-7",
    now: dt.datetime = NOW,
) -> ArchiveViewId:
    return open_archive(
        number=number,
        case_id=case_id,
        purpose=ArchivePurpose.APPEAL,
        case_number=case_number,
        officer=officer,
        now=now,
    )


def front_of(walk: Walk) -> CasePicture:
    return CasePicture.objects.get(case=walk.case, role=PictureRole.FRONT, replaced_at__isnull=True)


class TestOpening:
    def test_shows_what_is_kept_and_who_looked(self, walk: Walk, officer: Actor) -> None:
        walk.to_live()
        view_id = open_it(officer, number=walk.member.document_number)

        found = queries.get_archive(view_id=view_id, officer=officer, now=NOW)

        assert walk.member.number not in (found.name, found.number)
        assert [case.id for case in found.cases] == [walk.case.pk]
        assert found.cases[0].consents
        assert {one.role for one in found.cases[0].pictures} >= {PictureRole.FRONT}
        assert found.looks[0].account_id == officer.account_id
        record = AuditRecord.objects.get(event="proofing.archive.opened")
        assert json.loads(record.details)["purpose"] == "appeal"

    def test_finds_by_the_number_of_an_attempt(self, walk: Walk, officer: Actor) -> None:
        walk.to_live()

        view_id = open_it(officer, case_id=CaseId(walk.case.pk))

        assert queries.get_archive(view_id=view_id, officer=officer, now=NOW).cases

    def test_needs_the_permission(self, walk: Walk, reviewer: Actor) -> None:
        walk.to_live()

        with pytest.raises(errors.MayNotInspectArchive):
            open_it(reviewer, number=walk.member.document_number)
        assert not ArchiveView.objects.exists()

    def test_needs_a_matter(self, walk: Walk, officer: Actor) -> None:
        walk.to_live()

        with pytest.raises(errors.ArchiveNeedsCaseNumber):
            open_it(officer, number=walk.member.document_number, case_number="  1 ")

    def test_is_on_record_when_it_finds_nobody(self, officer: Actor) -> None:
        with pytest.raises(errors.ArchiveEmpty):
            open_it(officer, number=REVIEWER.document_number)

        record = AuditRecord.objects.get(event="proofing.archive.opened")
        assert json.loads(record.details)["is_found"] is False

    def test_is_refused_about_oneself(self, officer: Actor) -> None:
        with pytest.raises(errors.ArchiveIsOwn):
            open_it(officer, number=AUDITOR.document_number)

    def test_is_refused_about_oneself_under_another_account(self, walk: Walk, db: None) -> None:
        walk.to_live()
        staff = make_account(kind=AccountKind.STAFF)

        class Personnel:
            def record_of(self, account_id: uuid.UUID) -> PersonnelRecord:
                own = walk.member.document_number if account_id == staff.pk else None
                return PersonnelRecord(number=own)

        with (
            accounts_ports.personnel_records.replaced(Personnel()),
            pytest.raises(errors.ArchiveIsOwn),
        ):
            open_it(officer_of(staff), number=walk.member.document_number)
        assert not ArchiveView.objects.exists()

    def test_and_looking_for_strangers_end_at_the_limit_of_a_day(
        self, walk: Walk, officer: Actor
    ) -> None:
        walk.to_live()
        limits = limits_of(archives=2)
        policy = dataclasses.replace(accounts_ports.policy(), limits=limits)
        with accounts_ports.policy.replaced(policy):
            open_it(officer, number=walk.member.document_number)
            with pytest.raises(errors.ArchiveEmpty):
                open_it(officer, number=REVIEWER.document_number)

            for member in (walk.member, REVIEWER):
                with pytest.raises(errors.ArchiveLimitReached):
                    open_it(officer, number=member.document_number)
            tomorrow = NOW + dt.timedelta(days=1)
            assert open_it(officer, number=walk.member.document_number, now=tomorrow) is not None


class TestAnOpenArchive:
    def test_is_nobody_elses_and_closes_by_itself(self, walk: Walk, officer: Actor) -> None:
        walk.to_live()
        view_id = open_it(officer, number=walk.member.document_number)
        other = officer_of(make_account_of(CAST[0]))

        with pytest.raises(errors.ArchiveNotOpen):
            queries.get_archive(view_id=view_id, officer=other, now=NOW)
        with pytest.raises(errors.ArchiveNotOpen):
            queries.get_archive(
                view_id=view_id, officer=officer, now=NOW + dt.timedelta(minutes=30)
            )

    def test_shows_its_pictures_and_writes_down_each_look(self, walk: Walk, officer: Actor) -> None:
        walk.to_live()
        view_id = open_it(officer, number=walk.member.document_number)

        content = see_archived_picture(
            view_id=view_id, picture_id=PictureId(front_of(walk).pk), officer=officer, now=NOW
        )

        assert content.startswith(b"\xff\xd8")
        looks = queries.get_archive(view_id=view_id, officer=officer, now=NOW).looks
        assert "proofing.picture.seen" in {one.what for one in looks}

    def test_shows_no_picture_of_anybody_else(self, walk: Walk, officer: Actor) -> None:
        walk.to_live()
        make_account_of(REVIEWER, is_attached=True)
        view_id = open_it(officer, number=REVIEWER.document_number)

        with pytest.raises(errors.PictureNotFound):
            see_archived_picture(
                view_id=view_id, picture_id=PictureId(front_of(walk).pk), officer=officer, now=NOW
            )
        assert not AuditRecord.objects.filter(event="proofing.picture.seen").exists()


class TestDestruction:
    def destroy(self, now: dt.datetime) -> int:
        return destroy_archives(actor=system_actor(device="tests"), now=now)

    def test_comes_when_the_account_has_been_closed_for_its_time(
        self, walk: Walk, officer: Actor
    ) -> None:
        walk.to_live()
        picture = front_of(walk)
        Account.objects.filter(pk=walk.account_id).update(closed_at=NOW)

        destroyed = self.destroy(NOW + YEARS)

        assert destroyed >= 2
        with pytest.raises(vault_errors.FileNotKept):
            vault.read_file(VaultFileId(picture.file_id))
        assert AuditRecord.objects.filter(event="proofing.archive.destroyed").exists()
        later = NOW + YEARS
        view_id = open_it(officer, number=walk.member.document_number, now=later)
        found = queries.get_archive(view_id=view_id, officer=officer, now=later)
        assert found.destroyed
        assert not any(one.is_there for one in found.cases[0].pictures)
        assert Evidence.objects.exists()

    def test_does_not_come_before(self, walk: Walk) -> None:
        walk.to_live()
        Account.objects.filter(pk=walk.account_id).update(closed_at=NOW + dt.timedelta(days=100))

        assert self.destroy(NOW + YEARS) == 0
        assert vault.read_file(VaultFileId(front_of(walk).file_id))

    def test_never_comes_to_a_living_account(self, walk: Walk) -> None:
        walk.to_live()

        assert self.destroy(NOW + 3 * YEARS) == 0
