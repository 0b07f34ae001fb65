"""Where operators set on which days who is reminded (K4)."""

import dataclasses

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.messages import errors, queries
from shiming.messages.actions.set_reminder_rule import set_reminder_rule
from shiming.messages.reminder_files import Rule
from shiming.messages.template_files import Template
from shiming.messages.web.desk import title_of
from shiming.messages.web.forms import RuleForm
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.refusals import render_refusal

_DETAIL = "messages/rule_detail.html"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One kind of reminder."""

    kind: str
    title: str
    url: str
    steps: str

    @classmethod
    def of(cls, rule: Rule, template: Template) -> "RuleRow":
        """Show a rule, in the words of its template."""
        area, _slash, name = rule.kind.partition("/")
        return cls(
            kind=rule.kind,
            title=title_of(template),
            url=reverse("messages:rule-detail", kwargs={"area": area, "name": name}),
            steps=_("、").join(map(_label_of, rule.steps)),
        )


def _label_of(step: int) -> str:
    """Say how many days before the end, or after it."""
    if step == 0:
        return _("当天")
    if step > 0:
        return ngettext("%(days)d天", "%(days)d天", step) % {"days": step}
    return ngettext("到期后%(days)d天", "到期后%(days)d天", -step) % {"days": -step}


@require_GET
@require_sign_in
def rule_list(request: HttpRequest) -> HttpResponse:
    """Show the rules of all kinds."""
    rules = queries.list_rules(viewer=actor_of(request))
    templates = queries.get_templates_in_force({rule.kind for rule in rules})
    rows = [RuleRow.of(rule, templates[rule.kind]) for rule in rules]
    return render(
        request, "messages/rule_list.html", {"rules": rows, "is_saved": "saved" in request.GET}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def rule_detail(request: HttpRequest, area: str, name: str) -> HttpResponse:
    """Show the rule of a kind, and keep it as the form says."""
    actor = actor_of(request)
    rules = {rule.kind: rule for rule in queries.list_rules(viewer=actor)}
    rule = rules.get(f"{area}/{name}")
    if rule is None:
        raise errors.ReminderKindUnknown
    row = RuleRow.of(rule, queries.get_template_in_force(rule.kind))
    if request.method != "POST":
        form = RuleForm(initial=RuleForm.initial_of(rule))
        return render(request, _DETAIL, {"row": row, "form": form})
    form = RuleForm(request.POST)
    if not form.is_valid():
        return render(request, _DETAIL, {"row": row, "form": form}, status=422)
    try:
        set_reminder_rule(
            kind=rule.kind,
            steps=form.cleaned_data["steps"],
            receivers=form.receivers(),
            operator=actor,
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _DETAIL, {"row": row, "form": form})
    return HttpResponseRedirect(f"{reverse('messages:rule-list')}?saved=1", status=303)
