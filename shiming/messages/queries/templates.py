"""Which texts of a template are in force, and which versions there are."""

import dataclasses
from collections.abc import Collection, Mapping

from shiming.kernel.actor import Actor
from shiming.messages import errors
from shiming.messages.models import TemplateVersion
from shiming.messages.policies import templates as policies
from shiming.messages.template_files import (
    Template,
    get_template,
    is_fit,
    list_template_names,
)
from shiming.messages.types import TemplateState, TemplateVersionId


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TemplateHead:
    """One template in the list of all: what is in force, and whether a version waits."""

    template: Template
    draft_id: TemplateVersionId | None


def get_template_in_force(name: str) -> Template:
    """
    Return the template called `name` with the texts last published, or those of its file.

    :raises TemplateUnfit: if there is no such template
    """
    return get_templates_in_force({name})[name]


def get_templates_in_force(names: Collection[str]) -> Mapping[str, Template]:
    """
    Return several templates at once, by name.

    What was published before an update of the platform gave a template other channels or took
    variables from it fits no more: then the file's own texts go out, for a code has to.

    :raises TemplateUnfit: if there is no such template
    """
    templates = {name: get_template(name) for name in names}
    published = TemplateVersion.objects.filter(name__in=names, state=TemplateState.PUBLISHED)
    for name, number, texts in published.values_list("name", "number", "texts"):
        if not is_fit(templates[name], texts):
            continue
        templates[name] = dataclasses.replace(
            templates[name], version=str(number), number=number, texts=texts
        )
    return templates


def list_templates(*, viewer: Actor) -> list[TemplateHead]:
    """
    Return all templates in order, to officers who write or approve them.

    :raises errors.MayNotApprove: if the viewer does neither
    """
    if refusal := policies.refusal_to_see(viewer=viewer):
        raise refusal
    waiting = TemplateVersion.objects.filter(state=TemplateState.DRAFT)
    drafts = {name: TemplateVersionId(key) for name, key in waiting.values_list("name", "pk")}
    templates = get_templates_in_force(list_template_names())
    return [
        TemplateHead(template=templates[name], draft_id=drafts.get(name))
        for name in sorted(templates)
    ]


def get_template_for(*, name: str, viewer: Actor) -> Template:
    """
    Return a template with the texts in force, to officers who write or approve them.

    :raises errors.MayNotApprove: if the viewer does neither
    :raises errors.TemplateNotFound: if there is none
    """
    if refusal := policies.refusal_to_see(viewer=viewer):
        raise refusal
    try:
        return get_template_in_force(name)
    except errors.TemplateUnfit:
        raise errors.TemplateNotFound from None


def list_versions(*, name: str, viewer: Actor) -> list[TemplateVersion]:
    """
    Return the versions of a template after its file, newest first.

    :raises errors.MayNotApprove: if the viewer neither writes nor approves templates
    """
    if refusal := policies.refusal_to_see(viewer=viewer):
        raise refusal
    return list(TemplateVersion.objects.filter(name=name).order_by("-number"))


def get_version(*, version_id: TemplateVersionId, viewer: Actor) -> TemplateVersion:
    """
    Return one version.

    :raises errors.MayNotApprove: if the viewer neither writes nor approves templates
    :raises errors.TemplateNotFound: if there is none
    """
    if refusal := policies.refusal_to_see(viewer=viewer):
        raise refusal
    version = TemplateVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise errors.TemplateNotFound
    return version
