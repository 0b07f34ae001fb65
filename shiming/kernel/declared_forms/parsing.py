"""From a TOML text to a form."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from shiming.kernel.declared_forms.fields import (
    AGAIN,
    YES_NO,
    Choice,
    Condition,
    DeclaredField,
    DeclaredForm,
    FieldType,
)
from shiming.kernel.declared_forms.refusals import DeclarationUnfit

LONGEST_DECLARATION = 40_000
_MOST_FIELDS = 60
_LONGEST = {"text": 100, "long_text": 1000}
# What the page itself sends beside the answers.
_RESERVED = frozenset({"csrfmiddlewaretoken", "refresh", "submission_key"})
_KEY = re.compile(r"[a-z][a-z0-9_]{1,40}")
_WITH_CHOICES = frozenset({FieldType.CHOICE, FieldType.YES_NO})


def parse_form(text: str) -> tuple[DeclaredForm, Mapping[str, Any]]:
    """
    Return the form that a TOML text declares, and the other keys, which are the caller's.

    :raises DeclarationUnfit: if it is no TOML, or declares no form
    """
    if len(text) > LONGEST_DECLARATION:
        raise DeclarationUnfit(field="", reason="too_long")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeclarationUnfit(field="", reason="not_toml") from error
    declared = table.pop("fields", None)
    title, lead = table.pop("title", None), table.pop("lead", "")
    if not isinstance(title, str) or not title or not isinstance(lead, str):
        raise DeclarationUnfit(field="title", reason="missing")
    if not isinstance(declared, list) or not 0 < len(declared) <= _MOST_FIELDS:
        raise DeclarationUnfit(field="fields", reason="missing")
    fields: list[DeclaredField] = []
    for entry in declared:
        fields.append(_parse_field(entry, before=fields))
    return DeclaredForm(title=title, lead=lead, fields=tuple(fields)), table


def _parse_field(entry: object, *, before: Sequence[DeclaredField]) -> DeclaredField:
    if not isinstance(entry, dict):
        raise DeclarationUnfit(field="fields", reason="not_a_table")
    key, label = _parse_key(entry, before=before), entry.get("label", "")
    try:
        kind = FieldType(entry.get("type", "text"))
    except ValueError:
        raise DeclarationUnfit(field=key, reason="type") from None
    known = {"key", "label", "type", "required", "twice", "when", "choices", "offers", "help"}
    if set(entry) - known - {"max_length"}:
        raise DeclarationUnfit(field=key, reason="unknown_word")
    if not isinstance(label, str) or not label or not isinstance(entry.get("help", ""), str):
        raise DeclarationUnfit(field=key, reason="label")
    longest = entry.get("max_length", _LONGEST.get(kind, 100))
    if not isinstance(longest, int) or not 1 <= longest <= _LONGEST["long_text"]:
        raise DeclarationUnfit(field=key, reason="max_length")
    choices = _parse_choices(key, entry)
    if (kind is FieldType.CHOICE) is not bool(choices):
        raise DeclarationUnfit(field=key, reason="choices")
    offers = entry.get("offers", "")
    if not isinstance(offers, str) or (kind is FieldType.OFFERED) is not bool(offers):
        raise DeclarationUnfit(field=key, reason="offers")
    return DeclaredField(
        key=key,
        label=label,
        type=kind,
        is_required=entry.get("required", True) is not False,
        is_twice=entry.get("twice", False) is True,
        when=_parse_condition(key, entry, before=before),
        choices=YES_NO if kind is FieldType.YES_NO else choices,
        offers=offers,
        help=entry.get("help", ""),
        max_length=longest,
    )


def _parse_key(entry: Mapping[str, Any], *, before: Sequence[DeclaredField]) -> str:
    key = entry.get("key", "")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise DeclarationUnfit(field="", reason="key")
    if key.endswith(AGAIN) or key in _RESERVED:
        raise DeclarationUnfit(field=key, reason="key")
    if any(field.key == key for field in before):
        raise DeclarationUnfit(field=key, reason="key_twice")
    return key


def _parse_choices(key: str, entry: Mapping[str, Any]) -> tuple[Choice, ...]:
    written = entry.get("choices", {})
    if not isinstance(written, dict) or not all(
        isinstance(label, str) and label for label in written.values()
    ):
        raise DeclarationUnfit(field=key, reason="choices")
    if not all(_KEY.fullmatch(f"v{value}") for value in written):
        raise DeclarationUnfit(field=key, reason="choices")
    return tuple(Choice(value=value, label=label) for value, label in written.items())


def _parse_condition(
    key: str, entry: Mapping[str, Any], *, before: Sequence[DeclaredField]
) -> Condition | None:
    written = entry.get("when")
    if written is None:
        return None
    # Only an earlier field can be a switch: so there are no circles.
    switch = next(
        (each for each in before if isinstance(written, dict) and each.key == written.get("field")),
        None,
    )
    if switch is None or switch.type not in _WITH_CHOICES:
        raise DeclarationUnfit(field=key, reason="when")
    values = written.get("is", [])
    values = [values] if isinstance(values, str) else values
    known = {choice.value for choice in switch.choices}
    if not isinstance(values, list) or not values or not set(map(str, values)) <= known:
        raise DeclarationUnfit(field=key, reason="when")
    return Condition(field=switch.key, is_one_of=tuple(map(str, values)))
