"""Joins ports to adapters: the only place that knows both. One function an area, lowest first."""

import datetime as dt
import urllib.parse
import uuid

from django.core.mail.backends.smtp import EmailBackend

from config.env import Env, Mode
from shiming.accounts import ports as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.address_book import AccountAddressBook
from shiming.accounts.agent_signer import Es256AgentSigner
from shiming.accounts.policies.sessions import session_cookie_name
from shiming.accounts.types import (
    AccountKind,
    AccountPolicy,
    PersonId,
    RegistrationVariant,
    RelyingParty,
    limits_of,
)
from shiming.accounts.web.frame import AccountFrameSource
from shiming.accounts.web.pages_of_ways import PagesOfWays
from shiming.audit import ports as audit
from shiming.audit import tasks as audit_tasks
from shiming.audit.types import DigestAlgorithm, SealPolicy
from shiming.directory import ports as directory_ports
from shiming.directory import queries as directory
from shiming.directory.web import portal
from shiming.identity_provider import engine as identity_provider_engine
from shiming.identity_provider import ports as identity_provider
from shiming.identity_provider.drivers.django_driver import DjangoDriver
from shiming.identity_provider.drivers.psycopg_driver import PsycopgDriver
from shiming.identity_provider.machine_tokens import EngineMachineTokens
from shiming.identity_provider.operations import provisioning, sign_outs
from shiming.identity_provider.protocol.store import ActingRecord
from shiming.jobs.operations import every
from shiming.kernel import clock
from shiming.legal_persons import queries as legal_persons
from shiming.legal_persons.identities import (
    OfficeIdentities,
    OfficeNames,
    OfficeSuperiors,
    accounts_of_unit,
)
from shiming.legal_persons.types import LegalPersonId
from shiming.messages import ports as messages
from shiming.messages import tasks as messages_tasks
from shiming.messages.types import MessagePolicy, Receiver, ReceiverKind
from shiming.messages.web.frame import MessageCounts
from shiming.proofing import ports as proofing
from shiming.proofing import queries as proofing_queries
from shiming.proofing.counter_word import CounterWord
from shiming.proofing.types import LivenessPolicy, ProofingPolicy
from shiming.proofing.web import addresses as proofing_addresses
from shiming.proofing.web.advice import ProofingAdvisor
from shiming.proofing.web.face_checks import ProofingFaceCheck
from shiming.registers import ports as registers
from shiming.registers.types import RegisterPolicy
from shiming.trust_sources import ports as trust_sources
from shiming.trust_sources.operations import CertificateGateway, NodeBooks, RegisteredSources
from shiming.trust_sources.ports import nodes
from shiming.trust_sources.types import NodePolicy, NodeRole
from shiming.vault import ports as vault
from shiming.vault import tasks as vault_tasks
from shiming.vault.folder_store import FolderStore
from shiming.vault.master_keys import MasterKeys
from shiming.vault.types import CipherProfile, VaultPolicy
from shiming.vendors.certificates.http_services import HttpRevocationServices
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.face.opencv_engine import OpenCvFaceEngine
from shiming.vendors.face.picture_inspector import OpenCvPictureInspector
from shiming.vendors.licences.wallet_simulator import LicenceWalletSimulator
from shiming.vendors.mail.django_mail import DjangoMailSender
from shiming.vendors.mail.mail_box import MailBox
from shiming.vendors.mail.no_mail import NoMailSender
from shiming.vendors.nodes.http_line import HttpNodeLine
from shiming.vendors.ocr.rapidocr_reader import RapidOcrDocumentReader
from shiming.vendors.outside.guarded_fetcher import GuardedFetcher
from shiming.vendors.registers.http_legal_persons import HttpLegalPersonRegister
from shiming.vendors.registers.http_register import HttpPopulationRegister
from shiming.vendors.registers.http_tax_core import HttpTaxCore
from shiming.vendors.registers.not_connected import NotConnectedRegister
from shiming.vendors.registers.not_connected_legal_persons import NotConnectedLegalPersons
from shiming.vendors.registers.not_connected_tax_core import NotConnectedTaxCore
from shiming.vendors.signed_client import Patience, SignedClient
from shiming.vendors.sms.http_gateway import HttpSmsGateway
from shiming.vendors.sms.smpp.gateway import SmppAccount, SmppSmsGateway
from shiming.vendors.sms.sms_box import SmsBox
from shiming.vendors.social.qq import QQ
from shiming.vendors.social.wechat import WeChat
from shiming.vendors.trust.clients import ProtocolClients
from shiming.vendors.wallet.http_wallet import HttpBank, HttpCertificateOffice
from shiming.vendors.wallet.not_connected import NoBank, NoCertificateOffice
from shiming.vendors.wallet.simulator import SimulatedBank, SimulatedCertificateOffice
from shiming.web_kit import actors, frame

