"""OpenID Connect Core, section 3.1.2.4: consent."""

from shiming.identity_provider.protocol.endpoints.authorization.request import Situation
from shiming.identity_provider.protocol.errors import ConsentRequired
from shiming.identity_provider.types import ClientKind


def check(situation: Situation) -> None:
    """
    Ask for consent to what a client that is not the government's wants to know (E1).

    :raises ConsentRequired: if the person has not agreed to every scope
    """
    request = situation.request
    if request.known_client.kind is ClientKind.GOVERNMENTAL or not request.consentable_scopes:
        return
    consent, interaction = situation.consent, situation.interaction
    is_theirs = interaction and interaction.account_id == situation.known_session.account_id
    for_once = interaction.consented_scopes if interaction and is_theirs else frozenset[str]()
    if for_once.issuperset(request.consentable_scopes):
        return
    lasting = consent.scopes if consent and not request.is_anybodys_address else frozenset[str]()
    if not (lasting | for_once).issuperset(request.consentable_scopes):
        raise ConsentRequired("the person has not agreed yet")
    asked_at = situation.asked_at
    if "consent" in request.prompts and (
        asked_at is None or consent is None or consent.given_at < asked_at
    ):
        raise ConsentRequired("the client asks for a new consent")
