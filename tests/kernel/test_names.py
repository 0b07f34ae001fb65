import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiming.kernel import refusals
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.identifier import Caution, Change
from shiming.kernel.names import CompanyName, PersonName
from shiming.kernel.rare_characters import ASSIGNED_OF_PRIVATE
from tests.kernel.parsing import outcome

UYGHUR = "买买提·吐尔逊"


class TestPersonName:
    @pytest.mark.requirement("S32-13")
    @pytest.mark.parametrize("dot", "•・･‧∙⋅．.·")
    def test_takes_every_dot_for_the_middle_dot(self, dot: str) -> None:
        name = PersonName.parse(f"买买提{dot}吐尔逊")

        assert name.value == name.folded == UYGHUR
        assert (Change.DOT_UNIFIED in name.changes) == (dot != "·")

    @pytest.mark.parametrize(
        "text",
        [
            "张三",
            "欧阳娜娜",
            "阿卜杜拉·阿卜杜热合曼·艾则孜",
            "ZHENGJIAN, YANGBEN",
            "O'Brien",
            "José María",
            "Müller-Lüdenscheidt",
            "〇一",
            "𠮷田",
            "JOHN P. SMITH",
            "Nguyễn Văn An",
        ],
    )
    def test_takes_names_of_every_kind_as_they_are(self, text: str) -> None:
        name = PersonName.parse(text)

        assert (name.value, name.changes, name.warnings) == (text, (), ())

    @pytest.mark.parametrize(
        ("typed", "value", "change"),
        [
            (" 张三\u3000", "张三", Change.TRIMMED),
            ("张　三", "张三", Change.SEPARATORS_REMOVED),
            ("买买提 · 吐尔逊", UYGHUR, Change.SEPARATORS_REMOVED),
            ("ＪＯＨＮ", "JOHN", Change.NARROWED),
            ("买买提..吐尔逊", UYGHUR, Change.DOT_UNIFIED),
            ("张\u200b三", "张三", Change.SEPARATORS_REMOVED),
        ],
    )
    def test_tidies_what_was_typed_and_says_so(
        self, typed: str, value: str, change: Change
    ) -> None:
        name = PersonName.parse(typed)

        assert (name.value, name.typed) == (value, typed)
        assert change in name.changes

    @pytest.mark.parametrize("text", ["", "张", "  张  ", "王" * 51])
    def test_refuses_other_lengths(self, text: str) -> None:
        with pytest.raises(refusals.NameLength):
            PersonName.parse(text)

    def test_takes_fifty_characters(self) -> None:
        assert len(PersonName.parse("王" * 50).value) == 50

    @pytest.mark.parametrize(
        ("text", "position"),
        [
            ("张3", 2),
            ("张３", 2),
            ("张@三", 2),
            ("张😀", 2),
            ("·张三", 1),
            ("张三·", 3),
            ("张\x00三", 2),
            ("<b>张", 1),
            ("--", 1),
        ],
    )
    def test_refuses_digits_and_signs_and_says_where(self, text: str, position: int) -> None:
        with pytest.raises(refusals.NameAlphabet) as caught:
            PersonName.parse(text)

        assert caught.value.context == {"position": position}

    @pytest.mark.parametrize(
        ("private", "assigned"),
        [("\ue81e", "\u9fb4"), ("\ue863", "\u4dae"), ("\ue831", "\U000215d7")],
    )
    def test_takes_private_and_assigned_code_points_for_one_character(
        self, private: str, assigned: str
    ) -> None:
        old, new = PersonName.parse(f"王{private}"), PersonName.parse(f"王{assigned}")

        assert old.matches(new)
        assert old.key == new.key
        assert old.value != new.value
        assert old.warnings == ()
        assert f"王{private}" in new.variants

    def test_warns_of_private_characters_that_no_table_knows(self) -> None:
        assert PersonName.parse("王\ue000").warnings == (Caution.PRIVATE_USE_CHARACTER,)

    def test_agrees_with_pythons_codec_where_that_knows_the_character(self) -> None:
        trailing = [byte for byte in range(0x50, 0xA1) if byte != 0x7F]
        decoded = [ord(bytes([0xFE, byte]).decode("gb18030")) for byte in trailing]
        known = {
            0xE815 + place: code
            for place, code in enumerate(decoded)
            if not 0xE000 <= code <= 0xF8FF
        }

        assert known.items() <= ASSIGNED_OF_PRIVATE.items()
        assert len(ASSIGNED_OF_PRIVATE) == len(set(ASSIGNED_OF_PRIVATE.values())) == 80

    def test_ignores_case_accents_encoding_and_glyph_variants_when_matching(self) -> None:
        assert PersonName.parse("zhang san").matches(PersonName.parse("ZHANG SAN"))
        assert PersonName.parse("Jose\u0301").matches(PersonName.parse("Jos\u00e9"))
        assert PersonName.parse("葛\U000e0100飾").matches(PersonName.parse("葛飾"))
        assert PersonName.parse("ZHENGJIAN,YANGBEN").matches(PersonName.parse("ZHENGJIAN, YANGBEN"))
        assert not PersonName.parse("张三").matches(PersonName.parse("张山"))

    def test_offers_the_spellings_of_the_sources(self) -> None:
        assert PersonName.parse(UYGHUR).variants == (
            UYGHUR,
            "买买提•吐尔逊",
            "买买提.吐尔逊",
            "买买提*吐尔逊",
            "买买提吐尔逊",
        )
        assert PersonName.parse("张三").variants == ("张三",)

    @pytest.mark.parametrize(
        ("name", "chip", "agrees"),
        [
            ("张三", "张三             ", True),
            ("张三", "张三丰", False),
            ("阿卜杜拉·阿卜杜热合曼·艾则孜江", "阿卜杜拉·阿卜杜热合曼·艾则", False),
            ("阿卜杜拉·阿卜杜热合曼·艾则孜江·买买提", "阿卜杜拉·阿卜杜热合曼·艾则孜", True),
            ("王𠮷", "王𠮷", True),
            (UYGHUR, "买买提.吐尔逊", True),
        ],
    )
    def test_compares_with_a_chip_by_prefix_only_when_the_field_is_full(
        self, name: str, chip: str, *, agrees: bool
    ) -> None:
        assert PersonName.parse(name).matches_chip(chip) is agrees

    @pytest.mark.parametrize(
        ("text", "masked"), [("张三", "张*"), ("欧阳娜娜", "欧***"), (UYGHUR, "买******")]
    )
    def test_shows_its_first_character_only(self, text: str, masked: str) -> None:
        name = PersonName.parse(text)

        assert repr(name) == f"PersonName('{masked}')"
        assert str(name) == masked

    @given(st.text(max_size=60))
    def test_answers_any_text_with_a_name_or_a_refusal(self, text: str) -> None:
        name = outcome(PersonName.parse, text)

        if isinstance(name, DomainError):
            assert name.code.startswith("kernel.name.")
        else:
            assert PersonName.parse(name.value).value == name.value
            assert name.masked != name.value
            assert name.folded in name.variants


