"""
Whether somebody still acts in the capacity in which they granted something (S16-9).

A grant keeps the capacity that its person had; an office may end before the grant does. Whoever
knows is asked again wherever a code, token or ticket is presented that was given in an office:
never for people who act for themselves. A unit that came by its password alone did so to a client
that takes such, and only as long as it does (S35-8).
"""

import dataclasses
from typing import TypeVar

from shiming.identity_provider.protocol.store import (
    CasTicketRecord,
    CodeRecord,
    FindActing,
    Grant,
    Steps,
    TokenRecord,
)
from shiming.kernel.actor import ActingKind

R = TypeVar("R", CodeRecord, TokenRecord, CasTicketRecord)


def weigh(presented: R, grant: Grant | None) -> Steps[R]:
    """Return what was presented, marked as over if whoever granted it does not act so any more."""
    if grant is None or not grant.acts_for_another:
        return presented
    acting = yield from FindActing(
        person_id=grant.person_id,
        organisation_id=grant.organisation_id,
        legal_person_id=grant.legal_person_id,
        alone_at=grant.client_pk if grant.acting == ActingKind.UNIT else None,
    )
    if acting.has_ended:
        return dataclasses.replace(presented, has_capacity_ended=True)
    return presented
