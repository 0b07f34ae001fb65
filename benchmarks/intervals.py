"""How sure a measured share is."""

import math

_Z_95 = 1.959964


def wilson(hits: int, trials: int, *, z: float = _Z_95) -> tuple[float, float]:
    """Return the Wilson score interval of a share; (0, 1) where nothing was tried."""
    if trials == 0:
        return 0.0, 1.0
    share = hits / trials
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    middle = share + z * z / (2 * trials)
    scale = 1 + z * z / trials
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
