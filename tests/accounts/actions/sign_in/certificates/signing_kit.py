"""A certificate key that signs what the platform asks for."""

import datetime as dt

from shiming.accounts.actions.bindings.bind_certificate import bind_certificate
from shiming.accounts.actions.sign_in.issue_agent_ticket import IssuedTicket, issue_agent_ticket
from shiming.accounts.agent_signer import Es256AgentSigner
from shiming.accounts.models import Account
from shiming.accounts.types import (
    OutsideAim,
    Visit,
)
from shiming.kernel.actor import Actor, visitor
from tests.accounts.certificate_kit import Key
from tests.factories.accounts import NOW, make_actor

LATER = NOW + dt.timedelta(seconds=30)
ORIGIN = "https://portal.example"
NONCE = "n" * 43
SIGNER = Es256AgentSigner(b"a secret of the tests")


def issue(visit: Visit, *, actor: Actor | None = None, now: dt.datetime = NOW) -> IssuedTicket:
    return issue_agent_ticket(
        aim=OutsideAim.SIGN_IN if actor is None else OutsideAim.BIND,
        nonce=NONCE,
        origin=ORIGIN,
        actor=actor or visitor(),
        visit=visit,
        now=now,
    )


def bind(key: Key, account: Account, visit: Visit, *, issued: IssuedTicket | None = None) -> None:
    actor = make_actor(account, now=NOW)
    issued = issued or issue(visit, actor=actor)
    bind_certificate(
        proof_id=issued.proof_id,
        algorithm=key.algorithm,
        signature=key.sign(issued.statement),
        certificate=key.certificate,
        chain=(),
        actor=actor,
        visit=visit,
        now=LATER,
    )
