"""Which rules hold for reminders, what is due, and who waits for a digest."""

import datetime as dt
import uuid

from django.db.models import Exists, OuterRef

from shiming.kernel.actor import Actor
from shiming.messages.models import Digest, DigestLine, Reminder, ReminderRule
from shiming.messages.policies import reminders as policies
from shiming.messages.reminder_files import Rule, get_rule_of_file, rules_of_files
from shiming.messages.types import ReminderId


def get_rule(*, kind: str) -> Rule:
    """
    Return the rule of a kind: what an operator set, or else what its area wrote.

    :raises TemplateUnfit: if no area knows the kind
    """
    written = get_rule_of_file(kind)
    kept = ReminderRule.objects.filter(kind=kind).first()
    return written if kept is None else _rule(kept)


def list_rules(*, viewer: Actor) -> list[Rule]:
    """
    Return the rules of all kinds to an operator.

    :raises errors.MayNotConfigureReminders: if the viewer may not set them
    """
    if refusal := policies.refusal_to_configure(operator=viewer):
        raise refusal
    kept = {rule.kind: _rule(rule) for rule in ReminderRule.objects.order_by("kind")}
    return [kept.get(kind, rule) for kind, rule in rules_of_files().items()]


def list_due_reminders(*, today: dt.date, most: int) -> list[ReminderId]:
    """Return reminders of which a step is to be told, the longest waiting first."""
    # What an area no longer knows has no words any more.
    known = list(rules_of_files())
    due = Reminder.objects.filter(closed_at=None, next_on__lte=today, kind__in=known)
    due = due.order_by("next_on", "id")
    return [ReminderId(key) for key in due.values_list("pk", flat=True)[:most]]


def list_accounts_waiting(*, today: dt.date, after: uuid.UUID | None, most: int) -> list[uuid.UUID]:
    """Return accounts, by key, for which lines wait and that had no digest today."""
    had_one = Digest.objects.filter(account_id=OuterRef("account_id"), on_date=today)
    waiting = DigestLine.objects.filter(~Exists(had_one), sent_at=None)
    if after is not None:
        waiting = waiting.filter(account_id__gt=after)
    keys = waiting.order_by("account_id").values_list("account_id", flat=True).distinct()
    return list(keys[:most])


def list_open_reminders(*, kind: str, after: uuid.UUID | None, most: int) -> list[Reminder]:
    """Return open reminders of a kind, by key."""
    found = Reminder.objects.filter(kind=kind, closed_at=None)
    if after is not None:
        found = found.filter(pk__gt=after)
    return list(found.order_by("id")[:most])


def _rule(kept: ReminderRule) -> Rule:
    return Rule(kind=kept.kind, steps=tuple(kept.steps), receivers=tuple(kept.receivers))
