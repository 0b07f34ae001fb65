"""The integrator's guide shows the samples exactly as they lie in examples/, which tests run."""

import pathlib
import re

import pytest

from shiming.identity_provider.protocol import errors
from shiming.identity_provider.protocol.endpoints import discovery as addresses
from shiming.identity_provider.routes import find_route

ROOT = pathlib.Path(__file__).parents[3]
GUIDE = ROOT / "docs/how-to/integrate"
SAMPLES = ROOT / "examples/integrate"
SHOWN = re.compile(r"<!-- (examples/[^ ]+) -->\n```[a-z]*\n(.*?)```\n", re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
PAGES = sorted(GUIDE.glob("*.md"))


class TestGuide:
    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
    def test_shows_each_sample_as_it_is(self, page: pathlib.Path) -> None:
        for name, text in SHOWN.findall(page.read_text("utf-8")):
            assert text == (ROOT / name).read_text("utf-8"), f"{page.name}: {name} has changed"

    def test_shows_all_samples(self) -> None:
        shown = {name for page in PAGES for name, _ in SHOWN.findall(page.read_text("utf-8"))}
        kept = {
            str(file.relative_to(ROOT))
            for file in SAMPLES.rglob("*")
            if file.is_file() and "__pycache__" not in file.parts and file.name != "__init__.py"
        }

        assert kept - shown == set()

    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
    def test_leads_nowhere_into_the_void(self, page: pathlib.Path) -> None:
        links = LINK.findall(page.read_text("utf-8"))

        assert [one for one in links if "://" not in one and not (GUIDE / one).exists()] == []

    @pytest.mark.requirement("S16-6")
    def test_tells_the_steps_of_the_change_and_the_true_addresses(self) -> None:
        text = (GUIDE / "README.md").read_text("utf-8")

        told = set(re.findall(r"`(/(?:oauth2|cas)/[a-zA-Z0-9/-]+)`", text))

        steps = re.findall(r"^\d\. \*\*(.*?)\*\*", text, re.MULTILINE)
        assert [step.lower() for step in steps] == [
            "set the address of the authentication service",
            "change the sign-in page",
            "take the answer",
            "get user information",
        ]
        assert {addresses.AUTHORIZE, addresses.TOKEN, addresses.USERINFO} <= told
        assert {path for path in told if find_route(path) is None} == set()
        assert addresses.DISCOVERY in text

    def test_explains_every_code_that_a_client_can_get(self) -> None:
        text = (GUIDE / "README.md").read_text("utf-8")
        codes = {
            one.code
            for one in vars(errors).values()
            if isinstance(one, type)
            and issubclass(one, errors.OAuthError)
            and one is not errors.OAuthError
        }

        assert {code for code in codes if f"`{code}`" not in text} == set()
