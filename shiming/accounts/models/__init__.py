"""The tables of the area, a file per subject."""

from shiming.accounts.models.accounts import Account
from shiming.accounts.models.activation_codes import ActivationCode, CounterReset
from shiming.accounts.models.agreements import Acceptance, ServiceAgreement
from shiming.accounts.models.applications import (
    Application,
    ApplicationForm,
    ApplicationScanRow,
    ApplicationStepRow,
    ProvenMobile,
    SupplierConnection,
)
from shiming.accounts.models.authenticators import (
    Authenticator,
    RecoveryCode,
    TrustedDevice,
)
from shiming.accounts.models.certificate_bindings import CertificateBinding, LicenceBinding
from shiming.accounts.models.codes import OneTimeCode, SpentCheck
from shiming.accounts.models.contact_changes import ContactChange
from shiming.accounts.models.counters import GuessCounter
from shiming.accounts.models.links import AccountClosure, AccountLink
from shiming.accounts.models.numbers import PersonalNumber
from shiming.accounts.models.outside_proofs import OutsideProofRow
from shiming.accounts.models.passkeys import CredentialHolder, Passkey
from shiming.accounts.models.persons import Person
from shiming.accounts.models.portals import MaintenanceNotice, Portal, PortalChange
from shiming.accounts.models.qr_sign_ins import QrSignIn
from shiming.accounts.models.registration_codes import RegistrationCode
from shiming.accounts.models.second_factor_requests import SecondFactorRequest
from shiming.accounts.models.sessions import PendingSignIn, Session
from shiming.accounts.models.social_bindings import SocialBinding
from shiming.accounts.models.wallet import BankCard, PersonalCertificate

__all__ = [
    "Acceptance",
    "Account",
    "AccountClosure",
    "AccountLink",
    "ActivationCode",
    "Application",
    "ApplicationForm",
    "ApplicationScanRow",
    "ApplicationStepRow",
    "Authenticator",
    "BankCard",
    "CertificateBinding",
    "ContactChange",
    "CounterReset",
    "CredentialHolder",
    "GuessCounter",
    "LicenceBinding",
    "MaintenanceNotice",
    "OneTimeCode",
    "OutsideProofRow",
    "Passkey",
    "PendingSignIn",
    "Person",
    "PersonalCertificate",
    "PersonalNumber",
    "Portal",
    "PortalChange",
    "ProvenMobile",
    "QrSignIn",
    "RecoveryCode",
    "RegistrationCode",
    "SecondFactorRequest",
    "ServiceAgreement",
    "Session",
    "SocialBinding",
    "SpentCheck",
    "SupplierConnection",
    "TrustedDevice",
]
