"""The glossary speaks of things that are there."""

import importlib
import pathlib
import re

import pytest

from config.env import ROOT

PAGE = ROOT / "docs" / "reference" / "glossary.md"


def code_names(page: pathlib.Path) -> list[str]:
    """Return what stands in the column «in code», which is the third."""
    rows = (line.split(" | ") for line in page.read_text("utf-8").splitlines() if " | " in line)
    return [name for row in rows for name in re.findall(r"`([a-z_.]+\.[A-Za-z_]+)`", row[2])]


@pytest.mark.parametrize("name", code_names(PAGE))
def test_every_name_in_code_exists(name: str) -> None:
    module, _, thing = name.rpartition(".")

    assert hasattr(importlib.import_module(f"shiming.{module}"), thing)


def test_every_word_of_the_design_is_explained() -> None:
    page = PAGE.read_text("utf-8")

    for chinese in (
        *("自然人", "账户", "凭证", "法人", "统一社会信用代码", "证据", "实名认证", "实名等级"),
        *("初级", "中级", "高级", "任职", "权限身份", "代理机构", "当前身份", "权威库", "信任源"),
        *("接入系统", "机构", "岗位", "名册", "事项", "办件", "证照", "印章"),
    ):
        assert chinese in page
