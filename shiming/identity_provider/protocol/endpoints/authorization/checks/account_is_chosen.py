"""OpenID Connect Core, section 3.1.2.1: prompt=select_account."""

from shiming.identity_provider.protocol.endpoints.authorization.request import Situation
from shiming.identity_provider.protocol.errors import AccountSelectionRequired


def check(situation: Situation) -> None:
    """
    Ask with which account to go on, where the client wants that asked.

    :raises AccountSelectionRequired: if the person has neither said so nor just signed in
    """
    if "select_account" not in situation.request.prompts:
        return
    session, interaction = situation.known_session, situation.interaction
    if interaction is None or (
        interaction.account_id != session.account_id
        and session.authenticated_at < interaction.created_at
    ):
        raise AccountSelectionRequired("the client asks which account to use")
