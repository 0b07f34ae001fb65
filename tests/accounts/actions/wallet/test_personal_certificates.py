import dataclasses
import datetime as dt
import io
from collections.abc import Iterator

import pytest
from PIL import Image

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.wallet.keep_personal_certificate import keep_personal_certificate
from shiming.accounts.actions.wallet.look_up_certificate_number import look_up_certificate_number
from shiming.accounts.actions.wallet.remove_personal_certificate import (
    remove_personal_certificate,
)
from shiming.accounts.actions.wallet.show_certificate_picture import show_certificate_picture
from shiming.accounts.models import PersonalCertificate
from shiming.accounts.types import (
    OwnershipOutcome,
    PersonalCertificateFacts,
    PersonalCertificateId,
    PersonalCertificateKind,
    PersonId,
)
from shiming.kernel.actor import Actor
from shiming.kernel.clock import today_in_china
from shiming.kernel.errors import DomainError
from shiming.kernel.levels import Level
from shiming.kernel.pictures import PictureTypeUnknown
from shiming.vault.models import VaultFile
from tests.accounts.wallet_fakes import FakeOffice
from tests.cast import AGENT, PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of, make_actor

pytestmark = pytest.mark.django_db(transaction=True)

DISABILITY = PersonalCertificateKind.DISABILITY
MARTYR = PersonalCertificateKind.MARTYR_FAMILY
NUMBER = f"{PROOFED_CITIZEN.number}43"


@pytest.fixture
def actor() -> Actor:
    account = make_account_of(PROOFED_CITIZEN, is_attached=True)
    return dataclasses.replace(make_actor(account), level=Level.PRIMARY)


@pytest.fixture
def office() -> Iterator[FakeOffice]:
    with ports.certificate_office.replaced(fake := FakeOffice(number=NUMBER)):
        yield fake


def picture(shade: int = 200) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), (shade, shade, shade)).save(buffer, "PNG")
    return buffer.getvalue()


def keep(
    actor: Actor,
    kind: PersonalCertificateKind = DISABILITY,
    *,
    number: str = NUMBER,
    pictures: int = 1,
) -> None:
    keep_personal_certificate(
        kind=kind,
        number=number,
        pictures=[picture(place) for place in range(pictures)],
        actor=actor,
        now=NOW,
    )


def filed(actor: Actor, kind: PersonalCertificateKind) -> PersonalCertificateFacts | None:
    assert actor.person_id is not None
    listed = queries.list_personal_certificates(
        PersonId(actor.person_id), today=today_in_china(NOW)
    )
    return next((each for each in listed if each.kind is kind), None)


def key_of(actor: Actor) -> PersonalCertificateId:
    found = filed(actor, DISABILITY)
    assert found is not None
    return found.id


class TestKeepPersonalCertificate:
    @pytest.mark.requirement("S32-6")
    def test_wants_a_number_for_disability_and_none_for_martyrs_and_takes_five_pictures(
        self, actor: Actor, office: FakeOffice
    ) -> None:
        with pytest.raises(errors.CertificateNumberMissing):
            keep(actor, DISABILITY, number="")
        keep(actor, DISABILITY, number=look_up_certificate_number(actor=actor, now=NOW))
        for kind in (DISABILITY, MARTYR):
            number = NUMBER if kind is DISABILITY else ""
            with pytest.raises(errors.TooManyPictures):
                keep(actor, kind, number=number, pictures=6)
            keep(actor, kind, number=number, pictures=5)
            kept = filed(actor, kind)
            assert kept is not None
            assert len(kept.pictures) == 5
        with pytest.raises(errors.PicturesMissing):
            keep(actor, DISABILITY, pictures=0)

    def test_unpacks_no_picture_of_too_many(self, actor: Actor) -> None:
        with pytest.raises(errors.TooManyPictures):
            keep_personal_certificate(
                kind=DISABILITY, number=NUMBER, pictures=[b"none"] * 6, actor=actor, now=NOW
            )

    def test_shows_the_number_masked(self, actor: Actor) -> None:
        keep(actor)
        kept = filed(actor, DISABILITY)
        assert kept is not None
        assert kept.number_masked == "60****************43"

    @pytest.mark.parametrize(
        "number",
        [
            f"{AGENT.number}43",
            f"{PROOFED_CITIZEN.number}83",
            PROOFED_CITIZEN.number,
            "1",
            f"{NUMBER}B",
        ],
    )
    def test_refuses_a_number_that_is_not_the_persons(self, actor: Actor, number: str) -> None:
        with pytest.raises(errors.CertificateNumberWrong):
            keep(actor, number=number)
        assert not PersonalCertificate.objects.exists()
        assert not VaultFile.objects.exists()

    @pytest.mark.parametrize(
        "number", [f"{NUMBER}B1", f"{PROOFED_CITIZEN.number[:6]} {NUMBER[6:]}"]
    )
    def test_takes_replacements_and_spaces(self, actor: Actor, number: str) -> None:
        keep(actor, number=number)
        assert filed(actor, DISABILITY) is not None

    def test_replaces_an_earlier_one_and_shreds_its_pictures(self, actor: Actor) -> None:
        keep(actor, pictures=3)
        keep(actor, pictures=2)
        assert PersonalCertificate.objects.count() == 1
        assert VaultFile.objects.filter(shredded_at__isnull=True).count() == 2
        assert VaultFile.objects.filter(shredded_at__isnull=False).count() == 3

    def test_keeps_nothing_where_one_file_is_no_picture(self, actor: Actor) -> None:
        with pytest.raises(PictureTypeUnknown):
            keep_personal_certificate(
                kind=DISABILITY, number=NUMBER, pictures=[picture(), b"%PDF"], actor=actor, now=NOW
            )
        assert not VaultFile.objects.exists()

    def test_wants_a_fresh_proof_to_file_and_to_change(self, actor: Actor) -> None:
        keep(actor)
        for certificate_id in (None, key_of(actor)):
            with pytest.raises(errors.ReauthenticationRequired):
                keep_personal_certificate(
                    kind=DISABILITY,
                    number=NUMBER,
                    pictures=[picture(7)],
                    certificate_id=certificate_id,
                    actor=actor,
                    now=NOW + dt.timedelta(minutes=6),
                )
        assert VaultFile.objects.filter(shredded_at__isnull=True).count() == 1

    def test_is_for_people_whom_a_register_knows(self, actor: Actor) -> None:
        with pytest.raises(errors.PersonRequired):
            keep(dataclasses.replace(actor, level=Level.REGISTERED))


