"""Sending the person to what is missing, and keeping the request until they are back (C2)."""

import re
import urllib.parse
import uuid

from shiming.identity_provider.protocol import digests
from shiming.identity_provider.protocol.consent_preview import preview
from shiming.identity_provider.protocol.endpoints.authorization.request import Situation
from shiming.identity_provider.protocol.endpoints.discovery import CONTINUE
from shiming.identity_provider.protocol.messages import (
    ConsentPage,
    Outcome,
    Parameters,
    ProofMissingPage,
    Request,
    SelectAccountPage,
    redirect,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import (
    FindHolder,
    HolderRecord,
    InteractionRecord,
    LeadOn,
    OpenInteraction,
    Steps,
)
from shiming.identity_provider.types import Leading
from shiming.kernel.ids import new_id

BROWSER_COOKIE = "shiming_interaction"
LANGUAGE_COOKIE = "django_language"
HINT_COOKIE = "shiming_login_hint"
"""Carries login_hint to the sign-in page: an address would leave it in logs."""

LONGEST_HINT = 128
_HINT_LIVES = 600
_SOURCE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LOCALES = {"zh": "zh-hans", "en": "en"}
# Pages of ours, shown where the person comes back to.
_OWN_PAGES = frozenset({Leading.CONSENT, Leading.SELECT})


def lead(
    leading: Leading, situation: Situation, request: Request, provider: Provider
) -> Steps[Outcome]:
    """
    Send the person on, or show them the page on which they may say what is missing.

    :raises TooManyRequests: if nobody is signed in, and too many like them came from their address
    """
    interaction = situation.interaction
    if interaction is None:
        return (yield from _keep(leading, situation, request, provider))
    if leading in _OWN_PAGES:
        return (yield from _own_page(leading, situation, interaction, provider))
    address = _address_of(leading, situation, provider, interaction.id)
    if leading is interaction.led_to:
        return ProofMissingPage(
            interaction_id=interaction.id,
            client_name=situation.request.known_client.name,
            address=address,
            level=situation.demanded_level if leading is Leading.STEP_UP else None,
        )
    yield from LeadOn(id=interaction.id, led_to=leading)
    return redirect(address, {})


def _own_page(
    leading: Leading, situation: Situation, interaction: InteractionRecord, provider: Provider
) -> Steps[Outcome]:
    asked, client = situation.request, situation.request.known_client
    holder = yield from _holder(situation)
    if leading is Leading.SELECT:
        return SelectAccountPage(
            interaction_id=interaction.id,
            client_name=client.name,
            holder=holder,
            address=_address_of(Leading.SIGN_IN, situation, provider, interaction.id),
        )
    return ConsentPage(
        interaction_id=interaction.id,
        client_name=client.name,
        scopes=tuple(scope for scope in asked.scopes if scope in asked.consentable_scopes),
        claims=preview(holder, asked.scopes, situation.known_session.identity.kind),
    )


def _holder(situation: Situation) -> Steps[HolderRecord]:
    session = situation.known_session
    return (
        yield from FindHolder(
            account_id=session.account_id,
            person_id=session.person_id,
            wants_attestations=False,
            now=situation.now,
        )
    )


def _keep(
    leading: Leading, situation: Situation, request: Request, provider: Provider
) -> Steps[Outcome]:
    asked = situation.request
    if situation.session is None:
        provider.strangers.admit(request.address, situation.now)
    interaction_id, browser_secret = new_id(), provider.new_secret()
    # Nobody has been led anywhere yet where the next stop only looks again: a client's POST from
    # another site carries no SameSite=Lax cookie, so it looks again with a GET.
    looks_again = request.method == "POST" or leading in _OWN_PAGES
    yield from OpenInteraction(
        id=interaction_id,
        client_pk=asked.known_client.id,
        browser_hash=digests.keyed_hash(provider.hash_key, browser_secret),
        query=asked.as_query(),
        led_to=Leading.CONSENT if looks_again else leading,
        now=situation.now,
        expires_at=situation.now + provider.terms.interaction,
    )
    back = f"{CONTINUE}{interaction_id}"
    address = back if looks_again else _address_of(leading, situation, provider, interaction_id)
    cookies = (
        interaction_cookie(provider, back, browser_secret),
        *_preferences(asked.parameters, provider),
    )
    return redirect(address, {}, cookies=cookies)


def _address_of(
    leading: Leading, situation: Situation, provider: Provider, interaction_id: uuid.UUID
) -> str:
    back = f"{CONTINUE}{interaction_id}"
    if leading is Leading.STEP_UP:
        return provider.step_up_url(
            level=situation.demanded_level,
            next_url=back,
            is_unit=situation.known_session.is_unit,
            transaction=str(interaction_id),
        )
    asked = situation.request
    source = asked.parameters.get("idp_hint")
    is_signed_in = situation.session is not None
    return provider.sign_in_url(
        back=back,
        is_again=is_signed_in,
        # OpenID Connect Prompt Create 1.0: who is signed in has an account already.
        is_new="create" in asked.prompts and not is_signed_in,
        source=source if _SOURCE.fullmatch(source) else "",
        methods=asked.known_client.sign_in_methods,
    )


def interaction_cookie(provider: Provider, path: str, browser_secret: str) -> str:
    """
    Tie the interaction to this browser.

    Without it, whoever learns the address could finish somebody else's request as themselves.
    """
    age = int(provider.terms.interaction.total_seconds())
    return _cookie(provider, BROWSER_COOKIE, browser_secret, path=path, age=age)


def _preferences(parameters: Parameters, provider: Provider) -> tuple[str, ...]:
    """Carry on in which language to speak, and whom the client expects."""
    cookies: list[str] = []
    for locale in parameters.words("ui_locales"):
        if language := _LOCALES.get(locale.partition("-")[0].lower()):
            cookies.append(_cookie(provider, LANGUAGE_COOKIE, language, path="/", age=None))
            break
    hint = parameters.get("login_hint")
    if hint and len(hint) <= LONGEST_HINT:
        quoted = urllib.parse.quote(hint, safe="")
        cookies.append(_cookie(provider, HINT_COOKIE, quoted, path="/sign-in/", age=_HINT_LIVES))
    return tuple(cookies)


def _cookie(provider: Provider, name: str, value: str, *, path: str, age: int | None) -> str:
    life = "" if age is None else f"Max-Age={age}; "
    secure = "; Secure" if provider.is_https else ""
    return f"{name}={value}; Path={path}; {life}HttpOnly; SameSite=Lax{secure}"
