"""Fill the ports of `identity_provider`."""

import pathlib
import uuid

from config.env import Env, Mode
from shiming.accounts import ports as accounts
from shiming.accounts.policies.sessions import session_cookie_name
from shiming.directory import ports as directory_ports
from shiming.identity_provider import engine as identity_provider_engine
from shiming.identity_provider import ports as identity_provider
from shiming.identity_provider.drivers.django_driver import DjangoDriver
from shiming.identity_provider.drivers.psycopg_driver import PsycopgDriver
from shiming.identity_provider.legal_basis_file import read_legal_basis
from shiming.identity_provider.machine_tokens import EngineMachineTokens
from shiming.identity_provider.operations import provisioning, sign_outs
from shiming.identity_provider.operations.node_clients import NodeClients
from shiming.identity_provider.protocol.store import ActingRecord
from shiming.identity_provider.queries import MarkedClients
from shiming.kernel import clock
from shiming.kernel.levels import Level
from shiming.legal_persons import ports as legal_persons_ports
from shiming.legal_persons import queries as legal_persons
from shiming.legal_persons.types import LegalPersonId
from shiming.legal_persons.unit_levels import unit_level
from shiming.legal_persons.web import addresses as unit_addresses
from shiming.proofing.web import addresses as proofing_addresses
from shiming.trust_sources.ports import recognition
from shiming.vendors.outside.guarded_fetcher import GuardedFetcher


def wire(env: Env) -> None:
    """Set up the engine with the driver for the database."""
    identity_provider.acting_source.fill(_acting_for)
    identity_provider.legal_basis.fill(
        read_legal_basis(pathlib.Path(env.legal_basis_file))
        if env.legal_basis_file
        else read_legal_basis()
    )
    identity_provider.step_up_url.fill(_step_up_url)
    identity_provider.unit_levels.fill(unit_level)
    identity_provider.fetcher.fill(GuardedFetcher(allowed=env.callable_networks))
    identity_provider.scim_caller.fill(GuardedFetcher(allowed=env.callable_networks))
    accounts.session_ended.fill(sign_outs)
    recognition.node_clients.fill(NodeClients())
    directory_ports.machine_tokens.fill(EngineMachineTokens())
    directory_ports.staff_listener.fill(provisioning)
    directory_ports.scim_address.fill(f"{env.base_url}/scim/v2")
    legal_persons_ports.direct_targets.fill(MarkedClients(issuer=env.base_url))
    settings = identity_provider.ProviderSettings(
        issuer=env.base_url,
        pairwise_salt=env.pairwise_salt.get_secret_value().encode(),
        hash_key=env.token_key.get_secret_value().encode(),
        session_cookie=session_cookie_name(is_secure=env.is_https),
        hosts=frozenset(env.allowed_hosts),
        # Anybody may try where there are synthetic people only.
        is_sandbox_open=not env.is_production,
        takes_certificates=bool(env.certificate_header),
        strangers_per_minute=env.strangers_per_minute,
    )
    identity_provider.provider_settings.fill(settings)
    # libpq reads the same address. A test run has a database of another name, so it gets the
    # reference driver, and the differential test makes its own fast one.
    is_fast = env.database_url.startswith("postgres") and env.mode is not Mode.TEST
    driver = PsycopgDriver(conninfo=env.database_url) if is_fast else DjangoDriver()
    identity_provider_engine.engine.fill(
        identity_provider_engine.Engine(settings=settings, driver=driver)
    )


def _step_up_url(*, level: Level, next_url: str, is_unit: bool, transaction: str = "") -> str:
    lead = unit_addresses.step_up_url if is_unit else proofing_addresses.step_up_url
    return lead(level=level, next_url=next_url, transaction=transaction)


def _acting_for(
    *,
    person_id: uuid.UUID | None,
    organisation_id: uuid.UUID | None,
    legal_person_id: uuid.UUID | None,
) -> ActingRecord:
    """Describe for which company somebody acts, if they still do; organisations are to follow."""
    if person_id is None and organisation_id is None and legal_person_id is not None:
        # It came alone, by its password: what is public of it, and nobody's name (S35-8).
        unit = legal_persons.get_legal_person(LegalPersonId(legal_person_id))
        if not legal_persons.may_come_alone(unit):
            return ActingRecord(has_ended=True)
        return ActingRecord(company_name=unit.name, uscc=unit.credit_code, region=unit.region)
    found = legal_persons.find_acting(
        person_id=person_id,
        legal_person_id=legal_person_id,
        agency_id=organisation_id,
        now=clock.now(),
    )
    if found is None:
        return ActingRecord(has_ended=True)
    unit = found.unit
    representative = unit.representative_name
    return ActingRecord(
        company_name=unit.name,
        uscc=unit.credit_code,
        taxpayer_number=unit.taxpayer_number,
        legal_representative="" if representative is None else representative.value,
        office=found.office.value,
        region=unit.region,
    )
