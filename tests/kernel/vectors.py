"""Vectors for the number rules: public specimens and synthetic numbers."""

import json
from pathlib import Path
from typing import Any

# Any: a JSON file of lists and tables, read by tests only.
VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "identifiers.json").read_text(encoding="utf-8")
)
