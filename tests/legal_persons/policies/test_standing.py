"""For which units anybody may act."""

import pytest

from shiming.legal_persons.policies.standing import may_be_acted_for
from shiming.legal_persons.types import LegalPersonState


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (LegalPersonState.EXISTING, True),
        (LegalPersonState.ABNORMAL, True),
        (LegalPersonState.REVOKED, False),
        (LegalPersonState.CANCELLED, False),
    ],
)
def test_says_so_of_every_state(state: LegalPersonState, may: bool) -> None:  # noqa: FBT001  a case
    assert may_be_acted_for(state) is may
