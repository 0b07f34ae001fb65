"""Evidence about units is kept as it was written, and ended by rows of its own."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from shiming.accounts.models import LicenceBinding
from shiming.kernel.actor import system_actor
from shiming.kernel.levels import Level
from shiming.legal_persons import operations, queries
from shiming.legal_persons.models import LegalPersonEvidence
from shiming.legal_persons.types import LegalPersonId, UnitEvidenceKind, UnitRevocationReason
from tests.cast import LEGAL_REPRESENTATIVE
from tests.factories.accounts import NOW
from tests.factories.legal_persons import CODE, OTHER_CODE, make_office, make_proofed, make_unit

pytestmark = pytest.mark.django_db

ACTOR = system_actor(device="tests")


class TestEvidence:
    def test_raises_the_level_until_it_is_revoked(self) -> None:
        unit = make_unit()
        make_office(unit, LEGAL_REPRESENTATIVE, make_proofed(LEGAL_REPRESENTATIVE))
        operations.add_evidence(
            legal_person_id=unit,
            kind=UnitEvidenceKind.CERTIFICATE,
            source="tests",
            actor=ACTOR,
            now=NOW,
        )
        before = queries.level_of_unit(unit, now=NOW).level

        ended = operations.revoke_evidence(
            legal_person_id=unit,
            kind=UnitEvidenceKind.CERTIFICATE,
            reason=UnitRevocationReason.FORGED,
            actor=ACTOR,
            now=NOW + dt.timedelta(hours=1),
        )

        assert (before, ended) == (Level.INTERMEDIATE, 1)
        later = NOW + dt.timedelta(hours=1)
        assert queries.level_of_unit(unit, now=later).level is Level.REGISTERED

    def test_cannot_be_changed(self) -> None:
        operations.add_evidence(
            legal_person_id=make_unit(),
            kind=UnitEvidenceKind.APPROVAL,
            source="tests",
            actor=ACTOR,
            now=NOW,
        )

        with pytest.raises(DatabaseError), transaction.atomic():
            LegalPersonEvidence.objects.update(kind=UnitEvidenceKind.COUNTER)

        assert LegalPersonEvidence.objects.get().kind == UnitEvidenceKind.APPROVAL


class TestWhatTheUnitIsBoundTo:
    def bind(self, *, body_code: str) -> LegalPersonId:
        unit = make_unit()
        make_office(unit, LEGAL_REPRESENTATIVE, make_proofed(LEGAL_REPRESENTATIVE))
        account_id = operations.ensure_account(legal_person_id=unit, actor=ACTOR, now=NOW)
        LicenceBinding.objects.create(account_id=account_id, body_code=body_code, bound_at=NOW)
        return unit

    def test_its_electronic_licence_gives_intermediate_as_long_as_it_is_bound(self) -> None:
        unit = self.bind(body_code=CODE)

        assert queries.level_of_unit(unit, now=NOW).level is Level.INTERMEDIATE
        LicenceBinding.objects.all().delete()
        assert queries.level_of_unit(unit, now=NOW).level is Level.REGISTERED

    def test_the_licence_of_another_unit_gives_nothing(self) -> None:
        unit = self.bind(body_code=OTHER_CODE)

        assert queries.level_of_unit(unit, now=NOW).level is Level.REGISTERED
