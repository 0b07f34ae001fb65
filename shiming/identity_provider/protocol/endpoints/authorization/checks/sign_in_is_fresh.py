"""OpenID Connect Core, section 3.1.2.1: prompt=login and max_age."""

from shiming.identity_provider.protocol.endpoints.authorization.request import Situation
from shiming.identity_provider.protocol.errors import LoginRequired


def check(situation: Situation) -> None:
    """
    Ask for a new sign-in where the client wants one.

    With prompt=login only a sign-in counts that came after this very request: what the browser
    brings back proves nothing, the session's own time does.

    :raises LoginRequired: if the person signed in too long ago
    """
    signed_in_at = situation.known_session.authenticated_at
    asked_at = situation.asked_at
    if "login" in situation.request.prompts and (asked_at is None or signed_in_at < asked_at):
        raise LoginRequired("the client asks for a new sign-in")
    max_age = situation.request.max_age
    # A sign-in made for this very request is as fresh as one can be, even for max_age=0.
    is_made_for_this = asked_at is not None and signed_in_at >= asked_at
    if max_age is not None and not is_made_for_this and situation.now - signed_in_at > max_age:
        raise LoginRequired("the sign-in is older than max_age")
