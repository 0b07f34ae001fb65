"""What a portal may be beside the others."""

import dataclasses

import pytest

from shiming.accounts import errors
from shiming.accounts.policies.portals import refusal_to_change
from shiming.accounts.types import AccountKind, HumanCheckKind, PortalEntry, SignInMethod
from shiming.kernel.errors import DomainError

MAIN, TAX = "id.example", "tax.example"
HOSTS = {MAIN, TAX}
DEFAULT = PortalEntry(code="main")
STAFF_IN = {AccountKind.STAFF: (SignInMethod.STAFF,)}
PEOPLE_ONLY = {AccountKind.NATURAL_PERSON: (SignInMethod.SMS, SignInMethod.PASSWORD)}
PORTAL = PortalEntry(code="tax", host=TAX, name="电子税务局", methods=PEOPLE_ONLY)


def refused(entry: PortalEntry, *others: PortalEntry, is_default: bool = False) -> type | None:
    refusal: DomainError | None = refusal_to_change(
        entry, others=others, hosts=HOSTS, is_default=is_default
    )
    return None if refusal is None else type(refusal)


class TestPortal:
    def test_may_offer_some_ways_to_some_in_any_order(self) -> None:
        assert refused(PORTAL, DEFAULT) is None
        assert refused(dataclasses.replace(PORTAL, methods={}), DEFAULT) is None
        assert refused(dataclasses.replace(DEFAULT, name="门户"), is_default=True) is None

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"code": "Tax"}, errors.PortalTextUnfit),
            ({"name": ""}, errors.PortalTextUnfit),
            ({"name": "税\u202e局"}, errors.PortalTextUnfit),
            ({"name": "税" * 61}, errors.PortalTextUnfit),
            ({"password_profile": "none"}, errors.PortalTextUnfit),
            ({"required_contacts": ("fax",)}, errors.PortalTextUnfit),
            ({"human_checks": ()}, errors.PortalTextUnfit),
            ({"host": "evil.example"}, errors.PortalHostUnfit),
            ({"host": ""}, errors.PortalHostUnfit),
            ({"methods": {AccountKind.STAFF: ()}}, errors.PortalWithoutWay),
            (
                {"methods": {AccountKind.STAFF: (SignInMethod.SMS,)}},
                errors.PortalWithoutWay,
            ),
            (
                {"methods": {AccountKind.UNIT: (SignInMethod.SMS, SignInMethod.SMS)}},
                errors.PortalWithoutWay,
            ),
            ({"methods": {AccountKind.API: ()}}, errors.PortalWithoutWay),
        ],
    )
    def test_is_refused_where_it_could_not_work(
        self, changes: dict[str, object], refusal: type[DomainError]
    ) -> None:
        changed = dataclasses.replace(PORTAL, **changes)  # type: ignore[arg-type]  # of the fields

        assert refused(changed, DEFAULT) is refusal

    def test_has_an_address_of_its_own(self) -> None:
        other = dataclasses.replace(PORTAL, code="other")

        assert refused(PORTAL, other, DEFAULT) is errors.PortalHostUnfit
        elsewhere = dataclasses.replace(DEFAULT, host=MAIN)
        assert refused(elsewhere, is_default=True) is errors.PortalHostUnfit

    def test_never_locks_all_staff_out(self) -> None:
        shut = dataclasses.replace(DEFAULT, methods=PEOPLE_ONLY)
        keyed = dataclasses.replace(DEFAULT, methods={AccountKind.STAFF: (SignInMethod.PASSKEY,)})
        staff_at_tax = dataclasses.replace(PORTAL, methods=STAFF_IN)

        assert refused(shut, PORTAL, is_default=True) is errors.StaffLockedOut
        assert refused(keyed, PORTAL, is_default=True) is errors.StaffLockedOut
        assert refused(shut, staff_at_tax, is_default=True) is None
        # Where every address has a portal of its own, nobody ever sees the one for the others.
        at_main = dataclasses.replace(PORTAL, code="people", host=MAIN)
        assert refused(at_main, PORTAL, DEFAULT) is errors.StaffLockedOut

    def test_is_read_as_it_was_written(self) -> None:
        whole = dataclasses.replace(
            PORTAL, human_checks=(HumanCheckKind.PICTURE,), required_contacts=("mobile",)
        )

        assert PortalEntry.of("tax", whole.values()) == whole
        assert PortalEntry.of("main", DEFAULT.values()) == DEFAULT
