"""
Asking the authoritative sources: the only way for the areas above.

Unlike other operations these own their transactions, two short ones round the outside call, and
therefore refuse to run inside the caller's: no transaction may wait for a vendor, and the log of
a question must survive whatever becomes of the answer.
"""

from shiming.registers.operations.legal_persons import ask_legal_persons
from shiming.registers.operations.population import ask_population, fetch_population_photo
from shiming.registers.operations.tax_core import find_taxpayer, list_agencies, list_officers

__all__ = [
    "ask_legal_persons",
    "ask_population",
    "fetch_population_photo",
    "find_taxpayer",
    "list_agencies",
    "list_officers",
]
