"""From a refusal to a response."""

import string

import pytest
from django.test import Client
from django.utils import translation

from shiming.kernel.errors import DomainError, ErrorKind
from shiming.web_kit import texts
from shiming.web_kit.refusals import STATUS_OF, problem, status_of
from tests.web_kit.site import RosterFull, TooManyTries


class TestStatusOf:
    def test_knows_every_kind(self) -> None:
        assert set(STATUS_OF) == set(ErrorKind)
        assert status_of(RosterFull()) == 409


class TestRefusalPage:
    def test_tells_what_is_the_case_and_what_can_be_done(self, client: Client) -> None:
        answer = client.get("/refuse/")

        assert answer.status_code == 409
        html = answer.content.decode()
        assert "<title>内容已发生变化 - 实名</title>" in html
        assert "接下来您可以" in html
        assert "请刷新后查看最新情况" in html

    def test_is_a_fragment_for_htmx(self, client: Client) -> None:
        answer = client.get("/refuse/", headers={"HX-Request": "true"})

        html = answer.content.decode()
        assert answer.status_code == 409
        assert "<html" not in html
        assert 'role="alert"' in html

    def test_is_a_whole_page_when_htmx_goes_back(self, client: Client) -> None:
        answer = client.get(
            "/refuse/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
        )

        assert "<html" in answer.content.decode()

    def test_speaks_english_on_request(self, client: Client) -> None:
        answer = client.get("/refuse/", headers={"Accept-Language": "en"})

        assert "Something has changed meanwhile" in answer.content.decode()

    def test_says_when_to_come_back(self, client: Client) -> None:
        answer = client.get("/limit/")

        assert (answer.status_code, answer["Retry-After"]) == (429, "90")


class TestProblem:
    def test_follows_rfc_9457_and_carries_the_code(self, client: Client) -> None:
        answer = client.get("/refuse/", headers={"Accept": "application/json"})

        assert answer.status_code == 409
        assert answer["Content-Type"] == "application/problem+json; charset=utf-8"
        assert answer.json() == {
            "type": "urn:shiming:problem:tests.roster.full",
            "title": "内容已发生变化",
            "status": 409,
            "detail": "可能有人已先处理，或您在别处已提交。请刷新后查看最新情况。",
            "code": "tests.roster.full",
        }

    def test_never_carries_the_context(self) -> None:
        assert b"retry_after" not in problem(TooManyTries(retry_after=90)).content


class TestTexts:
    def test_of_every_area_are_complete(self) -> None:
        assert len(texts.catalogue()) >= len(ErrorKind)

    def test_exist_for_every_kind(self) -> None:
        assert {f"web_kit.kind.{kind.value}" for kind in ErrorKind} <= set(texts.catalogue())

    def test_fill_in_the_context(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            texts,
            "catalogue",
            lambda: {
                RosterFull.code: {
                    "zh": "已满 {limit} 人",
                    "zh_next": "{unknown}请联系管理员。",
                    "en": "{limit} is full",
                    "en_next": "Ask.",
                }
            },
        )

        with translation.override("zh-hans"):
            text = texts.text_of(RosterFull(limit=50))

        assert (text.title, text.next) == ("已满 50 人", "请联系管理员。")
        assert text.sentences == "已满 50 人。请联系管理员。"

    @pytest.mark.parametrize(
        ("language", "shown"),
        [("zh-hans", ("已满", "已满。请联系管理员。")), ("en", ("Full", "Full. Ask."))],
    )
    def test_end_each_sentence_once_and_no_heading_with_a_full_stop(
        self, monkeypatch: pytest.MonkeyPatch, language: str, shown: tuple[str, str]
    ) -> None:
        entry = {"zh": "已满。", "zh_next": "请联系管理员。", "en": "Full.", "en_next": "Ask."}
        monkeypatch.setattr(texts, "catalogue", lambda: {RosterFull.code: entry})

        with translation.override(language):
            text = texts.text_of(RosterFull())

        assert (text.title, text.sentences) == shown

    def test_have_no_broken_placeholder(self) -> None:
        for code, entry in texts.catalogue().items():
            for key in ("zh", "zh_next", "en", "en_next"):
                parts = list(string.Formatter().parse(entry[key]))

                assert all(name is None or name.isidentifier() for _, name, _, _ in parts), code

    def test_label_their_action_in_both_languages(self) -> None:
        actions = ("action", "zh_action", "en_action")
        counts = {code: len(entry.keys() & actions) for code, entry in texts.catalogue().items()}

        assert [code for code, count in counts.items() if count not in {0, 3}] == []

    def test_offer_no_button_that_leads_nowhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class SignInFirst(DomainError):
            code = "web_kit.sign_in.required"
            kind = ErrorKind.FORBIDDEN

        assert texts.text_of(SignInFirst()).action_url in {"", "/sign-in/"}
