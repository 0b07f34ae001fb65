"""
The codes of refusals are published: codes may be added, and none ever changes or goes.

`python -m tests.architecture.test_error_codes` writes the list anew; read the difference before
it is committed.
"""

import importlib
import pathlib
import pkgutil
import re
import tomllib
from collections import Counter

import shiming
from shiming.kernel.errors import DomainError, ErrorKind

LIST = pathlib.Path(__file__).with_name("error_codes.txt")
REGENERATE = "run python -m tests.architecture.test_error_codes"

_AREAS = pathlib.Path(shiming.__file__).parent
# area.thing.reason
_CODE = re.compile(r"[a-z_]+\.[a-z_0-9]+\.[a-z_0-9]+")
_NEEDED = ("zh", "zh_next", "en", "en_next")


def refusals() -> list[type[DomainError]]:
    """Return every refusal that the product can raise, by class; imports all of it."""
    for module in pkgutil.walk_packages(shiming.__path__, "shiming."):
        # Migrations hold no refusals, and commands start work when they are imported carelessly.
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    found: list[type[DomainError]] = []
    pending = list(DomainError.__subclasses__())
    while pending:
        refusal = pending.pop()
        pending += refusal.__subclasses__()
        # A class without a code groups others and is never raised.
        if refusal.__module__.startswith("shiming.") and hasattr(refusal, "code"):
            found.append(refusal)
    return sorted(set(found), key=lambda refusal: (refusal.code, refusal.__qualname__))


def codes() -> list[str]:
    """Return every code, in order."""
    return sorted({refusal.code for refusal in refusals()})


def area_of(refusal: type[DomainError]) -> str:
    """Return the area whose module defines the refusal."""
    return refusal.__module__.split(".")[1]


class TestErrorCodes:
    def test_are_those_of_the_list(self) -> None:
        published = LIST.read_text(encoding="utf-8").split()

        gone = set(published) - set(codes())
        new = set(codes()) - set(published)

        assert gone == set(), "a published code may not change or go: give it back"
        assert new == set(), REGENERATE
        assert published == sorted(published), REGENERATE

    def test_belong_to_one_class_each(self) -> None:
        counted = Counter(refusal.code for refusal in refusals())

        assert [code for code, count in counted.items() if count > 1] == []

    def test_begin_with_the_name_of_their_area(self) -> None:
        strays = [
            refusal.code
            for refusal in refusals()
            if not refusal.code.startswith(f"{area_of(refusal)}.")
        ]

        assert strays == []

    def test_have_the_form_area_thing_reason(self) -> None:
        assert [code for code in codes() if not _CODE.fullmatch(code)] == []

    def test_have_a_kind(self) -> None:
        kindless = [
            refusal.code
            for refusal in refusals()
            if not isinstance(getattr(refusal, "kind", None), ErrorKind)
        ]

        assert kindless == []

    def test_have_texts_that_say_what_is_the_case_and_what_next(self) -> None:
        texts: dict[str, dict[str, dict[str, str]]] = {}
        for path in [*_AREAS.glob("*/texts.toml"), *_AREAS.glob("*/texts/*.toml")]:
            area = path.relative_to(_AREAS).parts[0]
            texts.setdefault(area, {}).update(tomllib.loads(path.read_text(encoding="utf-8")))

        lacking = [
            f"{refusal.code}: {key}"
            for refusal in refusals()
            for key in _NEEDED
            if not texts.get(area_of(refusal), {}).get(refusal.code, {}).get(key, "").strip()
        ]

        assert lacking == []


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    # What was published stays in the list, so that the test goes on asking for it.
    before = LIST.read_text(encoding="utf-8").split() if LIST.exists() else []
    LIST.write_text("\n".join(sorted({*before, *codes()})) + "\n", encoding="utf-8")