SMPP_PORT = 2775
SMTP_SECONDS = 10
# Photographs come base64-encoded.
REGISTER_MOST_BYTES = 4 * 2**20
LONGEST_OPEN_SECONDS = 30
DAY_IN_MINUTES = 24 * 60


def wire(env: Env) -> None:
    """Fill every slot of the product according to `env`."""
    _wire_audit(env)
    _wire_vault(env)
    _wire_messages(env)
    _wire_registers(env)
    _wire_accounts(env)
    _wire_proofing(env)
    _wire_legal_persons(env)
    _wire_trust_sources(env)
    _wire_identity_provider(env)


def _wire_audit(env: Env) -> None:
    audit.seal_policy.fill(SealPolicy(algorithm=DigestAlgorithm(env.audit_digest)))
    # Audit and vault lie below the jobs, so their periodic work is registered here.
    every(kind="audit.seal", minutes=1)(audit_tasks.seal)
    every(kind="audit.seal_thoroughly", minutes=DAY_IN_MINUTES)(audit_tasks.seal_thoroughly)


def _wire_vault(env: Env) -> None:
    profile = CipherProfile(env.vault_profile)
    vault.policy.fill(VaultPolicy(profile=profile))
    vault.file_store.fill(FolderStore(env.data_dir / "vault"))
    vault.key_ring.fill(
        MasterKeys(
            {name: key.get_secret_value() for name, key in env.master_keys.items()},
            profile=profile,
        )
    )
    every(kind="vault.rotate", minutes=1)(vault_tasks.rotate)
    every(kind="vault.purge", minutes=60)(vault_tasks.purge)


def _wire_messages(env: Env) -> None:
    if env.sms_gateway_url:
        client = SignedClient(
            base_url=env.sms_gateway_url,
            key_id="shiming",
            key=env.sms_gateway_key.get_secret_value(),
            patience=Patience(),
        )
        messages.sms_gateway.fill(HttpSmsGateway(client=client, breaker=CircuitBreaker()))
    elif env.smpp_url:
        messages.sms_gateway.fill(_smpp(env.smpp_url, sender=env.smpp_sender))
    else:
        messages.sms_gateway.fill(SmsBox())
    if env.smtp_url:
        messages.mail_sender.fill(
            DjangoMailSender(sender=env.mail_from, backend=_smtp(env.smtp_url))
        )
    else:
        messages.mail_sender.fill(NoMailSender() if env.is_production else MailBox())
    messages.address_book.fill(AccountAddressBook())
    own_hosts = frozenset(env.allowed_hosts)
    messages.policy.fill(MessagePolicy(own_hosts=own_hosts))
    messages.receiver_book.fill(_Receivers())
    frame.waiting_source.fill(MessageCounts())


class _Receivers:
    """Accounts behind a receiver, as messages want them, known to accounts and directory."""

    def accounts_of(self, receiver: Receiver) -> list[uuid.UUID]:
        if receiver.kind is ReceiverKind.PERSON:
            person_id = PersonId(uuid.UUID(receiver.key))
            owned = accounts_queries.list_accounts_of_person(person_id)
            # A linked account is reached over its main one (S14-8).
            return [account.id for account in owned if account.main_account_id is None]
        if receiver.kind is ReceiverKind.PERMISSION:
            return [*directory.list_holders(permission=receiver.key, now=clock.now())]
        if receiver.kind is ReceiverKind.LEGAL_PERSON:
            unit_id = LegalPersonId(uuid.UUID(receiver.key))
            return accounts_of_unit(unit_id, now=clock.now())
        return [uuid.UUID(receiver.key)]


def _smpp(url: str, *, sender: str) -> SmppSmsGateway:
    parts = urllib.parse.urlsplit(url)
    return SmppSmsGateway(
        account=SmppAccount(
            host=parts.hostname or "",
            port=parts.port or SMPP_PORT,
            system_id=urllib.parse.unquote(parts.username or ""),
            password=urllib.parse.unquote(parts.password or ""),
            sender=sender,
        ),
        breaker=CircuitBreaker(),
        take_receipt=messages_tasks.take_receipt,
    )


