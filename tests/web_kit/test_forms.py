"""What people type is put right before it is checked."""

import pytest
from django import forms
from django.http import QueryDict

from shiming.web_kit.forms import Form, normalised


class Sample(Form):
    number = forms.CharField(required=False)
    password = forms.CharField(required=False, strip=False, widget=forms.PasswordInput)
    kinds = forms.MultipleChoiceField(required=False, choices=[("A1", "a"), ("B2", "b")])


class TestNormalised:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("６０１２Ｘ", "6012X"),
            ("\u3000张三\u200b ", "张三"),
            ("ｎａｍｅ＠ｈｏｓｔ．ｃｎ", "name@host.cn"),
            ("某某（北京）有限公司", "某某（北京）有限公司"),
            ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
            ("\ufeff1", "1"),
        ],
    )
    def test_reads_what_was_meant(self, typed: str, meant: str) -> None:
        assert normalised(typed) == meant


class TestForm:
    def test_normalises_what_a_browser_sends(self) -> None:
        form = Sample(QueryDict("number=%EF%BC%91%EF%BC%92&kinds=%EF%BC%A11&kinds=B2"))

        assert form.is_valid()
        assert form.cleaned_data["number"] == "12"
        assert form.cleaned_data["kinds"] == ["A1", "B2"]

    def test_leaves_passwords_alone(self) -> None:
        form = Sample({"password": " １２３ "})

        assert form.is_valid()
        assert form.cleaned_data["password"] == " １２３ "

    def test_refuses_nul(self) -> None:
        form = Sample({"number": "1\x002"})

        assert not form.is_valid()
        assert "number" in form.errors

    def test_minds_the_prefix(self) -> None:
        form = Sample({"p-number": "１", "p-password": "１"}, prefix="p")

        assert form.is_valid()
        assert (form.cleaned_data["number"], form.cleaned_data["password"]) == ("1", "１")

    def test_shows_again_what_was_meant(self) -> None:
        assert 'value="12"' in str(Sample({"number": "１２"})["number"])
