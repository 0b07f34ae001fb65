"""
A portrait that blinks, opens its mouth and turns its head.

It feeds the live check in tests and demonstrations, and is the first attack of the rehearsal
set: a still picture brought to life is what an attacker with one photograph would show.
"""
