"""Let `legal_persons` fill the ports of the areas below that ask for offices and units."""

from config.env import Env
from shiming.accounts import ports as accounts
from shiming.accounts.types import FaceErrandKind
from shiming.directory import queries as directory
from shiming.legal_persons import ports as legal_persons
from shiming.legal_persons import queries
from shiming.legal_persons.faces import ConsentFace, TransactionFace
from shiming.legal_persons.identities import (
    OfficeIdentities,
    OfficeNames,
    OfficersAcceptingAlerts,
    OfficeSuperiors,
)
from shiming.messages import ports as messages


def wire(env: Env) -> None:
    """Make offices known to accounts and messages, and do what people show their face for."""
    accounts.body_codes.fill(queries.code_of_account)
    accounts.identity_source.fill(OfficeIdentities())
    accounts.superiors.fill(
        accounts.SeveralSuperiors(directory.StaffSuperiors(), OfficeSuperiors())
    )
    messages.identity_book.fill(OfficeNames())
    accounts.face_errands.fill(
        {FaceErrandKind.CONSENT: ConsentFace(), FaceErrandKind.TRANSACTION: TransactionFace()}
    )
    legal_persons.consent_address.fill(f"{env.base_url}/consents/v1")
    messages.risk_recipients.fill(OfficersAcceptingAlerts())
