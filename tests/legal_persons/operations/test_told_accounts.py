"""Which of the accounts from before rest on another node's word (migration 0009)."""

import importlib

import pytest
from django.apps import apps

from shiming.kernel.actor import system_actor
from shiming.legal_persons import operations
from shiming.legal_persons.models import LegalPerson
from shiming.legal_persons.types import UnitEvidenceKind
from tests.factories.accounts import NOW
from tests.factories.legal_persons import CODE, OTHER_CODE, make_unit

pytestmark = pytest.mark.django_db
WORKER = system_actor(device="tests")


def test_those_of_units_that_nobody_ever_confirmed() -> None:
    units = [make_unit(code=CODE), make_unit(code=OTHER_CODE)]
    for unit in units:
        operations.ensure_account(legal_person_id=unit, actor=WORKER, now=NOW)
    told, confirmed = units
    operations.add_evidence(
        legal_person_id=confirmed,
        kind=UnitEvidenceKind.COUNTER,
        source="tests",
        actor=WORKER,
        now=NOW,
    )

    migration = importlib.import_module("shiming.legal_persons.migrations.0009_told_accounts")
    migration.mark(apps, None)

    marked = LegalPerson.objects.filter(is_account_told=True)
    assert list(marked.values_list("pk", flat=True)) == [told]
