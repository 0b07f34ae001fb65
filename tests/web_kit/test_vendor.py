"""What is carried from elsewhere is what the manifest says, and nothing more."""

import hashlib
import pathlib
import tomllib

import pytest

import shiming.web_kit

FOLDER = pathlib.Path(shiming.web_kit.__file__).parent / "static" / "web_kit" / "vendor"
ENTRIES = tomllib.loads((FOLDER / "manifest.toml").read_text("utf-8"))["file"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
class TestVendoredFile:
    def test_is_unchanged(self, entry: dict[str, str]) -> None:
        digest = hashlib.sha256((FOLDER / entry["file"]).read_bytes()).hexdigest()

        assert digest == entry["sha256"]

    def test_names_version_and_licence_and_keeps_its_text(self, entry: dict[str, str]) -> None:
        assert entry["version"]
        assert entry["licence"] in {"MIT", "0BSD"}
        assert len((FOLDER / entry["licence_text"]).read_text("utf-8")) > 300

    def test_points_to_nothing_outside(self, entry: dict[str, str]) -> None:
        text = (FOLDER / entry["file"]).read_text("utf-8")

        assert "sourceMappingURL" not in text
        assert "@import" not in text
        assert "url(http" not in text
        assert 'url("http' not in text


def test_manifest_lists_every_file() -> None:
    listed = {entry["file"] for entry in ENTRIES} | {entry["licence_text"] for entry in ENTRIES}
    there = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()}

    assert there - {"manifest.toml"} == listed
