"""
What comes of the first use of a trust source (E4). Pure rules.

The rule against takeover: a source's word alone links only where its contract says so
(`links_alone`, decided by two officers), the person it names is here under the same number *and*
name with exactly one account, and that account is not known more strongly than the source knows
its users. Everybody else's accounts are linked by their owner, who signs in to one. Mobile,
e-mail and nickname decide nothing: users change them at the source by themselves.
"""

import unicodedata
from collections.abc import Mapping, Sequence

from shiming.accounts.types import (
    AccountFacts,
    AccountState,
    FirstUse,
    OutsideOutcome,
    PersonFacts,
    SourceAnswer,
    SourceTrust,
)
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName


def first_use(
    *,
    trust: SourceTrust,
    answer: SourceAnswer,
    person: PersonFacts | None,
    accounts: Sequence[AccountFacts],
    level: Level,
) -> FirstUse:
    """
    Return what comes of a source's user whom no account is linked to.

    `person` is who is here under the number that the source gives, with their living `accounts`;
    `level` is the highest of these.
    """
    if answer.number is None or answer.name is None:
        return FirstUse.CHOOSE if trust.opens_accounts else FirstUse.PROVE
    if person is not None and person.name.folded != answer.name.folded:
        return FirstUse.CONFLICT
    if not accounts:
        return FirstUse.OPEN if trust.opens_accounts else FirstUse.PROVE
    is_one_of_its_kind = (
        len(accounts) == 1
        and accounts[0].kind in trust.kinds
        and accounts[0].state is AccountState.ACTIVE
    )
    if trust.links_alone and is_one_of_its_kind and level <= answer.level:
        return FirstUse.LINK
    return FirstUse.PROVE


def is_same_person(person: PersonFacts, answer: SourceAnswer) -> bool:
    """Tell whether a source that names a person names this one; one that names nobody may stay."""
    if answer.name is None:
        return True
    is_same_number = answer.number is None or person.number.key == answer.number.key
    return is_same_number and person.name.folded == answer.name.folded


def counted_as(*, code: str, name: str) -> str:
    """
    Return under what tries at a name of a source are counted.

    Directories take many spellings for one name: wide letters, marks, spaces, invisible signs
    (RFC 4518); mail servers take one with its domain and with any tag after a plus sign (RFC 5233).
    Two names that share a counter lose nothing; one with many would be guessed at.
    """
    apart = unicodedata.normalize("NFKD", name).casefold()
    apart = apart.partition("@")[0].partition("+")[0] or apart
    return f"{code}:{''.join(sign for sign in apart if sign.isalnum())}"


def facts_of(answer: SourceAnswer) -> dict[str, str]:
    """Return a source's word as it is kept, encrypted, until its user has decided."""
    facts = {
        "subject": answer.subject,
        "level": str(int(answer.level)),
        "terms": answer.terms,
    }
    if answer.name is not None:
        facts["name"] = answer.name.value
    if answer.number is not None:
        facts |= {
            "document_type": answer.number.document_type.value,
            "number": answer.number.value,
        }
    return facts


def answer_in(facts: Mapping[str, str]) -> SourceAnswer | None:
    """Return the word that was kept, or None if the errand holds none."""
    if not facts.get("subject") or "level" not in facts:
        return None
    number: DocumentNumber | None = None
    name: PersonName | None = None
    try:
        if "number" in facts:
            number = parse_document_number(DocumentType(facts["document_type"]), facts["number"])
        if "name" in facts:
            name = PersonName.parse(facts["name"])
    except DomainError:  # pragma: no cover  it was parsed before it was kept
        return None
    return SourceAnswer(
        outcome=OutsideOutcome.PROVEN,
        subject=facts["subject"],
        number=number,
        name=name,
        level=Level(int(facts["level"])),
        terms=facts.get("terms", ""),
    )
