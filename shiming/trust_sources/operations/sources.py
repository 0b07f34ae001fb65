"""Sources as sign-in asks for them (`accounts.ports.trusted_sources`), and what is kept of them."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from shiming.accounts import errors as accounts_errors
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    Challenge,
    OfferedSource,
    SourceAnswer,
    SourceTrust,
    SourceUse,
)
from shiming.audit import operations as audit
from shiming.directory import operations as directory
from shiming.kernel import sql_kit
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from shiming.proofing import operations as proofing
from shiming.trust_sources import errors, ports, queries
from shiming.trust_sources.models import TrustSource
from shiming.trust_sources.policies import sources as rules
from shiming.trust_sources.policies.recognition import is_recognition
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries.node_keys import connection_to
from shiming.trust_sources.queries.recognition import recognises_us
from shiming.trust_sources.types import (
    Connection,
    SourceEvent,
    SourceHealth,
    SourceId,
    SourceReport,
    SourceState,
    TermsId,
)

_HOLD_TO_CHANGE = "SELECT id FROM trust_sources_trustsource WHERE id = %(source)s"
_HOLD_TO_HEAR = "SELECT id FROM trust_sources_trustsource WHERE code = %(code)s"
# One lost packet hides nobody's way in.
_FAILURES_UNTIL_DOWN = 2


class RegisteredSources:
    """Fills `accounts.ports.trusted_sources`."""

    def list_offered(
        self, *, portal: str, use: SourceUse, now: dt.datetime
    ) -> tuple[OfferedSource, ...]:
        """Return the sources that this portal offers now, those that are down included."""
        return tuple(
            OfferedSource(
                code=one.code,
                name=one.entry.name,
                form=one.entry.connection.protocol.form,
                is_up=one.health is not SourceHealth.DOWN,
                is_for_units=one.entry.connection.protocol.is_about_units,
            )
            for one in queries.list_usable_sources(now=now)
            if one.entry.use is use and _is_at(one, portal) and _is_heard(one)
        )

    def find(self, code: str, *, portal: str, now: dt.datetime) -> "RegisteredSource | None":
        """Return a source that may be used at this portal now, or None."""
        found = queries.find_usable_source(code, now=now)
        if found is None or not _is_at(found, portal) or not _is_heard(found):
            return None
        return RegisteredSource(
            trust=rules.trust_of(found.entry, code=code),
            connection=connection_to(code, found.entry, now=now),
            mapping=found.entry.mapping,
            level=found.entry.level,
            terms_id=found.terms_id,
        )

    def name_of(self, code: str) -> str | None:
        """Return what a source is called, even when it may not be used any more, or None."""
        entry = queries.find_terms_in_force(code)
        return None if entry is None else entry.name

    def keep_word(
        self,
        code: str,
        *,
        account_id: AccountId,
        answer: SourceAnswer,
        actor: Actor,
        now: dt.datetime,
    ) -> None:
        """
        Keep as evidence what the source has just said of an account's owner.

        An account without a person becomes that person's where nobody else's claim stands against
        it (`proofing.operations.bind_by_attributes`). A member of staff holds what their posts
        there give, and no longer what posts gave them before (S11-3).

        :raises accounts.errors.SourceNotOffered: if the source was stopped, or its terms were
            replaced, since it was heard; nobody stops it or replaces them before the caller commits
        """
        _hold(code)
        found = queries.find_usable_source(code, now=now)
        if found is None or answer.terms != str(found.terms_id):
            raise accounts_errors.SourceNotOffered
        entry = found.entry
        account = accounts_queries.get_account(account_id)
        person_id = account.person_id
        if account.kind is AccountKind.STAFF:
            directory.hold_posts(
                account_id=account_id,
                source=code,
                permissions=frozenset() if answer.is_ended else answer.permissions,
                actor=actor,
                now=now,
            )
        number, name = answer.number, answer.name
        is_word = not answer.is_ended and answer.level >= Level.PRIMARY
        if not is_word or number is None or name is None:
            if person_id is not None:
                proofing.end_source_evidence(
                    person_id=person_id, account_id=account_id, source=code, actor=actor, now=now
                )
            return
        if person_id is None:
            person_id, is_attached = proofing.bind_by_attributes(
                account_id=account_id, number=number, name=name, actor=actor, now=now
            )
            if not is_attached:
                return
        proofing.keep_source_evidence(
            person_id=person_id,
            account_id=account_id,
            strength=answer.level,
            source=code,
            document_type=number.document_type.value,
            valid_until=now + dt.timedelta(days=entry.evidence_days),
            actor=actor,
            now=now,
        )

    def forget_posts(self, *, account_id: AccountId, actor: Actor, now: dt.datetime) -> None:
        """End what posts gave an account that was entered by another way."""
        directory.hold_posts(
            account_id=account_id, source="", permissions=frozenset(), actor=actor, now=now
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredSource:
    """One source that may be used now: its contract, and how it is reached."""

    trust: SourceTrust
    connection: Connection = dataclasses.field(repr=False)
    mapping: str
    level: Level
    terms_id: TermsId

    def authorization_url(self, *, challenge: Challenge, redirect_uri: str) -> str:
        """
        Return the address where the person shows the source who they are.

        :raises OutsideUnavailable: if the source does not say where that is
        """
        url = ports.source_clients().authorization_url(
            self.connection, challenge=challenge, redirect_uri=redirect_uri
        )
        if url is None:
            raise accounts_errors.OutsideUnavailable
        return url

    def identify(
        self,
        *,
        answer: Mapping[str, str],
        redirect_uri: str,
        challenge: Challenge,
        code_verifier: str,
        now: dt.datetime,
    ) -> SourceAnswer:
        """Return who came back with `answer`."""
        report = ports.source_clients().identify(
            self.connection,
            answer=answer,
            redirect_uri=redirect_uri,
            challenge=challenge,
            code_verifier=code_verifier,
            now=now,
        )
        return self._answer_of(report)

    def check_password(self, *, name: str, password: str, now: dt.datetime) -> SourceAnswer:
        """Return whose name and password of the source these are."""
        del now  # The sources of this form say nothing that depends on it.
        report = ports.source_clients().check_password(
            self.connection, name=name, password=password
        )
        return self._answer_of(report)

    def _answer_of(self, report: SourceReport) -> SourceAnswer:
        mapping = rules.read_mapping(self.mapping)
        answer = rules.answer_of(report, mapping=mapping, level=self.level)
        return dataclasses.replace(answer, terms=str(self.terms_id))


def hold_to_change(source_id: SourceId) -> None:
    """Hold a source until the commit: who keeps its word just now ends first, or comes after."""
    sql_kit.fetch_one(_HOLD_TO_CHANGE + sql_kit.locks_row(), {"source": source_id})


def change_source_state(
    *, source_id: SourceId, before: frozenset[SourceState], after: SourceState
) -> None:
    """
    Set the state of a source.

    :raises errors.SourceStateChanged: if it was none of `before`
    """
    won = TrustSource.objects.filter(pk=source_id, state__in=[one.value for one in before]).update(
        state=after
    )
    if not won:
        raise errors.SourceStateChanged


def note_health(*, source_id: SourceId, is_alive: bool, actor: Actor, now: dt.datetime) -> None:
    """Keep what a check came to; a source goes down at the second failure, and up at once."""
    row = TrustSource.objects.get(pk=source_id)
    failures = 0 if is_alive else min(row.failures + 1, _FAILURES_UNTIL_DOWN)
    before = SourceHealth(row.health)
    health = before
    if is_alive:
        health = SourceHealth.UP
    elif failures >= _FAILURES_UNTIL_DOWN:
        health = SourceHealth.DOWN
    won = TrustSource.objects.filter(pk=source_id, checked_at=row.checked_at).update(
        health=health, failures=failures, checked_at=now
    )
    if not won or health is before or SourceHealth.DOWN not in {before, health}:
        return
    audit.record(
        event=SourceEvent.WENT_DOWN if health is SourceHealth.DOWN else SourceEvent.CAME_BACK,
        actor=actor,
        subject=f"trust_source:{source_id}",
        at=now,
    )


def _hold(code: str) -> None:
    """Hold a source until the commit, beside others who do: nobody changes it meanwhile."""
    if lock := sql_kit.locks_row(shared=True):
        sql_kit.fetch_one(_HOLD_TO_HEAR + lock, {"code": code})


def _is_at(source: queries.UsableSource, portal: str) -> bool:
    return not source.entry.portals or portal in source.entry.portals


def _is_heard(source: queries.UsableSource) -> bool:
    """Tell whether the source knows us, too: a node has to agree before its people can come."""
    if not is_recognition(source.entry, own=node_policy()):
        return True
    return recognises_us(source.code)