class TestCompanyName:
    @pytest.mark.requirement("S34-5")
    @pytest.mark.parametrize(
        ("typed", "value", "change"),
        [
            ("中国(上海)贸易有限公司", "中国（上海）贸易有限公司", Change.WIDENED),
            ("上海 贸易 有限公司", "上海贸易有限公司", Change.SEPARATORS_REMOVED),
            ("上海ＡＢ贸易有限公司", "上海AB贸易有限公司", Change.NARROWED),
            (" 上海贸易有限公司", "上海贸易有限公司", Change.TRIMMED),
        ],
    )
    def test_writes_signs_wide_and_no_blanks(self, typed: str, value: str, change: Change) -> None:
        name = CompanyName.parse(typed)

        assert (name.value, name.changes) == (value, (change,))
        with pytest.raises(refusals.NotAsOnDocument):
            name.as_on_document()

    @pytest.mark.parametrize("text", ["中国（上海）贸易有限公司", "Acme Trading Co., Ltd."])
    def test_leaves_a_right_name_alone(self, text: str) -> None:
        assert CompanyName.parse(text).as_on_document().value == text

    def test_matches_however_written(self) -> None:
        wide, narrow = CompanyName.parse("甲（乙）公司"), CompanyName.parse("甲(乙) 公司")

        assert wide == narrow
        assert wide.key == narrow.key

    @pytest.mark.parametrize("text", ["", "甲", "甲" * 101])
    def test_refuses_other_lengths(self, text: str) -> None:
        with pytest.raises(refusals.CompanyNameLength):
            CompanyName.parse(text)

    def test_refuses_what_cannot_be_printed(self) -> None:
        with pytest.raises(refusals.CompanyNameAlphabet):
            CompanyName.parse("甲\x00公司")

    def test_hides_its_middle(self) -> None:
        assert repr(CompanyName.parse("上海某某贸易有限公司")) == "CompanyName('上海******公司')"
