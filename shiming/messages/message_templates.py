"""
Reads and fills the message templates of the areas.

A template is `shiming/<area>/message_templates/<name>.toml`, called ``<area>/<name>``. Its keys are
`sms` (one text), `subject` and `body` (a letter, and what the message centre shows); its variables
are written `{like_this}`. All variables of the file must be given, and no others.
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

from shiming.kernel import tripwire
from shiming.messages.errors import MessageHoldsIdentity, TemplateUnfit

_NAME = re.compile(r"[a-z_]+/[a-z0-9_]+")
_KEYS = {"sms", "subject", "body"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One template as it stands in its file."""

    name: str
    version: str
    variables: frozenset[str]
    texts: Mapping[str, str]

    def has(self, *keys: str) -> bool:
        """Tell whether the template has all these texts."""
        return all(key in self.texts for key in keys)

    def fill(self, key: str, context: Mapping[str, str | int]) -> str:
        """
        Return one text of the template with its variables filled in.

        :raises TemplateUnfit: if the text is missing, or other variables are given
        :raises MessageHoldsIdentity: if an unmasked identity number would leave the platform
        """
        if key not in self.texts:
            raise TemplateUnfit(f"{self.name} has no {key}")
        if self.variables != set(context):
            raise TemplateUnfit(
                f"{self.name} wants the variables {sorted(self.variables)}, not {sorted(context)}"
            )
        text = self.texts[key].format_map(context)
        if tripwire.find_unmasked(text):
            raise MessageHoldsIdentity(template=self.name)
        return text


@functools.lru_cache(maxsize=512)
def get_template(name: str) -> Template:
    """
    Return the template called `name`; its version is the start of the file's SHA-256 digest.

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
    texts = tomllib.loads(content.decode("utf-8"))
    if not texts or set(texts) - _KEYS or ("subject" in texts) != ("body" in texts):
        raise TemplateUnfit(f"{name} must have sms, or subject and body, and nothing else")
    return Template(
        name=name,
        version=hashlib.sha256(content).hexdigest()[:12],
        variables=frozenset().union(*(_variables(name, text) for text in texts.values())),
        texts=texts,
    )


def _variables(name: str, text: str) -> set[str]:
    found: set[str] = set()
    for _literal, field, spec, conversion in string.Formatter().parse(text):
        if field is None:
            continue
        # Attributes, indexes and formats would reach into the values; a text needs none of them.
        if not field.isidentifier() or spec or conversion:
            raise TemplateUnfit(f"{name}: {{{field}}} is no plain variable")
        found.add(field)
    return found
