import json
import pathlib

import pytest
from shiming_agent import trust
from shiming_agent.__main__ import main

from tests.agent.platform import SigningPlatform


def describe(platform: SigningPlatform) -> dict[str, object]:
    return {"origin": platform.origin, "keys": [platform.key.as_dict(private=False)]}


class TestParsePlatform:
    def test_takes_the_origin_that_was_asked(self) -> None:
        platform = SigningPlatform()
        parsed = trust.parse_platform(describe(platform), asked="https://id.example/anything")
        assert parsed.origin == "https://id.example"
        assert parsed.thumbprint == platform.trusted.thumbprint

    @pytest.mark.parametrize(
        "changed",
        [
            {"origin": "https://evil.example"},
            {"origin": None},
            {"keys": []},
            {"keys": "none"},
            {"keys": [{"kty": "oct", "k": "AA"}]},
            {"keys": ["text"]},
        ],
        ids=str,
    )
    def test_refuses_what_cannot_be_trusted(self, changed: dict[str, object]) -> None:
        with pytest.raises(trust.UntrustworthyPlatform):
            trust.parse_platform(describe(SigningPlatform()) | changed, asked="https://id.example")

    def test_refuses_a_private_key(self) -> None:
        platform = SigningPlatform()
        with pytest.raises(trust.UntrustworthyPlatform):
            trust.parse_platform(
                {"origin": platform.origin, "keys": [platform.key.as_dict(private=True)]},
                asked=platform.origin,
            )

    @pytest.mark.parametrize(
        "address",
        ["http://id.example", "ftp://id.example", "id.example", "https://", "javascript:1"],
    )
    def test_reaches_platforms_over_https_alone(self, address: str) -> None:
        with pytest.raises(trust.UntrustworthyPlatform):
            trust.origin_of(address)

    def test_reaches_a_platform_on_this_computer_without(self) -> None:
        assert trust.origin_of("http://127.0.0.1:8000/x") == "http://127.0.0.1:8000"


class TestCommand:
    def test_keeps_what_it_was_told_for_its_owner_alone(self, tmp_path: pathlib.Path) -> None:
        path = tmp_path / "agent" / "agent.json"
        platform = SigningPlatform()
        trust.save(path, trust.Configuration(platforms={platform.origin: platform.trusted}))
        assert main(["--config", str(path), "add-driver", "A", "/lib/a.so", "--page", "p"]) == 0
        kept = trust.load(path)
        assert kept.platforms[platform.origin].thumbprint == platform.trusted.thumbprint
        assert kept.drivers == (trust.DriverEntry(brand="A", module="/lib/a.so", page="p"),)
        assert path.stat().st_mode & 0o077 == 0
        assert "d" not in json.loads(path.read_text())["platforms"][0]["keys"][0]

    def test_forgets_a_platform(self, tmp_path: pathlib.Path) -> None:
        path = tmp_path / "agent.json"
        platform = SigningPlatform()
        trust.save(path, trust.Configuration(platforms={platform.origin: platform.trusted}))
        assert main(["--config", str(path), "forget", platform.origin]) == 0
        assert trust.load(path).platforms == {}
        assert main(["--config", str(path), "forget", platform.origin]) == 1

    def test_serves_nobody_before_somebody_is_trusted(
        self, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["--config", str(tmp_path / "none.json"), "run"]) == 1
        assert "shiming-agent trust" in capsys.readouterr().err
