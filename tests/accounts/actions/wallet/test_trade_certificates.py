"""Certificates of trades: kept, found, changed, taken away, and told of in time (S06-4)."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator

import pytest

from shiming.accounts import errors, queries
from shiming.accounts.actions.wallet.keep_personal_certificate import keep_personal_certificate
from shiming.accounts.actions.wallet.remove_personal_certificate import (
    remove_personal_certificate,
)
from shiming.accounts.models import PersonalCertificate
from shiming.accounts.types import (
    CertificateEntries,
    CertificateFilter,
    CertificateStanding,
    PersonalCertificateFacts,
    PersonalCertificateId,
    PersonalCertificateKind,
    PersonId,
)
from shiming.audit.models import AuditRecord
from shiming.jobs.types import JobId, JobRun
from shiming.kernel.actor import Actor
from shiming.kernel.clock import CHINA
from shiming.kernel.errors import DomainError
from shiming.kernel.levels import Level
from shiming.messages import ports as messages_ports
from shiming.messages import tasks as messages_tasks
from shiming.messages.models import InboxMessage, Reminder
from shiming.messages.types import Receiver
from shiming.vault.models import VaultFile
from tests.accounts.actions.wallet.test_personal_certificates import picture
from tests.cast import AGENT, PROOFED_CITIZEN, Member
from tests.factories.accounts import NOW, make_account_of, make_actor

pytestmark = pytest.mark.django_db

PRACTICE = PersonalCertificateKind.PRACTICE
UNTIL = dt.date(2026, 6, 30)
SAID = CertificateEntries(
    name="一级建造师",
    level="一级",
    speciality="建筑工程",
    issuing_body="样本市住房和城乡建设局",
    issued_on=dt.date(2023, 6, 20),
    valid_from=dt.date(2023, 7, 1),
    valid_until=UNTIL,
    annual_check_on=dt.date(2026, 5, 8),
)


class OwnAccounts:
    """Knows which accounts are a person's."""

    def accounts_of(self, receiver: Receiver) -> list[uuid.UUID]:
        return [
            one.id for one in queries.list_accounts_of_person(PersonId(uuid.UUID(receiver.key)))
        ]


@pytest.fixture(autouse=True)
def _receivers() -> Iterator[None]:
    with messages_ports.receiver_book.replaced(OwnAccounts()):
        yield


def actor_of(member: Member) -> Actor:
    account = make_account_of(member, is_attached=True)
    return dataclasses.replace(make_actor(account), level=Level.PRIMARY)


@pytest.fixture
def actor() -> Actor:
    return actor_of(PROOFED_CITIZEN)


def keep(
    actor: Actor,
    said: CertificateEntries = SAID,
    *,
    kind: PersonalCertificateKind = PRACTICE,
    number: str = "SG-2023-0017",
    pictures: int = 0,
    certificate_id: PersonalCertificateId | None = None,
    now: dt.datetime = NOW,
) -> PersonalCertificateId:
    return keep_personal_certificate(
        kind=kind,
        number=number,
        pictures=[picture(place) for place in range(pictures)],
        entries=said,
        certificate_id=certificate_id,
        actor=actor,
        now=now,
    )


def listed(
    actor: Actor, *, words: str = "", standing: CertificateStanding | None = None
) -> list[PersonalCertificateFacts]:
    assert actor.person_id is not None
    return queries.list_personal_certificates(
        PersonId(actor.person_id),
        today=dt.date(2026, 3, 2),
        narrowed=CertificateFilter(words=words, standing=standing),
    )


