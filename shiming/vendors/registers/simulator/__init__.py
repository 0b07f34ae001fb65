"""
A population register of synthetic people: a product of its own, for development and the demo.

It speaks the wire format of `http_register`, holds only people who do not exist, does what magic
names ask of it, and can be told what to answer. It accepts no number that could be real.
"""
