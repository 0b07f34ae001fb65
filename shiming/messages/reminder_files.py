"""
Reads how the areas want to be reminded: `shiming/<area>/reminders.toml`.

Each table is a kind of reminder, called like the message template that has its words
(``<area>/<name>``), with `steps` (days before the day; 0 is the day itself, negative ones lie after
it) and, if others than the owner are told, `receivers` (``owner``, or permissions). Operators may
set other steps and receivers (`models.ReminderRule`).
"""

import dataclasses
import functools
import pathlib
import tomllib
from collections.abc import Mapping

from django.apps import apps

from shiming.messages.errors import TemplateUnfit
from shiming.messages.types import OWNER


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """On which days who is told of a kind; `steps` begin with the earliest day."""

    kind: str
    steps: tuple[int, ...]
    receivers: tuple[str, ...] = (OWNER,)


@functools.cache
def rules_of_files() -> Mapping[str, Rule]:
    """Return the rule of every kind that the areas know, in the order of their names."""
    rules: dict[str, Rule] = {}
    for area in apps.get_app_configs():
        file = pathlib.Path(area.path) / "reminders.toml"
        if not file.exists():
            continue
        for kind, written in tomllib.loads(file.read_text("utf-8")).items():
            rules[kind] = Rule(
                kind=kind,
                steps=tuple(sorted(set(written["steps"]), reverse=True)),
                receivers=tuple(written.get("receivers", [OWNER])),
            )
    return dict(sorted(rules.items()))


def get_rule_of_file(kind: str) -> Rule:
    """
    Return the rule that its area wrote for a kind.

    :raises TemplateUnfit: if no area knows the kind
    """
    try:
        return rules_of_files()[kind]
    except KeyError:
        raise TemplateUnfit(f"no area knows the reminder {kind}") from None
