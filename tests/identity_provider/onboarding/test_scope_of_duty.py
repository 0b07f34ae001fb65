"""S19-8: which items must be connected, on what legal basis, and how far each of them is."""

import pathlib
import re

import pytest

from shiming.identity_provider import ports
from shiming.identity_provider.legal_basis_file import read_legal_basis
from shiming.identity_provider.models import Application
from shiming.messages.models import Reminder
from tests.identity_provider.onboarding.conftest import Visitor
from tests.identity_provider.onboarding.test_registry import LIST, enter, exception

BASIS = ports.LegalBasis(zh=("示例法第一条", "某市示例办法"), en=("Example Law", "City Rules"))


class TestTheRegister:
    @pytest.mark.requirement("S19-8")
    def test_names_scope_and_legal_basis_and_lists_every_item_with_its_state(
        self, officer: Visitor, approved: Application
    ) -> None:
        enter(officer, item_codes="440100-9\n440100-8")
        enter(officer, name="专网系统", owner="某厅", item_codes="440100-7", **exception())

        page = officer.wire.get(LIST).text

        shipped = read_legal_basis()
        assert "范围：办事大厅里每一个需要用户认证的服务事项" in page
        assert "网络安全法" in shipped.zh[0]
        assert len(shipped.zh) >= 4
        # The law and three documents, each as it is written.
        assert [one for one in shipped.zh if one not in page] == []
        rows = {row.split("</a>")[0].rpartition(">")[2]: row for row in page.split("<tr>")[2:]}
        shown = {
            name: (*re.findall(r"<code>([^<]+)</code>", row), *re.findall(r"至 ([0-9-]+)", row))
            for name, row in rows.items()
        }
        assert shown == {
            "旧档案系统": ("440100-9", "440100-8"),
            "专网系统": ("440100-7", "2026-12-31"),
            approved.system_name: ("440100-1", "440100-2"),
        }
        assert ("某局" in rows["旧档案系统"], "某厅" in rows["专网系统"]) == (True, True)
        found = officer.wire.get(LIST, "text=440100-7").text
        assert ("专网系统" in found, "旧档案系统" in found) == (True, False)
        reminder = Reminder.objects.get(kind="identity_provider/exception_ending")
        assert reminder.due_at.date().isoformat() == "2026-12-31"

    def test_names_what_a_deployment_wrote(self, officer: Visitor) -> None:
        with ports.legal_basis.replaced(BASIS):
            chinese = officer.wire.get(LIST).text
            officer.wire.cookies["django_language"] = "en"
            english = officer.wire.get(LIST).text

        assert ("某市示例办法" in chinese, "City Rules" in chinese) == (True, False)
        assert ("某市示例办法" in english, "City Rules" in english) == (False, True)


class TestTheFile:
    def test_is_read_in_both_languages(self, tmp_path: pathlib.Path) -> None:
        file = tmp_path / "basis.toml"
        file.write_text('zh = ["某办法"]\nen = ["Some Rules"]\n', "utf-8")

        assert read_legal_basis(file) == ports.LegalBasis(zh=("某办法",), en=("Some Rules",))

    @pytest.mark.parametrize(
        "text", ["", 'zh = ["某办法"]', 'zh = []\nen = ["x"]', "zh = [1]\nen = [2]", "no toml"]
    )
    def test_that_names_nothing_is_refused(self, tmp_path: pathlib.Path, text: str) -> None:
        file = tmp_path / "basis.toml"
        file.write_text(text, "utf-8")

        with pytest.raises(ValueError, match=r"lists zh and en|Expected"):
            read_legal_basis(file)
