"""Joins ports to adapters: the only place that knows both. One module an area, lowest first."""

from config.env import Env
from config.wiring import (
    accounts,
    audit,
    identity_provider,
    legal_persons,
    messages,
    proofing,
    registers,
    trust_sources,
    vault,
)


def wire(env: Env) -> None:
    """Fill every slot of the product according to `env`."""
    audit.wire(env)
    vault.wire(env)
    messages.wire(env)
    registers.wire(env)
    accounts.wire(env)
    proofing.wire(env)
    legal_persons.wire(env)
    trust_sources.wire(env)
    identity_provider.wire(env)
