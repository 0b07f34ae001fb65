"""Who may change trust sources, what terms must hold, and what an answer amounts to. Pure rules."""

import datetime as dt
import itertools
import json
from collections.abc import Mapping

from shiming.accounts.types import (
    AccountKind,
    OutsideOutcome,
    SourceAnswer,
    SourceForm,
    SourceTrust,
    SourceUse,
)
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName
from shiming.trust_sources import errors
from shiming.trust_sources.types import (
    AttributeMapping,
    SourcePermission,
    SourceReport,
    TermsEntry,
)

LONGEST_SUBJECT = 128
_NO_POSTS = '{"subject": "none"}'
_KEYS = frozenset(
    {"subject", "number", "name", "document_type", "kinds", "level", "ended", "posts"}
)
# What users change at their source by themselves, or what is given to somebody else after them:
# it never tells who somebody is (E4).
_MUTABLE = frozenset(
    {
        "email",
        "mail",
        "mobile",
        "phone",
        "phone_number",
        "telephonenumber",
        "preferred_username",
        "nickname",
        "displayname",
    }
)
_LEVELS = {level.slug: level for level in Level if Level.ANONYMOUS < level < Level.ADVANCED}


def refusal_to_manage(*, officer: Actor) -> DomainError | None:
    """Return why somebody may not see sources or propose terms, or None if they may."""
    if officer.account_id is None or not (
        officer.may(SourcePermission.MANAGE_SOURCES)
        or officer.may(SourcePermission.APPROVE_SOURCES)
    ):
        return errors.MayNotManageSources()
    return None


def refusal_to_decide(*, is_own: bool, officer: Actor) -> DomainError | None:
    """Return why somebody may not decide about terms (their own, for one), or None if they may."""
    if officer.account_id is None or not officer.may(SourcePermission.APPROVE_SOURCES):
        return errors.MayNotApproveSources()
    if is_own:
        return errors.ProposerIsApprover()
    return None


def refusal_of_entry(entry: TermsEntry, *, grantable: frozenset[str]) -> DomainError | None:
    """
    Return why terms cannot be approved by anybody, or None if they may stand.

    Posts give members of staff what is `grantable` to them, and nothing else.

    :raises errors.MappingWrong: if the mapping is not of the documented form, or gives more
    """
    if entry.contract_until < entry.contract_from:
        return errors.ContractBackwards()
    if entry.connection.protocol.is_check:
        return _refusal_of_check(entry)
    mapping = read_mapping(entry.mapping)
    if not grantable.issuperset(itertools.chain(*mapping.permissions_of.values())):
        raise errors.MappingWrong(field="posts")
    names_people = bool(mapping.number and mapping.name)
    if entry.level not in _LEVELS.values():
        return errors.LevelWrong()
    needs_names = entry.links_alone or entry.use is SourceUse.PROOF or entry.level >= Level.PRIMARY
    if needs_names and not (names_people and entry.level >= Level.PRIMARY):
        return errors.LevelWrong()
    # Nobody proves themselves with a password that they type here: it could be anybody's.
    if entry.use is SourceUse.PROOF and entry.connection.protocol.form is SourceForm.PASSWORD:
        return errors.ConnectionIncomplete(field="protocol")
    return None


