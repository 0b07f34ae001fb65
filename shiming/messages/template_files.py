"""
Reads and fills the message templates of the areas.

A template is `shiming/<area>/message_templates/<name>.toml`, called ``<area>/<name>``: version 1 of
its texts, in Chinese. Its keys are `sms` (one text), `subject` and `body` (a letter, and what the
message centre shows); the table `en` has the same texts in English. `kind` says what it is about
(`types.MessageKind`; unsaid, it is a notice, or a code where there is a variable `code`), and
`mandatory` that nobody can refuse it. Variables are written `{like_this}`; all variables of the
file must be given, and no others. Officers may publish later versions of the texts
(`models.TemplateVersion`); kind and variables stay those of the file.
"""

import dataclasses
import functools
import hashlib
import pathlib
import re
import string
import tomllib
from collections.abc import Mapping

from django.apps import apps

from shiming.messages import ports
from shiming.messages.errors import TemplateUnfit
from shiming.messages.policies.texts import refusal_of_text
from shiming.messages.types import CHINESE, ENGLISH, MessageKind

TEXT_KEYS = ("sms", "subject", "body")
_NAME = re.compile(r"[a-z_]+/[a-z0-9_]+")
_KEYS = {*TEXT_KEYS, "kind", "mandatory", ENGLISH}

Texts = Mapping[str, Mapping[str, str]]
"""Language → key → text."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One template with the texts that are in force."""

    name: str
    version: str
    number: int
    kind: MessageKind
    is_mandatory: bool
    variables: frozenset[str]
    texts: Texts

    def has(self, *keys: str) -> bool:
        """Tell whether the template has all these texts."""
        return all(key in self.texts[CHINESE] for key in keys)

    def fill(self, key: str, context: Mapping[str, str | int], language: str = CHINESE) -> str:
        """
        Return one text of the template with its variables filled in.

        What is not there in another language comes in Chinese.

        :raises TemplateUnfit: if the text is missing, or other variables are given
        :raises errors.MessageHoldsIdentity: if an unmasked number would leave the platform
        :raises errors.MessageHoldsSecret: if a password would
        :raises errors.MessageHoldsForeignLink: if a link would lead to a foreign site
        """
        text = self.texts.get(language, {}).get(key) or self.texts[CHINESE].get(key)
        if text is None:
            raise TemplateUnfit(f"{self.name} has no {key}")
        if self.variables != set(context):
            raise TemplateUnfit(
                f"{self.name} wants the variables {sorted(self.variables)}, not {sorted(context)}"
            )
        filled = text.format_map(context)
        if refusal := refusal_of_text(
            text=filled, template=self.name, own_hosts=ports.policy().own_hosts
        ):
            raise refusal
        return filled


@functools.lru_cache(maxsize=512)
def get_template(name: str) -> Template:
    """
    Return version 1 of the template called `name`, as its file has it.

    :raises TemplateUnfit: if there is none, or it is malformed
    """
    if not _NAME.fullmatch(name):
        raise TemplateUnfit(f"{name!r} is no name of a template")
    label, file_name = name.split("/")
    try:
        folder = pathlib.Path(apps.get_app_config(label).path)
        content = (folder / "message_templates" / f"{file_name}.toml").read_bytes()
    except (LookupError, FileNotFoundError):
        raise TemplateUnfit(f"there is no template {name}") from None
    written = tomllib.loads(content.decode("utf-8"))
    texts = {CHINESE: {key: written[key] for key in TEXT_KEYS if key in written}}
    if ENGLISH in written:
        texts[ENGLISH] = written[ENGLISH]
    if set(written) - _KEYS or any(not is_whole(one) for one in texts.values()):
        raise TemplateUnfit(f"{name} must have sms, or subject and body, and nothing else")
    variables = variables_of(name, texts)
    # A forgotten kind must not keep a code back until the morning.
    usual = MessageKind.CODE if "code" in variables else MessageKind.NOTICE
    try:
        kind = MessageKind(written.get("kind", usual))
    except ValueError:
        raise TemplateUnfit(f"{name} has no such kind: {written['kind']!r}") from None
    return Template(
        name=name,
        version=f"1-{hashlib.sha256(content).hexdigest()[:10]}",
        number=1,
        kind=kind,
        is_mandatory=kind.is_mandatory or bool(written.get("mandatory", False)),
        variables=variables,
        texts=texts,
    )


def list_template_names() -> list[str]:
    """Return the names of all templates that the areas carry, in order."""
    return sorted(
        f"{area.label}/{file.stem}"
        for area in apps.get_app_configs()
        for file in (pathlib.Path(area.path) / "message_templates").glob("*.toml")
    )


def is_fit(template: Template, texts: Texts) -> bool:
    """Tell whether texts that officers published still fit the file of their template."""
    return (
        set(texts.get(CHINESE, {})) == set(template.texts[CHINESE])
        and variables_of(template.name, texts) <= template.variables
    )


def is_whole(texts: Mapping[str, object]) -> bool:
    """Tell whether these are the texts of one language: an SMS, a letter, or both."""
    return (
        bool(texts)
        and not set(texts) - set(TEXT_KEYS)
        and all(isinstance(text, str) for text in texts.values())
        and ("subject" in texts) == ("body" in texts)
    )


def variables_of(name: str, texts: Texts) -> frozenset[str]:
    """
    Return the variables that the texts use.

    :raises TemplateUnfit: if one of them is no plain variable
    """
    return frozenset(
        variable
        for of_language in texts.values()
        for text in of_language.values()
        for variable in _variables(name, text)
    )


def _variables(name: str, text: str) -> set[str]:
    found: set[str] = set()
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as fault:
        raise TemplateUnfit(f"{name}: {fault}") from None
    for _literal, field, spec, conversion in parts:
        if field is None:
            continue
        # Attributes, indexes and formats would reach into the values; a text needs none of them.
        if not field.isidentifier() or spec or conversion:
            raise TemplateUnfit(f"{name}: {{{field}}} is no plain variable")
        found.add(field)
    return found
