"""
Making human checks: challenges, the answers that belong to them, pictures and proofs of work.

No row is written for a form that is only looked at: the answer follows from the challenge, the
visitor's cookie and a secret key.
"""

import base64
import binascii
import dataclasses
import datetime as dt
import io
import json
import math
import random
import secrets

import altcha
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from shiming.accounts.types import HumanCheckKind
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries

_PURPOSE = "accounts.human_check"
# Without letters and digits that look alike when they are bent.
_ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"
_LETTERS = 5
_WIDTH, _HEIGHT = 176, 64
_NONCE_BYTES = 12
_ALGORITHM = "PBKDF2/SHA-256"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A picture or a question to be answered; `token` stands in the form."""

    kind: HumanCheckKind
    expires_at: dt.datetime
    token: str


def new_challenge(kind: HumanCheckKind, *, now: dt.datetime, lifetime: dt.timedelta) -> Challenge:
    """Return a fresh picture or arithmetic challenge."""
    expires = int((now + lifetime).timestamp())
    return Challenge(
        kind=kind,
        expires_at=dt.datetime.fromtimestamp(expires, dt.UTC),
        token=f"{kind}.{expires}.{secrets.token_urlsafe(_NONCE_BYTES)}",
    )


def parse_challenge(token: str) -> Challenge | None:
    """Return the challenge that a form sent back, or None if it is none of ours in form."""
    kind, _, rest = token.partition(".")
    expires, _, nonce = rest.partition(".")
    is_well_formed = (
        kind in {HumanCheckKind.PICTURE, HumanCheckKind.ARITHMETIC}
        and expires.isascii()
        and expires.isdigit()
        and len(expires) == len("1700000000")
        and len(nonce) == _NONCE_BYTES * 4 // 3
    )
    if not is_well_formed:
        return None
    return Challenge(
        kind=HumanCheckKind(kind),
        expires_at=dt.datetime.fromtimestamp(int(expires), dt.UTC),
        token=token,
    )


def answers(challenge: Challenge, *, visitor_token: str) -> list[str]:
    """Return the answers that are right, one for each live key of the vault; newest key first."""
    value = f"{challenge.token}|{visitor_token}"
    return [
        _answer(challenge.kind, bytes.fromhex(index))
        for index in vault_queries.blind_indexes(purpose=_PURPOSE, value=value)
    ]


def question(challenge: Challenge, *, visitor_token: str) -> str:
    """Return the arithmetic question as text, for who cannot see a picture (A9)."""
    left, sign, right = _sum(_derive(challenge, visitor_token=visitor_token))
    return f"{left} {sign} {right}"


def draw(challenge: Challenge, *, visitor_token: str) -> bytes:
    """
    Return the picture of the challenge's letters as PNG.

    The same challenge always gives the same picture, so that asking again shows nothing new.
    """
    derived = _derive(challenge, visitor_token=visitor_token)
    # Not for secrets: the disturbance must be repeatable, and its seed is secret already.
    dice = random.Random(derived)  # noqa: S311
    picture = Image.new("L", (_WIDTH, _HEIGHT), 255)
    step = _WIDTH // (_LETTERS + 1)
    for place, letter in enumerate(_answer(HumanCheckKind.PICTURE, derived)):
        tile = _letter(letter, dice)
        left = step // 2 + place * step + dice.randint(-3, 3)
        picture.paste(0, (left, dice.randint(0, 8)), tile)
    _disturb(picture, dice)
    buffer = io.BytesIO()
    _bend(picture, dice).filter(ImageFilter.SMOOTH).save(buffer, "PNG")
    return buffer.getvalue()


def new_proof_of_work(
    *, visitor_token: str, cost: int, now: dt.datetime, lifetime: dt.timedelta
) -> dict[str, object]:
    """Return a proof-of-work challenge as the script on the page understands it."""
    challenge = altcha.create_challenge(
        _ALGORITHM,
        cost,
        data={
            "expires": int((now + lifetime).timestamp()),
            "visitor": vault.blind_index(purpose=_PURPOSE, value=visitor_token),
        },
        hmac_secret=vault.blind_index(purpose=_PURPOSE, value="proof-of-work"),
    )
    return challenge.to_dict()


def proof_expiry(
    proof: str, *, visitor_token: str, now: dt.datetime
) -> tuple[str, dt.datetime] | None:
    """Return the nonce and expiry of a right, timely proof by this visitor, or None."""
    try:
        payload = altcha.Payload.from_dict(json.loads(base64.b64decode(proof, validate=True)))
    except (binascii.Error, ValueError, KeyError, TypeError, AttributeError):
        return None
    parameters = payload.challenge.parameters
    data = parameters.data
    if not isinstance(data, dict) or not isinstance(data.get("expires"), int):
        return None
    is_ours = data.get("visitor") in vault_queries.blind_indexes(
        purpose=_PURPOSE, value=visitor_token
    )
    if not is_ours or data["expires"] <= now.timestamp():
        return None
    keys = vault_queries.blind_indexes(purpose=_PURPOSE, value="proof-of-work")
    if not any(altcha.verify_solution(payload, key).verified for key in keys):
        return None
    return parameters.nonce, dt.datetime.fromtimestamp(data["expires"], dt.UTC)


def _derive(challenge: Challenge, *, visitor_token: str) -> bytes:
    value = f"{challenge.token}|{visitor_token}"
    return bytes.fromhex(vault.blind_index(purpose=_PURPOSE, value=value))


def _answer(kind: HumanCheckKind, derived: bytes) -> str:
    if kind is HumanCheckKind.ARITHMETIC:
        left, sign, right = _sum(derived)
        return str(left + right if sign == "+" else left - right)
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in derived[:_LETTERS])


def _sum(derived: bytes) -> tuple[int, str, int]:
    left, right = 11 + derived[0] % 80, 2 + derived[1] % 9
    return left, "+" if derived[2] % 2 else "-", right


def _letter(letter: str, dice: random.Random) -> Image.Image:
    tile = Image.new("L", (_HEIGHT, _HEIGHT), 0)
    font = ImageFont.load_default(size=dice.randint(34, 42))
    ImageDraw.Draw(tile).text((_HEIGHT / 2, _HEIGHT / 2), letter, 255, font=font, anchor="mm")
    turned = tile.rotate(dice.uniform(-25, 25), Image.Resampling.BICUBIC)
    return turned.crop((8, 4, 52, 56))


def _disturb(picture: Image.Image, dice: random.Random) -> None:
    pen = ImageDraw.Draw(picture)
    for _ in range(3):
        points = [(x, dice.randint(8, _HEIGHT - 8)) for x in range(0, _WIDTH + 1, 45)]
        pen.line(points, fill=dice.randint(60, 140), width=2)
    for _ in range(220):
        spot = (dice.randrange(_WIDTH), dice.randrange(_HEIGHT))
        pen.point(spot, fill=dice.randint(0, 200))


def _bend(picture: Image.Image, dice: random.Random) -> Image.Image:
    """Shift each column by a wave, so that letters have no straight base line."""
    bent = Image.new("L", picture.size, 255)
    phase, length = dice.uniform(0, math.tau), dice.uniform(60, 90)
    for x in range(_WIDTH):
        shift = round(4 * math.sin(phase + math.tau * x / length))
        bent.paste(picture.crop((x, 0, x + 1, _HEIGHT)), (x, shift))
    return bent