def _smtp(url: str) -> EmailBackend:
    parts = urllib.parse.urlsplit(url)
    is_tls = parts.scheme == "smtps"
    return EmailBackend(
        host=parts.hostname or "",
        port=parts.port or (465 if is_tls else 587),
        username=urllib.parse.unquote(parts.username or ""),
        password=urllib.parse.unquote(parts.password or ""),
        use_ssl=is_tls,
        use_tls=not is_tls,
        timeout=SMTP_SECONDS,
    )


def _wire_registers(env: Env) -> None:
    first_retry = dt.timedelta(seconds=env.register_retry_seconds)
    registers.policy.fill(RegisterPolicy(first_retry=first_retry))
    registers.tax_core.fill(_tax_core(env) if env.tax_core_url else NotConnectedTaxCore())
    if not env.register_url:
        registers.population_register.fill(NotConnectedRegister())
        return
    registers.population_register.fill(
        HttpPopulationRegister(
            client=SignedClient(
                base_url=env.register_url,
                key_id=env.register_key_id,
                key=env.register_key.get_secret_value(),
                patience=Patience(),
                most_bytes=REGISTER_MOST_BYTES,
            ),
            breaker=CircuitBreaker(
                open_seconds=min(LONGEST_OPEN_SECONDS, env.register_retry_seconds)
            ),
            accepts_simulated=not env.is_production,
            has_photos=env.register_has_photos,
        )
    )


def _tax_core(env: Env) -> HttpTaxCore:
    return HttpTaxCore(
        client=SignedClient(
            base_url=env.tax_core_url,
            key_id=env.tax_core_key_id,
            key=env.tax_core_key.get_secret_value(),
            patience=Patience(),
        ),
        breaker=CircuitBreaker(open_seconds=LONGEST_OPEN_SECONDS),
        accepts_simulated=not env.is_production,
    )


def _wire_accounts(env: Env) -> None:
    accounts.policy.fill(
        AccountPolicy(
            registration_variant=RegistrationVariant(env.registration_variant),
            session_idle=dt.timedelta(minutes=env.session_idle_minutes),
            session_idle_staff=dt.timedelta(minutes=env.session_idle_staff_minutes),
            sessions_at_once=env.sessions_at_once,
            qr_confirmed_by_face=env.qr_confirmed_by_face,
            second_factor_kinds=frozenset({AccountKind.STAFF} if env.staff_second_factor else ()),
            limits=limits_of(
                tries=env.password_tries,
                tries_per_address=env.password_tries_per_address,
                lock_for=dt.timedelta(minutes=env.password_lock_minutes),
                codes_per_number=env.codes_per_number,
                codes_per_address=env.codes_per_address,
            ),
        )
    )
    accounts.relying_party.fill(
        RelyingParty(
            id=urllib.parse.urlsplit(env.base_url).hostname or "", origin=env.base_url, name="实名"
        )
    )
    accounts.permission_source.fill(directory)
    accounts.level_source.fill(proofing_queries.EvidenceLevels())
    accounts.document_source.fill(proofing_queries.CaseDocuments())
    accounts.face_check.fill(ProofingFaceCheck())
    accounts.agent_signer.fill(Es256AgentSigner(env.token_key.get_secret_value().encode()))
    accounts.counter_confirmations.fill(CounterWord())
    actors.recent_factor_lifetime.fill(accounts.policy().reauthentication_lifetime)
    accounts.landing_page.fill(portal.DeskLanding())
    accounts.after_registration.fill(proofing_addresses.ProofingAfterRegistration())
    frame.frame_source.fill(AccountFrameSource())
    accounts.sign_in_pages.fill(PagesOfWays())
    _wire_wallet(env)
    _wire_outside_proofs(env)


def _wire_outside_proofs(env: Env) -> None:
    networks: list[accounts.SocialProvider] = []
    if env.wechat_app_id:
        networks.append(
            WeChat(
                app_id=env.wechat_app_id,
                app_secret=env.wechat_app_secret.get_secret_value(),
                simulator_url=env.simulated_social_url,
            )
        )
    if env.qq_app_id:
        networks.append(
            QQ(
                app_id=env.qq_app_id,
                app_key=env.qq_app_key.get_secret_value(),
                simulator_url=env.simulated_social_url,
            )
        )
    accounts.social_providers.fill(accounts.SocialProviders(providers=tuple(networks)))
    if env.simulated_licences:
        accounts.licence_wallet.fill(LicenceWalletSimulator())


