"""Fill the ports of `registers`."""

import datetime as dt

from config.env import Env
from config.wiring.counterparts import register_breaker, signed_client
from shiming.registers import ports as registers
from shiming.registers.types import RegisterPolicy
from shiming.vendors.registers.http_legal_persons import HttpLegalPersonRegister
from shiming.vendors.registers.http_register import HttpPopulationRegister
from shiming.vendors.registers.http_tax_core import HttpTaxCore
from shiming.vendors.registers.not_connected import NotConnectedRegister
from shiming.vendors.registers.not_connected_legal_persons import NotConnectedLegalPersons
from shiming.vendors.registers.not_connected_tax_core import NotConnectedTaxCore

# Photographs come base64-encoded.
REGISTER_MOST_BYTES = 4 * 2**20


def wire(env: Env) -> None:
    """Join each register to its connection, or to an adapter that says there is none."""
    first_retry = dt.timedelta(seconds=env.register_retry_seconds)
    registers.policy.fill(RegisterPolicy(first_retry=first_retry))
    registers.population_register.fill(
        _population(env) if env.register_url else NotConnectedRegister()
    )
    registers.legal_person_register.fill(
        _legal_persons(env) if env.unit_register_url else NotConnectedLegalPersons()
    )
    registers.tax_core.fill(_tax_core(env) if env.tax_core_url else NotConnectedTaxCore())


def _population(env: Env) -> HttpPopulationRegister:
    return HttpPopulationRegister(
        client=signed_client(
            env.register_url,
            key_id=env.register_key_id,
            key=env.register_key,
            most_bytes=REGISTER_MOST_BYTES,
        ),
        breaker=register_breaker(open_seconds=env.register_retry_seconds),
        accepts_simulated=not env.is_production,
        has_photos=env.register_has_photos,
    )


def _legal_persons(env: Env) -> HttpLegalPersonRegister:
    return HttpLegalPersonRegister(
        client=signed_client(
            env.unit_register_url, key_id=env.unit_register_key_id, key=env.unit_register_key
        ),
        breaker=register_breaker(),
        accepts_simulated=not env.is_production,
    )


def _tax_core(env: Env) -> HttpTaxCore:
    return HttpTaxCore(
        client=signed_client(env.tax_core_url, key_id=env.tax_core_key_id, key=env.tax_core_key),
        breaker=register_breaker(),
        accepts_simulated=not env.is_production,
    )
