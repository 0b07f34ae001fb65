"""Forms have versions that two officers put into force; scans are nobody else's."""

import pytest

from shiming.accounts import errors
from shiming.accounts.actions.applications.decide_application_form import (
    decide_application_form,
)
from shiming.accounts.actions.applications.propose_application_form import (
    propose_application_form,
)
from shiming.accounts.actions.applications.show_application_scan import show_application_scan
from shiming.accounts.models import (
    Account,
    Application,
)
from shiming.accounts.queries import applications as queries
from shiming.accounts.types import (
    AccountKind,
)
from shiming.accounts.types.applications import (
    ApplicationId,
    ApplicationPermission,
    ScanId,
)
from shiming.kernel.actor import Actor
from shiming.kernel.declared_forms import DeclarationUnfit
from tests.accounts.actions.applications.conftest import (
    facts,
    officer,
    prove,
    submit,
)
from tests.cast import AGENT
from tests.factories.accounts import NOW, make_account, make_account_of

pytestmark = pytest.mark.django_db

FORM = """
title = "试用账户申请"
names = "unit_name"
opens = "unit"

[[fields]]
key = "unit_name"
label = "单位名称"
"""


class TestForms:
    def propose(self, by: Actor, *, kind: str = "trial_account", text: str = FORM) -> object:
        return propose_application_form(kind=kind, declaration=text, officer=by, now=NOW)

    def test_come_into_force_by_a_second_officer(self) -> None:
        both = (ApplicationPermission.EDIT_FORM, ApplicationPermission.PUBLISH_FORM)
        author, second = officer(*both), officer(*both)
        form_id = self.propose(author)

        with pytest.raises(errors.ApplicationKindUnknown):
            queries.get_kind("trial_account")
        for by, refusal in (
            (author, errors.FormByOneself),
            (officer(), errors.MayNotManageAccounts),
        ):
            with pytest.raises(refusal):
                decide_application_form(form_id=form_id, is_published=True, officer=by, now=NOW)  # type: ignore[arg-type]  # an id
        decide_application_form(form_id=form_id, is_published=True, officer=second, now=NOW)  # type: ignore[arg-type]  # an id

        assert queries.get_kind("trial_account").form.title == "试用账户申请"
        with pytest.raises(errors.FormVersionNotFound):
            decide_application_form(form_id=form_id, is_published=False, officer=second, now=NOW)  # type: ignore[arg-type]  # an id

    def test_never_come_into_force_by_another_account_of_who_wrote_them(self) -> None:
        both = (ApplicationPermission.EDIT_FORM, ApplicationPermission.PUBLISH_FORM)
        first = make_account_of(AGENT, is_attached=True)
        second = make_account(kind=AccountKind.STAFF)
        Account.objects.filter(pk=second.pk).update(person_id=first.person_id)
        second.refresh_from_db()
        form_id = self.propose(officer(*both, account=first))

        with pytest.raises(errors.FormByOneself):
            decide_application_form(
                form_id=form_id,  # type: ignore[arg-type]  # an id
                is_published=True,
                officer=officer(*both, account=second),
                now=NOW,
            )

    def test_leave_applications_under_way_with_the_version_that_they_began_with(self) -> None:
        author = officer(ApplicationPermission.EDIT_FORM)
        second = officer(ApplicationPermission.PUBLISH_FORM)
        old = submit(prove()).application_id
        text = queries.get_declaration("building_project", viewer=author)
        form_id = self.propose(
            author, kind="building_project", text=text.replace("项目地址", "工程地点")
        )
        decide_application_form(form_id=form_id, is_published=True, officer=second, now=NOW)  # type: ignore[arg-type]  # an id

        assert facts(old).kind.version == 1
        assert facts(submit(prove()).application_id).kind.version == 2

    @pytest.mark.parametrize(
        "text",
        [
            "not toml [",
            FORM.replace("unit_name", "no-key"),
            FORM.replace('opens = "unit"', 'opens = "staff"'),
            FORM.replace('opens = "unit"', 'opens = "natural_person"'),
            FORM.replace('names = "unit_name"', 'names = "nothing"'),
            FORM + 'when = { field = "later", is = "yes" }\n',
            FORM + 'type = "script"\n',
            FORM + "x = 1\n",
            FORM + '[login]\nfield = "unit_name"\nas = "social_security"\n',
            FORM + '[login]\nfield = "nothing"\nas = "user_name"\n',
            FORM.replace('"unit_name"', '"submission_key"'),
            FORM + 'type = "choice"\nchoices = { "a b" = "x" }\n',
            FORM + "max_length = 1000000\n",
        ],
    )
    def test_are_refused_where_they_make_no_sense(self, text: str) -> None:
        with pytest.raises(DeclarationUnfit):
            self.propose(officer(ApplicationPermission.EDIT_FORM), text=text)

    def test_are_listed_a_page_at_a_time_and_none_is_out_of_reach(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "PAGE", 2)
        author = officer(ApplicationPermission.EDIT_FORM)
        proposed = [self.propose(author, kind=f"trial_{place}") for place in "abcde"]

        seen: list[object] = []
        after = None
        while page := queries.list_form_versions(viewer=author, after=after):
            seen += [version.id for version in page]
            after = page[-1].id

        assert len(seen) == 5
        assert set(seen) == set(proposed)

    def test_are_written_by_officers(self) -> None:
        with pytest.raises(errors.MayNotManageAccounts):
            self.propose(officer())
        with pytest.raises(errors.ApplicationKindUnknown):
            self.propose(officer(ApplicationPermission.EDIT_FORM), kind="../x")


def test_scans_of_nobody_are_nobodys() -> None:
    with pytest.raises(errors.ApplicationNotFound):
        show_application_scan(
            scan_id=ScanId(ApplicationId(submit(prove()).application_id)),
            officer=officer(),
            now=NOW,
        )
    assert Application.objects.count() == 1