class TestLookUpCertificateNumber:
    @pytest.mark.parametrize(
        ("outcome", "refusal"),
        [
            (OwnershipOutcome.MISMATCH, errors.CertificateNumberUnknown),
            (OwnershipOutcome.UNAVAILABLE, errors.CertificateOfficeUnavailable),
        ],
    )
    def test_says_that_there_is_none_otherwise_than_that_nobody_answers(
        self,
        actor: Actor,
        office: FakeOffice,
        outcome: OwnershipOutcome,
        refusal: type[DomainError],
    ) -> None:
        office.outcome = outcome
        with pytest.raises(refusal):
            look_up_certificate_number(actor=actor, now=NOW)

    def test_wants_a_fresh_proof(self, actor: Actor, office: FakeOffice) -> None:
        with pytest.raises(errors.ReauthenticationRequired):
            look_up_certificate_number(actor=actor, now=NOW + dt.timedelta(minutes=6))


class TestShowCertificatePicture:
    def test_shows_the_picture_that_was_filed(self, actor: Actor) -> None:
        keep(actor, pictures=2)
        content = show_certificate_picture(
            certificate_id=key_of(actor), place=2, actor=actor, now=NOW
        )
        assert Image.open(io.BytesIO(content)).getpixel((5, 5)) == (1, 1, 1)

    @pytest.mark.parametrize("place", [0, 3, -1])
    def test_knows_no_other_places(self, actor: Actor, place: int) -> None:
        keep(actor, pictures=2)
        with pytest.raises(errors.CertificatePictureNotFound):
            show_certificate_picture(
                certificate_id=key_of(actor), place=place, actor=actor, now=NOW
            )

    def test_shows_nobody_elses(self, actor: Actor) -> None:
        keep(actor)
        stranger = make_actor(make_account_of(AGENT, is_attached=True))
        with pytest.raises(errors.PersonalCertificateNotFound):
            show_certificate_picture(
                certificate_id=key_of(actor),
                place=1,
                actor=dataclasses.replace(stranger, level=Level.PRIMARY),
                now=NOW,
            )

    def test_wants_a_fresh_proof(self, actor: Actor) -> None:
        keep(actor)
        with pytest.raises(errors.ReauthenticationRequired):
            show_certificate_picture(
                certificate_id=key_of(actor),
                place=1,
                actor=actor,
                now=NOW + dt.timedelta(minutes=6),
            )


class TestRemovePersonalCertificate:
    def test_leaves_neither_number_nor_picture(self, actor: Actor) -> None:
        keep(actor, pictures=2)
        key = key_of(actor)
        remove_personal_certificate(certificate_id=key, actor=actor, now=NOW)
        with pytest.raises(errors.PersonalCertificateNotFound):
            remove_personal_certificate(certificate_id=key, actor=actor, now=NOW)
        assert filed(actor, DISABILITY) is None
        assert not VaultFile.objects.filter(shredded_at__isnull=True).exists()
