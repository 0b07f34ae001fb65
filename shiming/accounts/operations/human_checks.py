"""Judging the answers to human checks; none is answered twice, be it right or wrong."""

import datetime as dt
import hashlib
import hmac
import unicodedata

from shiming.accounts import human_check_kit, ports, queries
from shiming.accounts.models import SpentCheck
from shiming.accounts.types import CheckedForm, HumanAnswer, HumanCheckKind, Visit


def is_passed_by_human(
    *, form: CheckedForm, answer: HumanAnswer, visit: Visit, now: dt.datetime
) -> bool:
    """
    Tell whether the form may be taken from this visitor, and spend the challenge.

    The portal says by which kinds of check.

    The caller commits this before it refuses, or a wrong answer could be tried again.
    """
    policy = ports.policy()
    if form not in policy.checked_forms:
        return True
    kinds = queries.portal_of_host(visit.host).human_checks
    if answer.proof and HumanCheckKind.PROOF_OF_WORK in kinds:
        proven = human_check_kit.proof_expiry(answer.proof, visitor_token=visit.token, now=now)
        return proven is not None and _spend(proven[0], expires_at=proven[1])
    challenge = human_check_kit.parse_challenge(answer.challenge)
    is_timely = (
        challenge is not None
        and challenge.kind in kinds
        and now < challenge.expires_at <= now + policy.human_check_lifetime
    )
    if challenge is None or not is_timely:
        return False
    is_first = _spend(challenge.token, expires_at=challenge.expires_at)
    typed = "".join(unicodedata.normalize("NFKC", answer.answer).split()).upper().encode()
    right = human_check_kit.answers(challenge, visitor_token=visit.token)
    return is_first and any(hmac.compare_digest(typed, each.encode()) for each in right)


def _spend(challenge: str, *, expires_at: dt.datetime) -> bool:
    """Keep the challenge as answered; tell whether this was the first answer."""
    key = hashlib.sha256(challenge.encode()).hexdigest()
    # One second is added because a challenge's own expiry is cut to the second.
    _, is_first = SpentCheck.objects.get_or_create(
        pk=key, defaults={"expires_at": expires_at + dt.timedelta(seconds=1)}
    )
    return is_first
