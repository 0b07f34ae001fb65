"""
A population register of synthetic people, and a tax core of synthetic companies beside it.

A product of its own, for development and the demo: it speaks the wire formats of `http_register`
and `http_tax_core`, holds only people and companies that do not exist, does what magic names and
magic companies ask of it, and can be told what to answer. It accepts no number that could be real.
"""
