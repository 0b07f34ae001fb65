"""Let `legal_persons` fill the ports of the areas below that ask for offices and units."""

from config.env import Env
from shiming.accounts import ports as accounts
from shiming.legal_persons.identities import OfficeIdentities, OfficeNames, OfficeSuperiors
from shiming.messages import ports as messages


def wire(_env: Env) -> None:
    """Make offices known to accounts and messages."""
    accounts.identity_source.fill(OfficeIdentities())
    accounts.superiors.fill(OfficeSuperiors())
    messages.identity_book.fill(OfficeNames())
