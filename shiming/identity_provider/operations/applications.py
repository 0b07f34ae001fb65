"""What an integrator says of a system, made into columns."""

import datetime as dt

from shiming.identity_provider import errors, policies, ports
from shiming.identity_provider.duties_file import current_duties
from shiming.identity_provider.types import ApplicationEntry


def check(entry: ApplicationEntry, *, accepted_duties: str) -> None:
    """
    Hold an application against the rules, before any transaction.

    :raises errors.DutiesChanged: if other duties are in force than those that were accepted
    :raises errors.ApplicationTextInvalid: if a name or code cannot be shown as it is
    :raises errors.RedirectUriInvalid: if an address may not be redirected to
    :raises errors.SectorUnclear: if the redirect addresses have several hosts
    :raises errors.ScopeUnknown: if a scope is none of ours, or openid is missing
    :raises errors.SignOutUriInvalid: if the platform may not call the sign-out address
    """
    if accepted_duties != current_duties().version:
        raise errors.DutiesChanged
    if refusal := policies.refusal_to_enter(entry):
        raise refusal
    if entry.backchannel_logout_uri and not (
        policies.is_of_same_origin(
            entry.backchannel_logout_uri, (*entry.redirect_uris, *entry.sandbox_redirect_uris)
        )
        and ports.fetcher().may_fetch(entry.backchannel_logout_uri)
    ):
        raise errors.SignOutUriInvalid


def columns_of(entry: ApplicationEntry, *, now: dt.datetime) -> dict[str, object]:
    """Return the columns of an application that is sent now."""
    return {
        "unit": entry.unit,
        "responsible_name": entry.responsible_name,
        "responsible_contact": entry.responsible_contact,
        "system_name": entry.system_name,
        "purpose": entry.purpose,
        "item_codes": list(entry.item_codes),
        "environments": [one.value for one in entry.environments],
        "sandbox_redirect_uris": list(entry.sandbox_redirect_uris),
        "redirect_uris": list(entry.redirect_uris),
        "post_logout_redirect_uris": list(entry.post_logout_redirect_uris),
        "scopes": list(entry.scopes),
        "min_level": entry.min_level,
        "network_zone": entry.network_zone,
        "trust_sources": entry.trust_sources,
        "planned_on": entry.planned_on,
        "home_uri": entry.home_uri,
        "initiate_login_uri": entry.initiate_login_uri,
        "backchannel_logout_uri": entry.backchannel_logout_uri,
        "duties_version": current_duties().version,
        "duties_accepted_at": now,
        "submitted_at": now,
    }
