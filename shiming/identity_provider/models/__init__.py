"""
The tables of the area, a file per subject.

Codes and tokens are stored as keyed hashes only. The drivers read these tables with SQL too; the
differential test in `tests/identity_provider/drivers` holds both readings together.
"""

from shiming.identity_provider.models.cas import CasService, CasTicket
from shiming.identity_provider.models.clients import Client
from shiming.identity_provider.models.codes import AuthorizationCode
from shiming.identity_provider.models.consents import Consent
from shiming.identity_provider.models.devices import DeviceRequest
from shiming.identity_provider.models.interactions import Interaction
from shiming.identity_provider.models.keys import SigningKey
from shiming.identity_provider.models.local_users import LocalUser, LocalUserCandidate
from shiming.identity_provider.models.onboarding import (
    AddressChange,
    Application,
    SandboxTester,
    TrialResult,
)
from shiming.identity_provider.models.provisioning import ProvisionedUser, Provisioning
from shiming.identity_provider.models.pushed_requests import PushedRequest
from shiming.identity_provider.models.registrations import ClientRegistration, InitialAccessToken
from shiming.identity_provider.models.registry import RegisteredSystem
from shiming.identity_provider.models.releases import Release
from shiming.identity_provider.models.scope_levels import ScopeLevel
from shiming.identity_provider.models.sign_outs import SignOut, SignOutNotice
from shiming.identity_provider.models.spent import SpentIdentifier
from shiming.identity_provider.models.tokens import AccessToken, RefreshToken

__all__ = [
    "AccessToken",
    "AddressChange",
    "Application",
    "AuthorizationCode",
    "CasService",
    "CasTicket",
    "Client",
    "ClientRegistration",
    "Consent",
    "DeviceRequest",
    "InitialAccessToken",
    "Interaction",
    "LocalUser",
    "LocalUserCandidate",
    "ProvisionedUser",
    "Provisioning",
    "PushedRequest",
    "RefreshToken",
    "RegisteredSystem",
    "Release",
    "SandboxTester",
    "ScopeLevel",
    "SignOut",
    "SignOutNotice",
    "SigningKey",
    "SpentIdentifier",
    "TrialResult",
]
