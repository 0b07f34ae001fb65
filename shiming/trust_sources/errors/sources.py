"""Refusals about trust sources."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class MayNotManageSources(DomainError):
    """The actor may not see or propose changes of trust sources."""

    code: ClassVar[str] = "trust_sources.source.may_not_manage"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class MayNotApproveSources(DomainError):
    """The actor may not decide about the terms of trust sources."""

    code: ClassVar[str] = "trust_sources.source.may_not_approve"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class ProposerIsApprover(DomainError):
    """Who proposed terms cannot decide about them: four eyes."""

    code: ClassVar[str] = "trust_sources.source.proposer_is_approver"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class SourceNotFound(DomainError):
    """There is no such trust source."""

    code: ClassVar[str] = "trust_sources.source.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class SourceCodeTaken(DomainError):
    """Another source or network is called this."""

    code: ClassVar[str] = "trust_sources.source.code_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class SourceStateChanged(DomainError):
    """Somebody else changed the source's state before, or it is closed for good."""

    code: ClassVar[str] = "trust_sources.source.state_changed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class TermsWaiting(DomainError):
    """Terms of this source wait for a decision already."""

    code: ClassVar[str] = "trust_sources.source.terms_waiting"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class TermsDecided(DomainError):
    """Somebody decided about these terms before, or there are none."""

    code: ClassVar[str] = "trust_sources.source.terms_decided"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class MappingWrong(DomainError):
    """The mapping is no JSON of the documented form. Context: `field`."""

    code: ClassVar[str] = "trust_sources.source.mapping_wrong"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class ConnectionIncomplete(DomainError):
    """The protocol needs more than was entered. Context: `field`."""

    code: ClassVar[str] = "trust_sources.source.connection_incomplete"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class ContractBackwards(DomainError):
    """The contract ends before it begins."""

    code: ClassVar[str] = "trust_sources.source.contract_backwards"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class LevelWrong(DomainError):
    """No source's word gives more than the intermediate level, or enough to link alone or prove."""

    code: ClassVar[str] = "trust_sources.source.level_wrong"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class RefusalWithoutReason(DomainError):
    """Terms are refused with a reason."""

    code: ClassVar[str] = "trust_sources.source.reason_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID
