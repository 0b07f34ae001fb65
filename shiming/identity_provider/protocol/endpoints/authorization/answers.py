"""What goes back to the client, and what the audit hears of it."""

from collections.abc import Mapping

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import OAuthError, UntrustedRequest
from shiming.identity_provider.protocol.messages import (
    ErrorPage,
    FormPostPage,
    Outcome,
    Request,
    redirect,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import AuditEntry, SessionRecord
from shiming.identity_provider.types import IdentityProviderEvent
from shiming.kernel.actor import Actor, visitor


def respond(asked: AuthorizationRequest, answer: Mapping[str, str]) -> Outcome:
    """Answer where and how the client asked to be answered."""
    if asked.is_answered_by_form:
        return FormPostPage(address=asked.redirect_uri, answer=answer)
    return redirect(asked.redirect_uri, answer)


def refusal(asked: AuthorizationRequest, provider: Provider, error: OAuthError) -> Outcome:
    """Tell the client where it asked to be told, or the person where that is not allowed."""
    if not error.may_redirect:
        return ErrorPage(error=error)
    answer = {"error": error.code, "error_description": error.description, "iss": provider.issuer}
    if asked.state:
        answer["state"] = asked.state
    return respond(asked, answer)


def no_interaction() -> ErrorPage:
    """Tell the person that there is nothing to go on with."""
    return ErrorPage(error=UntrustedRequest("this sign-in is over or belongs to another browser"))


def audit_entry(
    event: IdentityProviderEvent,
    request: Request,
    session: SessionRecord | None,
    *,
    client_id: str,
    **details: str,
) -> AuditEntry:
    """Return the record: the person acts, if one is signed in."""
    actor = (
        Actor(
            account_id=session.account_id,
            person_id=session.person_id,
            session_id=session.sid,
            identity=session.identity,
            level=session.level,
            methods=session.methods,
            address=request.address,
            device=request.device,
        )
        if session
        else visitor(address=request.address, device=request.device)
    )
    return AuditEntry(event=event, actor=actor, subject=f"client:{client_id}", details=details)
