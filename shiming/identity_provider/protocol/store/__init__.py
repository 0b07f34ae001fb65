"""
What the engine asks of the store: operations, and the records they answer with; a file per subject.

An operation is a value; an endpoint says ``record = yield from FindClient(client_id=…)`` and the
driver that runs it sends the answer back. Every operation that changes something carries the
audit entry of the change: a driver commits both or neither, and nobody can forget the entry.
"""

from shiming.identity_provider.protocol.store.cas import (
    CasServiceRecord,
    CasTicketRecord,
    FindCasServices,
    FindCasTicket,
    InsertCasTicket,
    UseCasTicket,
)
from shiming.identity_provider.protocol.store.clients import ClientRecord, FindClient
from shiming.identity_provider.protocol.store.codes import (
    CodeRecord,
    FindCode,
    InsertCode,
    RedeemCode,
)
from shiming.identity_provider.protocol.store.devices import DeviceRecord, OpenDevice, PollDevice
from shiming.identity_provider.protocol.store.foresight import ConfirmLater, Foresee
from shiming.identity_provider.protocol.store.grants import Grant, RevokeGrant, Standing
from shiming.identity_provider.protocol.store.holders import (
    ActingRecord,
    Attestation,
    FindActing,
    FindHolder,
    HolderRecord,
)
from shiming.identity_provider.protocol.store.interactions import (
    CloseInteraction,
    ConsentRecord,
    FindConsent,
    FindInteraction,
    InteractionRecord,
    LeadOn,
    OpenInteraction,
)
from shiming.identity_provider.protocol.store.local_users import FindLocalUser
from shiming.identity_provider.protocol.store.operation import AuditEntry, Operation, Steps
from shiming.identity_provider.protocol.store.pushed_requests import (
    KeepPushedRequest,
    PushedRequestRecord,
    TakePushedRequest,
)
from shiming.identity_provider.protocol.store.sessions import (
    EndedSession,
    EndSession,
    FindSession,
    SessionRecord,
    WeighInTransaction,
)
from shiming.identity_provider.protocol.store.tokens import (
    FindAccessToken,
    FindRefreshToken,
    InsertAccessToken,
    NewToken,
    RevokeAccessToken,
    RotateRefreshToken,
    SpendIdentifier,
    TokenRecord,
)
from shiming.identity_provider.protocol.store.trials import FindTester, NoteTrial

__all__ = [
    "ActingRecord",
    "Attestation",
    "AuditEntry",
    "CasServiceRecord",
    "CasTicketRecord",
    "ClientRecord",
    "CloseInteraction",
    "CodeRecord",
    "ConfirmLater",
    "ConsentRecord",
    "DeviceRecord",
    "EndSession",
    "EndedSession",
    "FindAccessToken",
    "FindActing",
    "FindCasServices",
    "FindCasTicket",
    "FindClient",
    "FindCode",
    "FindConsent",
    "FindHolder",
    "FindInteraction",
    "FindLocalUser",
    "FindRefreshToken",
    "FindSession",
    "FindTester",
    "Foresee",
    "Grant",
    "HolderRecord",
    "InsertAccessToken",
    "InsertCasTicket",
    "InsertCode",
    "InteractionRecord",
    "KeepPushedRequest",
    "LeadOn",
    "NewToken",
    "NoteTrial",
    "OpenDevice",
    "OpenInteraction",
    "Operation",
    "PollDevice",
    "PushedRequestRecord",
    "RedeemCode",
    "RevokeAccessToken",
    "RevokeGrant",
    "RotateRefreshToken",
    "SessionRecord",
    "SpendIdentifier",
    "Standing",
    "Steps",
    "TakePushedRequest",
    "TokenRecord",
    "UseCasTicket",
    "WeighInTransaction",
]
