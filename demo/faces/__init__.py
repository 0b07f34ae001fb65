"""
The two public-domain portraits of the demonstration.

- `ASTRONAUT`: Eileen Collins, NASA photograph (no copyright claimed), carried by scikit-image.
- `GRACE_HOPPER`: Grace Hopper, United States Navy photograph (public domain), carried by
  matplotlib.

They are put beside this file by `python -m tools.install_weights`; no other faces are used.
"""

import pathlib

PICTURES = pathlib.Path(__file__).parent / "pictures"
ASTRONAUT = PICTURES / "astronaut.png"
GRACE_HOPPER = PICTURES / "grace_hopper.jpg"

# Left, top, right, bottom of a portrait with the proportions of a card's (26 x 32 mm).
PORTRAIT_BOXES = {
    ASTRONAUT: (139, 10, 309, 219),
    GRACE_HOPPER: (107, 30, 427, 424),
}


def list_faces() -> tuple[pathlib.Path, ...]:
    """Return the portraits that are in place, in a fixed order."""
    return tuple(path for path in (ASTRONAUT, GRACE_HOPPER) if path.is_file())
