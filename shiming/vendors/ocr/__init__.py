"""Reading identity cards: RapidOCR's engine and its fake."""