def _wire_wallet(env: Env) -> None:
    if env.wallet_url:
        client = SignedClient(
            base_url=env.wallet_url,
            key_id="shiming",
            key=env.wallet_key.get_secret_value(),
            patience=Patience(),
        )
        accounts.bank_card_checker.fill(HttpBank(client=client, breaker=CircuitBreaker()))
        accounts.certificate_office.fill(
            HttpCertificateOffice(client=client, breaker=CircuitBreaker())
        )
    elif env.is_production:
        accounts.bank_card_checker.fill(NoBank())
        accounts.certificate_office.fill(NoCertificateOffice())
    else:
        accounts.bank_card_checker.fill(SimulatedBank())
        accounts.certificate_office.fill(SimulatedCertificateOffice())


def _wire_proofing(env: Env) -> None:
    liveness = LivenessPolicy(passive_live=env.passive_live)
    proofing.policy.fill(ProofingPolicy(liveness=liveness))
    proofing.document_reader.fill(RapidOcrDocumentReader())
    proofing.picture_inspector.fill(OpenCvPictureInspector())
    proofing.face_engine.fill(OpenCvFaceEngine())
    directory_ports.level_advisor.fill(ProofingAdvisor())


def _wire_legal_persons(env: Env) -> None:
    accounts.identity_source.fill(OfficeIdentities())
    accounts.superiors.fill(OfficeSuperiors())
    messages.identity_book.fill(OfficeNames())
    if not env.unit_register_url:
        registers.legal_person_register.fill(NotConnectedLegalPersons())
        return
    registers.legal_person_register.fill(
        HttpLegalPersonRegister(
            client=SignedClient(
                base_url=env.unit_register_url,
                key_id=env.unit_register_key_id,
                key=env.unit_register_key.get_secret_value(),
                patience=Patience(),
            ),
            breaker=CircuitBreaker(open_seconds=LONGEST_OPEN_SECONDS),
            accepts_simulated=not env.is_production,
        )
    )


def _acting_for(
    *,
    person_id: uuid.UUID | None,
    organisation_id: uuid.UUID | None,
    legal_person_id: uuid.UUID | None,
) -> ActingRecord:
    """Describe for which company somebody acts, if they still do; organisations are to follow."""
    found = legal_persons.find_acting(
        person_id=person_id,
        legal_person_id=legal_person_id,
        agency_id=organisation_id,
        now=clock.now(),
    )
    if found is None:
        return ActingRecord()
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


def _wire_trust_sources(env: Env) -> None:
    trust_sources.revocation_services.fill(HttpRevocationServices(allowed=env.callable_networks))
    accounts.certificate_verifier.fill(CertificateGateway())
    trust_sources.source_clients.fill(ProtocolClients(allowed=env.callable_networks))
    accounts.trusted_sources.fill(RegisteredSources())
    role = NodeRole(env.node_role)
    nodes.node_policy.fill(NodePolicy(role=role, code=env.node_code))
    nodes.node_line.fill(HttpNodeLine(allowed=env.callable_networks))
    if role is not NodeRole.ALONE:
        accounts.account_changes.fill(NodeBooks())


def _wire_identity_provider(env: Env) -> None:
    identity_provider.acting_source.fill(_acting_for)
    identity_provider.step_up_url.fill(proofing_addresses.step_up_url)
    identity_provider.fetcher.fill(GuardedFetcher(allowed=env.callable_networks))
    identity_provider.scim_caller.fill(GuardedFetcher(allowed=env.callable_networks))
    accounts.session_ended.fill(sign_outs)
    directory_ports.machine_tokens.fill(EngineMachineTokens())
    directory_ports.staff_listener.fill(provisioning)
    directory_ports.scim_address.fill(f"{env.base_url}/scim/v2")
    settings = identity_provider.ProviderSettings(
        issuer=env.base_url,
        pairwise_salt=env.pairwise_salt.get_secret_value().encode(),
        hash_key=env.token_key.get_secret_value().encode(),
        session_cookie=session_cookie_name(is_secure=env.is_https),
        hosts=frozenset(env.allowed_hosts),
        # Anybody may try where there are synthetic people only.
        is_sandbox_open=not env.is_production,
        takes_certificates=bool(env.certificate_header),
    )
    identity_provider.provider_settings.fill(settings)
    # libpq reads the same address. A test run has a database of another name, so it gets the
    # reference driver, and the differential test makes its own fast one.
    is_fast = env.database_url.startswith("postgres") and env.mode is not Mode.TEST
    driver = PsycopgDriver(conninfo=env.database_url) if is_fast else DjangoDriver()
    identity_provider_engine.engine.fill(
        identity_provider_engine.Engine(settings=settings, driver=driver)
    )
