"""Who may publish documents, and what they are called. Pure rules."""

from shiming.directory import errors
from shiming.directory.types import DirectoryPermission, PublicationDraft
from shiming.kernel.actor import ActingKind, Actor
from shiming.kernel.errors import DomainError

_LONGEST_TITLE = 100
_LONGEST_VERSION = 20
_LONGEST_REASON = 200
# They would break the name under which the file is saved.
_FORBIDDEN = frozenset('\\/:*?"<>|')


def refusal_to_publish(*, officer: Actor) -> DomainError | None:
    """Return why this actor may not publish or withdraw documents, or None if they may."""
    if officer.identity.kind is ActingKind.SYSTEM:
        return None
    if officer.account_id is None or not officer.may(DirectoryPermission.PUBLISH):
        return errors.MayNotPublish()
    return None


def refusal_of_draft(draft: PublicationDraft) -> DomainError | None:
    """Return what is wrong with title or version, or None."""
    given = ((draft.title, _LONGEST_TITLE), (draft.version, _LONGEST_VERSION))
    is_fit = all(
        0 < len(text.strip()) <= longest and text.isprintable() and not _FORBIDDEN & set(text)
        for text, longest in given
    )
    return None if is_fit else errors.PublicationUnfit()


def refusal_of_reason(reason: str) -> DomainError | None:
    """Return why this does not do as the reason of a withdrawal, or None."""
    if 0 < len(reason.strip()) <= _LONGEST_REASON:
        return None
    return errors.WithdrawalUnexplained()
