"""S16-5: for each kind of integration the structure, the mode and the division of work."""

import pathlib
import re

import pytest

from shiming.identity_provider.integration_kinds_file import integration_kinds
from tests.identity_provider.onboarding.conftest import Visitor
from tests.identity_provider.wire import Wire

GUIDE = pathlib.Path(__file__).parents[3] / "docs/how-to/integrate"


class TestKinds:
    @pytest.mark.requirement("S16-5")
    def test_are_told_with_structure_mode_and_division_of_work(self, integrator: Visitor) -> None:
        start = integrator.wire.get("/onboarding/").text
        page = integrator.wire.get("/onboarding/kinds/").text

        assert 'href="/onboarding/kinds/"' in start
        sections = re.findall(r'<section id="(\w+)".*?</section>', page, re.DOTALL)
        # Both kinds of the specification (S16-3, S16-4), and what else may be connected.
        assert {"cas", "oauth2", "certificate", "scim", "mapping", "node"} < set(sections)
        for kind in integration_kinds("zh-hans"):
            part = page.partition(f'<section id="{kind.key}"')[2].partition("</section>")[0]
            headings = re.findall(r"<h3>([^<]+)</h3>", part)
            assert headings == ["系统结构", "集成方式", "分工：平台方", "分工：业务系统"]
            told = [kind.structure, *kind.mode, *kind.platform, *kind.developer]
            assert [one for one in told if one not in part] == []
        assert "修改登录页，增加平台链接" in page
        assert "建立平台用户与本系统用户的对应" in page

    def test_are_told_in_english_as_well(self, integrator: Visitor) -> None:
        integrator.wire.cookies["django_language"] = "en"

        page = integrator.wire.get("/onboarding/kinds/").text

        assert "Change the sign-in page: add the link" in page
        assert "修改登录页" not in page

    def test_have_a_page_of_the_guide_each(self) -> None:
        text = (GUIDE / "kinds.md").read_text("utf-8")

        for kind in integration_kinds("en"):
            assert (GUIDE / kind.guide).is_file()
            assert f"## {kind.title}" in text
            assert kind.structure in " ".join(text.split())

    def test_are_told_to_who_is_signed_in(self, wire: Wire) -> None:
        assert wire.get("/onboarding/kinds/").header("Location").startswith("/sign-in/")
