"""What the checks of the authorization endpoint look at."""

import dataclasses
import datetime as dt
import urllib.parse

from shiming.identity_provider.protocol.claims import ClaimsRequest
from shiming.identity_provider.protocol.id_tokens import IdTokenHint
from shiming.identity_provider.protocol.least_levels import LeastLevels
from shiming.identity_provider.protocol.messages import Parameters
from shiming.identity_provider.protocol.store import (
    ClientRecord,
    ConsentRecord,
    InteractionRecord,
    PushedRequestRecord,
    SessionRecord,
)
from shiming.identity_provider.types import AuthMethod, Scope
from shiming.kernel.levels import Level

_NOT_KEPT = frozenset(
    {"client_id", "login_hint", "client_secret", "client_assertion", "client_assertion_type"}
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """How a request came, before anything in it is read: plain, signed, or by reference."""

    parameters: Parameters
    client: ClientRecord | None
    pushed: PushedRequestRecord | None = None

    @property
    def known_client(self) -> ClientRecord:
        """The client, after `client_is_known`."""
        if self.client is None:
            raise AssertionError("a check ran before client_is_known")
        return self.client

    @property
    def is_signed(self) -> bool:
        """Tell whether the client signs what it asks, here or when it pushed it."""
        return bool(self.parameters.get("request")) or bool(self.pushed and self.pushed.was_signed)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """What a client asks for; the properties may be trusted once the checks have passed."""

    parameters: Parameters
    client: ClientRecord

    @property
    def known_client(self) -> ClientRecord:
        """The client, which the envelope's checks have found."""
        return self.client

    @property
    def redirect_uri(self) -> str:
        """Where the answer goes."""
        return self.parameters.get("redirect_uri")

    @property
    def is_anybodys_address(self) -> bool:
        """
        Tell whether nothing vouches for who is at the address (RFC 8252, section 8.6).

        Any programme may listen on a loopback address, and a client without a secret proves nothing
        later either.
        """
        # Plain http is registered for loopback addresses alone.
        is_loopback = self.redirect_uri.startswith("http://")
        return is_loopback and self.known_client.auth_method is AuthMethod.NONE

    @property
    def state(self) -> str:
        """What the client wants back unchanged."""
        # Sent twice, no one of them is the client's.
        return "" if "state" in self.parameters.repeated else self.parameters.get("state")

    @property
    def is_answered_by_form(self) -> bool:
        """Tell whether the answer is to be posted (OAuth 2.0 Form Post Response Mode)."""
        mode = "" if "response_mode" in self.parameters.repeated else "response_mode"
        return self.parameters.get(mode) == "form_post"

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes asked for."""
        return self.parameters.words("scope")

    @property
    def prompts(self) -> tuple[str, ...]:
        """What the client wants the person to be asked."""
        return self.parameters.words("prompt")

    @property
    def may_interact(self) -> bool:
        """Tell whether the person may be shown anything."""
        return "none" not in self.prompts

    @property
    def max_age(self) -> dt.timedelta | None:
        """How old the sign-in may be."""
        text = self.parameters.get("max_age")
        return dt.timedelta(seconds=int(text)) if text else None

    @property
    def resources(self) -> tuple[str, ...]:
        """For which resources the client will want tokens (RFC 8707)."""
        return tuple(dict.fromkeys(self.parameters.lists.get("resource", ())))

    def as_query(self) -> str:
        """Return the request as it is kept: without secrets, or who the person might be."""
        pairs = [("client_id", self.client.client_id)]
        for name, value in self.parameters.values.items():
            if name not in _NOT_KEPT:
                pairs += [(name, one) for one in self.parameters.lists.get(name, (value,))]
        return urllib.parse.urlencode(pairs)

    @property
    def claims(self) -> ClaimsRequest:
        """The individual claims asked for."""
        return ClaimsRequest.parse(self.parameters.get("claims"))

    @property
    def essential_level(self) -> Level:
        """The least level that the request demands: of several accepted ones the lowest does."""
        return min(_levels(self.claims.essential_acr), default=Level.ANONYMOUS)

    @property
    def wished_level(self) -> Level:
        """The least level that the client would like; a person present is led there (C2)."""
        return min(_levels(self.parameters.words("acr_values")), default=Level.ANONYMOUS)

    @property
    def consentable_scopes(self) -> frozenset[str]:
        """What a person can refuse: everything but being recognised."""
        return frozenset(self.scopes) - {Scope.OPENID}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A request that stands, and the person before it."""

    request: AuthorizationRequest
    session: SessionRecord | None
    subject: str
    hint: IdTokenHint | None
    consent: ConsentRecord | None
    interaction: InteractionRecord | None
    """The kept request, once the person was led away; None while it is here first."""
    is_tester: bool
    """Whether the person may use this client if it is a sandbox client."""
    least_levels: LeastLevels
    """What scopes and resources demand, whichever client wants them."""
    now: dt.datetime

    @property
    def asked_at(self) -> dt.datetime | None:
        """When this request first arrived and the person was led away."""
        return self.interaction.created_at if self.interaction else None

    @property
    def known_session(self) -> SessionRecord:
        """The session, after `somebody_is_signed_in`."""
        if self.session is None:
            raise AssertionError("a check ran before somebody_is_signed_in")
        return self.session

    @property
    def demanded_level(self) -> Level:
        """The level without which no code is given now."""
        demanded = max(self.least_level, self.level_of_scopes, self.request.essential_level)
        if self.request.may_interact:
            return max(demanded, self.request.wished_level)
        # acr_values is a voluntary wish (OpenID Connect Core, 3.1.2.1): nobody is there to lead.
        return demanded

    @property
    def least_level(self) -> Level:
        """The level below which the client takes nobody of this kind of users."""
        return self.request.known_client.least_level(is_unit=self._is_unit)

    @property
    def level_of_scopes(self) -> Level:
        """The level below which nobody is served what the client asks for (C2)."""
        wanted = (*self.request.scopes, *self.request.resources)
        return self.least_levels.least(wanted, is_unit=self._is_unit)

    @property
    def _is_unit(self) -> bool:
        return self.session is not None and self.session.is_unit


def _levels(acrs: tuple[str, ...]) -> list[Level]:
    return [level for acr in acrs if (level := Level.from_acr(acr)) is not None]