def digests(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """Let the days go by, and return the mornings on which something was told."""
    told: dict[dt.date, str] = {}
    day = first
    while day <= last:
        before = set(InboxMessage.objects.values_list("pk", flat=True))
        morning = dt.datetime.combine(day, dt.time(9, 30), CHINA)
        messages_tasks.remind(
            JobRun(id=JobId(uuid.uuid4()), kind="messages.remind", subject="", now=morning)
        )
        for message in InboxMessage.objects.exclude(pk__in=before):
            told[day] = message.body
        day += dt.timedelta(days=1)
    return told


@pytest.mark.requirement("S06-4")
class TestCertificates:
    def test_are_added_with_all_fields_queried_edited_and_deleted(self, actor: Actor) -> None:
        key = keep(actor, pictures=1)
        keep(actor, dataclasses.replace(SAID, name="特种作业操作证", valid_until=None))
        shown = next(one for one in listed(actor) if one.id == key)
        assert (shown.kind, shown.entries) == (PRACTICE, SAID)
        assert (len(shown.pictures), "0017" in shown.number_masked) == (1, False)
        for words in ("建造师", "2023-0017 住房", "执业资格"):
            assert key in [one.id for one in listed(actor, words=words)]
        assert listed(actor, words="消防") == []

        renewed = dataclasses.replace(SAID, level="二级", valid_until=dt.date(2029, 6, 30))
        keep(actor, renewed, number="", certificate_id=key)
        changed = next(one for one in listed(actor) if one.id == key)
        assert changed.entries == renewed
        assert (changed.number_masked, changed.pictures) == (shown.number_masked, shown.pictures)

        remove_personal_certificate(certificate_id=key, actor=actor, now=NOW)
        assert [one.entries.name for one in listed(actor)] == ["特种作业操作证"]
        assert not VaultFile.objects.filter(shredded_at__isnull=True).exists()

    def test_are_told_of_90_30_and_7_days_before_and_on_expiry(self, actor: Actor) -> None:
        keep(actor, dataclasses.replace(SAID, annual_check_on=None))

        mornings = sorted(
            day
            for days in (91, 90, 89, 31, 30, 29, 8, 7, 6, 1, 0, -1)
            for day in digests(UNTIL - dt.timedelta(days=days), UNTIL - dt.timedelta(days=days))
        )

        assert [(UNTIL - day).days for day in mornings] == [90, 30, 7, 0]
        assert "一级建造师" in InboxMessage.objects.latest("created_at").body


class TestReminders:
    def test_speak_of_the_annual_check_too_in_one_digest_a_day(self, actor: Actor) -> None:
        check = dt.date(2026, 5, 31)
        keep(actor, dataclasses.replace(SAID, annual_check_on=check, valid_until=UNTIL))

        told = digests(check, check)

        # The 30th day before the end is the day of the check: one digest, two lines.
        assert list(told) == [check]
        assert ("到期" in told[check], "年检" in told[check]) == (True, True)

    def test_begin_anew_with_another_last_day_and_end_without_one(self, actor: Actor) -> None:
        said = dataclasses.replace(SAID, annual_check_on=None)
        key = keep(actor, said)
        later = dataclasses.replace(said, valid_until=dt.date(2027, 6, 30))

        keep(actor, later, certificate_id=key)
        assert digests(UNTIL - dt.timedelta(days=7), UNTIL) == {}
        keep(actor, dataclasses.replace(later, valid_until=None), certificate_id=key)

        assert not Reminder.objects.filter(closed_at=None, due_at__year=2027).exists()

    def test_end_with_the_certificate(self, actor: Actor) -> None:
        key = keep(actor)

        remove_personal_certificate(certificate_id=key, actor=actor, now=NOW)

        assert not Reminder.objects.filter(closed_at=None).exists()

    def test_are_not_sent_for_what_is_over(self, actor: Actor) -> None:
        over = dataclasses.replace(
            SAID, valid_until=dt.date(2026, 3, 1), annual_check_on=dt.date(2025, 3, 1)
        )

        keep(actor, over)

        assert not Reminder.objects.exists()
        assert [one.standing for one in listed(actor)] == [CertificateStanding.EXPIRED]


class TestStanding:
    @pytest.mark.parametrize(
        ("until", "standing"),
        [
            (None, CertificateStanding.VALID),
            (dt.date(2026, 6, 1), CertificateStanding.VALID),
            (dt.date(2026, 5, 31), CertificateStanding.EXPIRING),
            (dt.date(2026, 3, 2), CertificateStanding.EXPIRING),
            (dt.date(2026, 3, 1), CertificateStanding.EXPIRED),
        ],
    )
    def test_counts_the_last_day_as_a_good_one(
        self, actor: Actor, until: dt.date | None, standing: CertificateStanding
    ) -> None:
        early = dataclasses.replace(SAID, issued_on=None, valid_from=None, annual_check_on=None)
        keep(actor, dataclasses.replace(early, valid_until=until))

        assert len(listed(actor, standing=standing)) == 1
        for other in set(CertificateStanding) - {standing}:
            assert listed(actor, standing=other) == []


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "number", "refusal"),
        [
            ({"name": "  "}, "SG-1", errors.CertificateNameMissing),
            ({}, "", errors.CertificateNameMissing),
            ({}, "9" * 41, errors.CertificateNumberWrong),
            ({"name": "长" * 61}, "SG-1", errors.CertificateEntryUnfit),
            ({"name": f"电话{AGENT.mobile}"}, "SG-1", errors.CertificateEntryUnfit),
            ({"level": "一级\n二级"}, "SG-1", errors.CertificateEntryUnfit),
            ({"valid_until": dt.date(2023, 6, 30)}, "SG-1", errors.CertificateDaysDisordered),
            ({"issued_on": dt.date(2023, 7, 2)}, "SG-1", errors.CertificateDaysDisordered),
        ],
        ids=["name", "number", "long", "longer", "mobile", "line", "end", "issue"],
    )
    def test_keep_and_remind_nothing(
        self, actor: Actor, change: dict[str, object], number: str, refusal: type[DomainError]
    ) -> None:
        with pytest.raises(refusal):
            keep(actor, dataclasses.replace(SAID, **change), number=number)  # type: ignore[arg-type]  # its fields

        assert not PersonalCertificate.objects.exists()
        assert not Reminder.objects.exists()

    def test_end_a_flood(self, actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            "shiming.accounts.actions.wallet.keep_personal_certificate.MOST_CERTIFICATES", 2
        )
        keep(actor)
        keep(actor)

        with pytest.raises(errors.TooManyCertificates):
            keep(actor)

    def test_keep_strangers_from_changing_and_removing(self, actor: Actor) -> None:
        key = keep(actor)
        stranger = actor_of(AGENT)

        for act in (
            lambda: keep(stranger, certificate_id=key),
            lambda: remove_personal_certificate(certificate_id=key, actor=stranger, now=NOW),
        ):
            with pytest.raises(errors.PersonalCertificateNotFound):
                act()
        assert listed(stranger) == []
        assert AuditRecord.objects.filter(event__startswith="accounts.personal_cert").count() == 1

    def test_leave_the_kind_as_it_is(self, actor: Actor) -> None:
        key = keep(actor)

        with pytest.raises(errors.PersonalCertificateNotFound):
            keep(actor, kind=PersonalCertificateKind.OTHER, certificate_id=key)
