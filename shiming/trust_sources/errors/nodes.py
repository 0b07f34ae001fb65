"""The refusals about nodes and the users that they share."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class MayNotManageNodes(DomainError):
    """The actor may not see or change the nodes."""

    code: ClassVar[str] = "trust_sources.node.may_not_manage"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class MayNotSettle(DomainError):
    """The actor may not decide conflicts."""

    code: ClassVar[str] = "trust_sources.conflict.may_not_settle"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class StandsAlone(DomainError):
    """This installation has no role among nodes."""

    code: ClassVar[str] = "trust_sources.node.stands_alone"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class PeerNotFound(DomainError):
    """There is no such node, or it is this one."""

    code: ClassVar[str] = "trust_sources.peer.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class PeerAlreadyThere(DomainError):
    """A node of this code is there already, or a city has a province already."""

    code: ClassVar[str] = "trust_sources.peer.already_there"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class PeerUnfit(DomainError):
    """Provinces know cities, cities know their province, and nobody knows themselves."""

    code: ClassVar[str] = "trust_sources.peer.unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class PeerKeyWeak(DomainError):
    """The shared key is too short."""

    code: ClassVar[str] = "trust_sources.peer.key_weak"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class PeerKeySame(DomainError):
    """The new key is the one that is in use."""

    code: ClassVar[str] = "trust_sources.peer.key_same"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class PeerKeyWaits(DomainError):
    """Another new key of the node waits for a second officer."""

    code: ClassVar[str] = "trust_sources.peer.key_waits"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class PeerKeyDecided(DomainError):
    """There is no such new key, or somebody decided about it before."""

    code: ClassVar[str] = "trust_sources.peer.key_decided"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class PeerKeyNeedsSecond(DomainError):
    """Whoever entered a new key cannot be the one who agrees to it."""

    code: ClassVar[str] = "trust_sources.peer.key_needs_second"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class OverlapUnfit(DomainError):
    """The old key would stay good for too long, or its last day is over. Context: `days`."""

    code: ClassVar[str] = "trust_sources.peer.overlap_unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class PeerAddressUnfit(DomainError):
    """The address is malformed, not https, or lies in a network that may not be called."""

    code: ClassVar[str] = "trust_sources.peer.address_unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class PeerSilent(DomainError):
    """The node does not answer now, or not as the protocol says."""

    code: ClassVar[str] = "trust_sources.peer.silent"
    kind: ClassVar[ErrorKind] = ErrorKind.UNAVAILABLE


class PeerStateChanged(DomainError):
    """Somebody else suspended or resumed the node before."""

    code: ClassVar[str] = "trust_sources.peer.state_changed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class CallNotProven(DomainError):
    """A call is not signed by a node that is known here, is old, or came twice."""

    code: ClassVar[str] = "trust_sources.call.not_proven"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class CallsTooMany(DomainError):
    """Too many calls came from one address that nobody had signed. Context: `retry_after`."""

    code: ClassVar[str] = "trust_sources.call.too_many"
    kind: ClassVar[ErrorKind] = ErrorKind.LIMITED


class CallMalformed(DomainError):
    """A call is proven, but is not of the documented form, or is meant for somebody else."""

    code: ClassVar[str] = "trust_sources.call.malformed"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class EventMalformed(DomainError):
    """An event is not of the documented form."""

    code: ClassVar[str] = "trust_sources.event.malformed"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class EventOutOfOrder(DomainError):
    """An earlier event about the same user has not come yet."""

    code: ClassVar[str] = "trust_sources.event.out_of_order"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class EventPlaceTaken(DomainError):
    """Another event had this place in the row: one of the nodes was set back in time."""

    code: ClassVar[str] = "trust_sources.event.place_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class EventNotHome(DomainError):
    """The node tells of a user who is not at home with it, or whom it does not know."""

    code: ClassVar[str] = "trust_sources.event.not_home"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class UserIsStaff(DomainError):
    """Staff is never told of between nodes (S33-25)."""

    code: ClassVar[str] = "trust_sources.user.staff"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class UserMalformed(DomainError):
    """A user lacks what the format demands."""

    code: ClassVar[str] = "trust_sources.user.malformed"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class EventNotFound(DomainError):
    """There is no such event that waits."""

    code: ClassVar[str] = "trust_sources.event.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class StockTooLarge(DomainError):
    """A stock file is longer than one may be."""

    code: ClassVar[str] = "trust_sources.stock.too_large"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class StockDamaged(DomainError):
    """A stock file is cut off, or does not agree with what its first line says of it."""

    code: ClassVar[str] = "trust_sources.stock.damaged"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class StockForged(DomainError):
    """Another file of this export came under this number before."""

    code: ClassVar[str] = "trust_sources.stock.other_content"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class ConflictNotFound(DomainError):
    """There is no such conflict."""

    code: ClassVar[str] = "trust_sources.conflict.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class ConflictSettled(DomainError):
    """Somebody else decided the conflict before."""

    code: ClassVar[str] = "trust_sources.conflict.settled"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class ConflictMovedOn(DomainError):
    """What the conflict was about has changed meanwhile, so that the decision cannot be done."""

    code: ClassVar[str] = "trust_sources.conflict.moved_on"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class DecisionImpossible(DomainError):
    """One number cannot belong to two persons."""

    code: ClassVar[str] = "trust_sources.conflict.decision_impossible"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class ReasonMissing(DomainError):
    """A decision needs a reason."""

    code: ClassVar[str] = "trust_sources.conflict.reason_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class SecondOfficerNeeded(DomainError):
    """Whoever proposed it cannot be the one who agrees."""

    code: ClassVar[str] = "trust_sources.conflict.second_officer_needed"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class EventWaits(DomainError):
    """Officers have to decide first who the user is that the event is about."""

    code: ClassVar[str] = "trust_sources.event.waits_for_officer"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class HomeNotConfirmed(DomainError):
    """A home is moved only once its owner has signed in here through the node that claims them."""

    code: ClassVar[str] = "trust_sources.conflict.home_not_confirmed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
