"""
Legal persons (法人): their record, their level, and the people who act for them (任职).

A legal person is known by its credit code (统一社会信用代码) or, where it has none, by its taxpayer
number; older numbers stay searchable (S33-24). *Offices* (任职/办税身份) relate people to it; an
active one is a capacity in which its holder's session may act. *Evidence* (证据) is kept of every
act of proof, and the level is computed from it, never stored. The area refuses to know how natural
persons are proofed: it asks for their level.
"""
