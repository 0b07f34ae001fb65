"""A unit's own account is nobody's proof (S29-4)."""

import pytest

from shiming.accounts.types import AccountKind
from shiming.kernel.levels import Level
from shiming.proofing import errors
from shiming.proofing.actions.start_proofing import start_proofing
from shiming.proofing.models import ProofingCase
from tests.factories.accounts import NOW, make_account, make_actor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [AccountKind.UNIT, AccountKind.AGENCY])
def test_begins_no_proofing(kind: AccountKind) -> None:
    with pytest.raises(errors.AccountOfUnit):
        start_proofing(
            actor=make_actor(make_account(kind=kind)),
            wanted_level=Level.PRIMARY,
            return_to="",
            now=NOW,
        )

    assert not ProofingCase.objects.exists()
