"""What makes a person or a unit the one it is: document number and credit code (S19-1)."""

import re
import uuid
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, models, transaction
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from shiming.accounts import operations as accounts
from shiming.accounts.models import Person
from shiming.accounts.types import AccountId
from shiming.kernel.actor import system_actor
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.names import CompanyName
from shiming.legal_persons import operations
from shiming.legal_persons.models import LegalPerson
from shiming.legal_persons.types import RecordSource, UnitRecord
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, attach, make_account
from tests.factories.legal_persons import CODE
from tests.legal_persons.race_kit import AT_ONCE, at_once

_SYSTEM = system_actor(device="tests")


def unit() -> UnitRecord:
    return UnitRecord(
        name=CompanyName.parse("示例一号有限公司"),
        source=RecordSource.REGISTER,
        credit_code=CreditCode.parse(CODE),
    )


def copy_of(row: models.Model) -> None:
    """Write a second row that differs from the first one in its key alone."""
    row.pk = uuid.uuid4()
    row._state.adding = True
    row.save(force_insert=True)


@pytest.mark.django_db
class TestDatabase:
    @pytest.mark.requirement("S19-1")
    def test_holds_a_document_number_once(self) -> None:
        attach(make_account(), PROOFED_CITIZEN)

        with pytest.raises(IntegrityError), transaction.atomic():
            copy_of(Person.objects.get())

    @pytest.mark.requirement("S19-1")
    def test_holds_a_credit_code_once(self) -> None:
        operations.add_legal_person(record=unit(), actor=_SYSTEM, now=NOW)

        with pytest.raises(IntegrityError), transaction.atomic():
            copy_of(LegalPerson.objects.get())

    def test_keeps_both_from_being_a_key(self) -> None:
        # What stands in addresses, tokens and foreign keys is opaque.
        assert isinstance(Person._meta.pk, models.UUIDField)
        assert isinstance(LegalPerson._meta.pk, models.UUIDField)


@pytest.mark.django_db(transaction=True)
class TestRace:
    def test_ends_with_one_person_and_one_unit(self) -> None:
        owners = [make_account() for _ in range(AT_ONCE)]

        def attach_one(number: int) -> None:
            with transaction.atomic():
                accounts.attach_person(
                    account_id=AccountId(owners[number].pk),
                    number=PROOFED_CITIZEN.document_number,
                    name=PROOFED_CITIZEN.person_name,
                    actor=_SYSTEM,
                    now=NOW,
                )

        def add_one(_number: int) -> None:
            with transaction.atomic():
                operations.add_legal_person(record=unit(), actor=_SYSTEM, now=NOW)

        assert at_once(attach_one) == ["in"] * AT_ONCE
        assert sorted(at_once(add_one)) == ["in", *["legal_persons.unit.exists"] * (AT_ONCE - 1)]
        assert Person.objects.count() == LegalPerson.objects.count() == 1


class TestAddresses:
    def test_have_no_place_for_either(self) -> None:
        texts = {
            f"{route}:{name}"
            for route, converter, name in parameters()
            if converter in {"str", "path"} and not route.startswith("scim/")
        }

        # Random codes of the platform; the alarm of every test searches all addresses besides.
        assert texts == {
            "q/<str:code>/:code",
            "q/<str:code>/scan/:code",
            "q/<str:code>/confirm/:code",
            "q/<str:code>/refuse/:code",
            "enterprises/apply/<str:ticket>/:ticket",
            "enterprises/apply/<str:ticket>/submit/:ticket",
        }

    @pytest.mark.parametrize(
        "number", [CODE, PROOFED_CITIZEN.number], ids=["credit code", "document number"]
    )
    def test_of_pages_about_people_and_units_take_keys_alone(self, number: str) -> None:
        keyed = [
            re.sub(r"<uuid:\w+>", number, route)
            for route, converter, _ in parameters()
            if converter == "uuid" and route.count("<") == 1 and not route.startswith("scim/")
        ]

        assert len(keyed) > 20
        for path in keyed:
            with pytest.raises(Resolver404):
                resolve(f"/{path}")


def parameters() -> Iterator[tuple[str, str, str]]:
    """Yield every parameter of every address: the address, the converter, the name."""
    for route in _routes(get_resolver("config.urls").url_patterns):
        for converter, name in re.findall(r"<(?:(\w+):)?(\w+)>", route):
            yield route, converter or "str", name


def _routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for entry in patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry.url_patterns, here)
        elif "(?P<" not in here:
            yield here