def read_mapping(text: str) -> AttributeMapping:
    """
    Return the mapping that an officer wrote down as JSON.

    :raises errors.MappingWrong: if it is not of the documented form
    """
    try:
        read = json.loads(text)
    except ValueError:
        raise errors.MappingWrong(field="json") from None
    if not isinstance(read, dict) or not read.keys() <= _KEYS:
        raise errors.MappingWrong(field="json")
    fields = {key: _attribute(read, key) for key in ("subject", "number", "name")}
    # A name alone does not say who somebody is, but that somebody else has the mailbox by now.
    if not fields["subject"] or (fields["number"] and not fields["name"]):
        raise errors.MappingWrong(field="subject" if not fields["subject"] else "number")
    document_type, document_type_attribute = _document_type(read)
    kinds, kind_values = _choice(read, "kinds", empty=[])
    level, levels = _choice(read, "level", empty={})
    ended, ended_values = _choice(read, "ended", empty=[])
    if not isinstance(levels, dict):
        raise errors.MappingWrong(field="level")
    if not isinstance(ended_values, list):
        raise errors.MappingWrong(field="ended")
    if not isinstance(kind_values, list):
        raise errors.MappingWrong(field="kinds")
    posts, permissions_of = _posts(read)
    try:
        named = {str(value): _LEVELS[slug] for value, slug in levels.items()}
    except (KeyError, TypeError):
        raise errors.MappingWrong(field="level") from None
    return AttributeMapping(
        subject=fields["subject"],
        number=fields["number"],
        name=fields["name"],
        document_type=document_type,
        document_type_attribute=document_type_attribute,
        kinds=kinds,
        kind_values=frozenset(map(str, kind_values)),
        level=level,
        levels=named,
        ended=ended,
        ended_values=frozenset(str(value).casefold() for value in ended_values),
        posts=posts,
        permissions_of=permissions_of,
    )


def answer_of(report: SourceReport, *, mapping: AttributeMapping, level: Level) -> SourceAnswer:
    """
    Return whom a source's claims mean, as far as its contract is believed.

    A number without a check digit that fits, or without a name, names nobody; and who is not named
    is known as registered at most.
    """
    if report.outcome is not OutsideOutcome.PROVEN:
        return SourceAnswer(outcome=report.outcome, reason=report.reason)
    subject = text_of(report.claims, mapping.subject)
    if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        return SourceAnswer(outcome=OutsideOutcome.REFUSED, reason="no_subject")
    if mapping.kinds and text_of(report.claims, mapping.kinds) not in mapping.kind_values:
        return SourceAnswer(outcome=OutsideOutcome.REFUSED, reason="kind")
    number, name = _named(report.claims, mapping)
    known = level
    if mapping.level:
        said = mapping.levels.get(text_of(report.claims, mapping.level), Level.REGISTERED)
        known = min(said, level)
    is_named = number is not None and name is not None
    return SourceAnswer(
        outcome=OutsideOutcome.PROVEN,
        subject=subject,
        number=number if is_named else None,
        name=name,
        level=known if is_named else min(known, Level.REGISTERED),
        is_ended=bool(mapping.ended)
        and text_of(report.claims, mapping.ended).casefold() in mapping.ended_values,
        permissions=permissions_in(report.claims, mapping),
    )


def permissions_in(claims: Mapping[str, object], mapping: AttributeMapping) -> frozenset[str]:
    """Return what the posts that a source states give here: nothing that the mapping lacks."""
    stated = claims.get(mapping.posts) if mapping.posts else None
    posts = stated if isinstance(stated, list | tuple) else [stated]
    return frozenset(
        permission
        for post in posts
        if isinstance(post, str)
        for permission in mapping.permissions_of.get(post.strip(), frozenset())
    )


def changes_of_identity(before: TermsEntry, after: TermsEntry) -> tuple[str, ...]:
    """
    Return what changes of who vouches for whom: then links may lead to other people's accounts.

    Another server behind the address, or another attribute as the unchanging name, can give
    anybody the name under which somebody else is linked here.
    """
    places = ("protocol", "address", "token_url", "userinfo_url", "base", "name_attribute")
    old, new = before.connection, after.connection
    changed = [one for one in places if getattr(old, one) != getattr(new, one)]
    if not new.protocol.is_check and _subject_in(before) != _subject_in(after):
        changed.append("subject")
    return tuple(changed)


def takes_posts_back(before: TermsEntry, after: TermsEntry) -> bool:
    """
    Tell whether somebody may hold through a post what the new terms do not give them.

    Which post it was that gave a permission is not kept: their next sign-in tells.
    """
    old, new = _posts_in(before), _posts_in(after)
    if not old.permissions_of:
        return False
    is_no_longer_of_staff = AccountKind.STAFF not in after.kinds
    is_less = old.posts != new.posts or any(
        not permissions <= new.permissions_of.get(post, frozenset())
        for post, permissions in old.permissions_of.items()
    )
    return is_less or is_no_longer_of_staff or bool(changes_of_identity(before, after))


