"""Who may have a source compare what, and what must be known before. Pure rules."""

import hmac
import secrets

from shiming.accounts import errors as accounts_errors
from shiming.accounts.types import CounterScope
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import DocumentNumber, DocumentType
from shiming.kernel.levels import Level
from shiming.kernel.phones import Mobile
from shiming.trust_sources import errors
from shiming.trust_sources.types import SourceProtocol
from shiming.trust_sources.types.checks import SENT

_BY_CARD = frozenset(
    {SourceProtocol.ALIPAY, SourceProtocol.UNIONPAY, SourceProtocol.PROVIDENT_FUND}
)
_STATE_BYTES = 32


def refusal_to_ask(*, actor: Actor, is_consented: bool) -> DomainError | None:
    """
    Return why somebody may not have a source asked, or None if they may.

    Only whom a register has confirmed: a source that says «yes, that is how our customer is
    called» says it of a name that somebody else vouches for.
    """
    if actor.account_id is None:
        return accounts_errors.SignInRequired()
    if actor.person_id is None or actor.level < Level.PRIMARY:
        return accounts_errors.PersonRequired()
    return None if is_consented else errors.CheckWithoutConsent()


def refusal_of_facts(
    *, protocol: SourceProtocol, number: DocumentNumber, mobile: Mobile | None
) -> DomainError | None:
    """Return what of a person a source could not compare, or None if it can compare all."""
    if protocol in _BY_CARD and number.document_type is not DocumentType.RESIDENT_ID_CARD:
        return errors.CheckDocumentUnfit()
    if "mobile" in SENT[protocol] and mobile is None:
        return errors.CheckNeedsMobile()
    return None


def scope_of(protocol: SourceProtocol) -> CounterScope:
    """Return under which limit of the day a question falls: cards share one (Q38)."""
    is_card = protocol is SourceProtocol.UNIONPAY
    return CounterScope.BANK_CARD_PERSON if is_card else CounterScope.SOURCE_CHECK


def new_state() -> str:
    """Return what only the browser that the source sends back can bring."""
    return secrets.token_urlsafe(_STATE_BYTES)


def is_state(given: str, kept: object) -> bool:
    """Tell whether a browser brings what the source was told to send it back with."""
    return isinstance(kept, str) and hmac.compare_digest(given.encode(), kept.encode())
