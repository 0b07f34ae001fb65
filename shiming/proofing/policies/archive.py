"""Who may open archives of evidence. Pure rules."""

from shiming.kernel import tripwire
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.proofing import errors
from shiming.proofing.types import ProofingPermission

_SHORTEST_NUMBER = 4


def refusal_to_open(*, officer: Actor, case_number: str) -> DomainError | None:
    """Return why an officer may not look for anybody's archive, or None if they may."""
    if officer.account_id is None or not officer.may(ProofingPermission.INSPECT_ARCHIVE):
        return errors.MayNotInspectArchive()
    # It is shown again and again: whoever it is about does not stand in it.
    if len(case_number.strip()) < _SHORTEST_NUMBER or tripwire.find_unmasked(case_number):
        return errors.ArchiveNeedsCaseNumber()
    return None
