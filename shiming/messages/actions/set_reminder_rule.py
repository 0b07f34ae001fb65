"""Use case: an operator sets on which days who is told of a kind of reminder."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from shiming.audit import operations as audit
from shiming.jobs import operations as jobs
from shiming.kernel.actor import Actor
from shiming.messages import errors
from shiming.messages.models import ReminderRule
from shiming.messages.policies import reminders as policies
from shiming.messages.reminder_files import rules_of_files
from shiming.messages.types import MessageEvent

RESCHEDULE = "messages.reschedule"


def set_reminder_rule(
    *,
    kind: str,
    steps: Sequence[int],
    receivers: Sequence[str],
    operator: Actor,
    now: dt.datetime,
) -> None:
    """
    Keep the rule, and have the open reminders of the kind follow it.

    :raises errors.MayNotConfigureReminders: if the actor may not
    :raises errors.ReminderKindUnknown: if no area knows the kind
    :raises errors.StepsUnfit: if there are none, too many, or impossible ones
    :raises errors.ReceiversUnfit: if nobody is told, or somebody who cannot be
    """
    if refusal := policies.refusal_to_configure(operator=operator):
        raise refusal
    if kind not in rules_of_files():
        raise errors.ReminderKindUnknown
    if refusal := policies.refusal_of_rule(steps=steps, receivers=receivers):
        raise refusal
    ordered = sorted(steps, reverse=True)
    with transaction.atomic(durable=True):
        rule, _created = ReminderRule.objects.update_or_create(
            kind=kind,
            defaults={
                "steps": ordered,
                "receivers": list(receivers),
                "changed_by": operator.account_id,
                "changed_at": now,
            },
        )
        jobs.start(kind=RESCHEDULE, subject=str(rule.pk), now=now)
        audit.record(
            event=MessageEvent.REMINDER_RULE_CHANGED,
            actor=operator,
            subject=f"reminder_rule:{rule.pk}",
            at=now,
            details={
                "kind": kind,
                "steps": " ".join(map(str, ordered)),
                "receivers": " ".join(receivers),
            },
        )
