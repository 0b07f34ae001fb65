"""Use case: a client says, or finds out, which of its own users the signed-on person is."""

import datetime as dt

from django.db import IntegrityError, transaction

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId, PersonId
from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, queries
from shiming.identity_provider.models import LocalUser
from shiming.identity_provider.protocol.store import Grant
from shiming.identity_provider.queries import LocalUserFacts, local_users
from shiming.identity_provider.types import ClientPk, IdentityProviderEvent, LocalUserMatch
from shiming.kernel.actor import Actor
from shiming.vault import operations as vault


def match_local_user(
    *,
    client_pk: ClientPk,
    client_id: str,
    grant: Grant,
    match: LocalUserMatch,
    local_user: str,
    actor: Actor,
    now: dt.datetime,
) -> LocalUserFacts:
    """
    Join the person of a grant and a local user of its client; saying it again changes nothing.

    By identifier it is we who find the local user: only for people who have shown that they are
    there (a number alone is no secret), and only if exactly one has the number.

    :raises errors.LocalUserUnfit: if the client calls its user something that nobody can be called
    :raises errors.LocalUserNotFound: if no local user has the person's number, or more than one
    :raises errors.LocalUserTaken: if somebody else is that user, or this person another one
    """
    account_id = AccountId(grant.account_id)
    if policies.may_be_reported(match):
        if refusal := policies.refusal_to_local_user(local_user):
            raise refusal
    else:
        local_user = _matched(client_pk, grant)
    with transaction.atomic(durable=True):
        known = queries.find_local_user(client_pk=client_pk, account_id=account_id)
        if known is not None:
            if known.local_user == local_user:
                return known
            raise errors.LocalUserTaken
        try:
            with transaction.atomic():
                row = LocalUser.objects.create(
                    client_id=client_pk,
                    account_id=account_id,
                    local_user=local_user,
                    local_user_index=vault.blind_index(
                        purpose=local_users.LOCAL_USER_INDEX, value=local_user
                    ),
                    match=match,
                    matched_at=now,
                )
        except IntegrityError as error:
            raise errors.LocalUserTaken from error
        audit.record(
            event=IdentityProviderEvent.LOCAL_USER_MATCHED,
            actor=actor,
            subject=f"account:{account_id}",
            at=now,
            details={"client": client_id, "match": match.value, "mapping": str(row.pk)},
        )
        found = queries.find_local_user(client_pk=client_pk, account_id=account_id)
    if found is None:
        raise errors.LocalUserNotFound
    return found


def _matched(client_pk: ClientPk, grant: Grant) -> str:
    if grant.person_id is None or not policies.may_match_by_identifier(grant.level):
        raise errors.LocalUserNotFound
    person = accounts.get_person(PersonId(grant.person_id))
    candidate = local_users.find_candidate(
        client_pk=client_pk,
        number_hash=local_users.hash_of_number(person.document_type, person.number),
    )
    if candidate is None:
        raise errors.LocalUserNotFound
    return str(candidate.local_user)
