"""
Simulated trust sources: a city's identity platform, and four that only compare.

All of it is synthetic: they know the people of the simulated population register, take only
numbers with province code 60 (which no province has), and say `simulated` in every answer, which
production does not take.
"""