def _posts_in(entry: TermsEntry) -> AttributeMapping:
    """Return the mapping; a source that only compares has none."""
    return read_mapping(_NO_POSTS if entry.connection.protocol.is_check else entry.mapping)


def _subject_in(entry: TermsEntry) -> str:
    return "" if entry.connection.protocol.is_check else read_mapping(entry.mapping).subject


def is_in_contract(entry: TermsEntry, *, today: dt.date) -> bool:
    """Tell whether the contract with a source holds on this day, its last one included."""
    return entry.contract_from <= today <= entry.contract_until


def trust_of(entry: TermsEntry, *, code: str) -> SourceTrust:
    """Return what sign-in needs to know of terms."""
    return SourceTrust(
        code=code,
        name=entry.name,
        form=entry.connection.protocol.form,
        use=entry.use,
        kinds=entry.kinds,
        links_alone=entry.links_alone,
        opens_accounts=entry.opens_accounts,
    )


def text_of(claims: Mapping[str, object], attribute: str) -> str:
    """Return an attribute's one value as text; several values are none."""
    value = claims.get(attribute)
    if isinstance(value, list | tuple):
        value = value[0] if len(value) == 1 else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip() if isinstance(value, str | int) else ""


def _refusal_of_check(entry: TermsEntry) -> DomainError | None:
    """Return why terms of a source that only compares cannot stand: it names nobody."""
    if entry.use is not SourceUse.PROOF:
        return errors.ConnectionIncomplete(field="use")
    # Without its own people there is nothing weaker than the register's word to be had from it.
    return None if entry.level is Level.INTERMEDIATE else errors.LevelWrong()


def _named(
    claims: Mapping[str, object], mapping: AttributeMapping
) -> tuple[DocumentNumber | None, PersonName | None]:
    if not mapping.number:
        return None, _name_in(claims, mapping)
    document_type = mapping.document_type
    if mapping.document_type_attribute:
        document_type = text_of(claims, mapping.document_type_attribute)
        if document_type not in set(DocumentType):
            return None, None
    try:
        number = parse_document_number(DocumentType(document_type), text_of(claims, mapping.number))
        return number, PersonName.parse(text_of(claims, mapping.name))
    except DomainError:
        return None, None


def _name_in(claims: Mapping[str, object], mapping: AttributeMapping) -> PersonName | None:
    try:
        return PersonName.parse(text_of(claims, mapping.name)) if mapping.name else None
    except DomainError:
        return None


def _document_type(read: Mapping[str, object]) -> tuple[str, str]:
    """Return the one document by which a source knows people, or the attribute that says which."""
    said = read.get("document_type", DocumentType.RESIDENT_ID_CARD.value)
    if (
        isinstance(said, dict)
        and said.keys() == {"attribute"}
        and (one := _attribute(said, "attribute"))
    ):
        return DocumentType.RESIDENT_ID_CARD.value, one
    if not isinstance(said, str) or said not in set(DocumentType):
        raise errors.MappingWrong(field="document_type")
    return said, ""


def _attribute(read: Mapping[str, object], key: str) -> str:
    value = read.get(key, "")
    if not isinstance(value, str) or value.casefold() in _MUTABLE:
        raise errors.MappingWrong(field=key)
    return value.strip()


def _choice(read: Mapping[str, object], key: str, *, empty: object) -> tuple[str, object]:
    entry = read.get(key)
    if entry is None:
        return "", empty
    if not isinstance(entry, dict) or entry.keys() != {"attribute", "values"}:
        raise errors.MappingWrong(field=key)
    return _attribute(entry, "attribute"), entry["values"]


def _posts(read: Mapping[str, object]) -> tuple[str, Mapping[str, frozenset[str]]]:
    """Return the attribute with a user's posts, and what each gives here."""
    attribute, values = _choice(read, "posts", empty={})
    if not isinstance(values, dict):
        raise errors.MappingWrong(field="posts")
    found = {}
    for post, permissions in values.items():
        if not isinstance(permissions, list):
            raise errors.MappingWrong(field="posts")
        found[post.strip()] = frozenset(map(str, permissions))
    return attribute, found
