"""
The authoritative sources (权威库): ports, purpose-bound queries, access log, later retry.

Upper areas ask through `registers.operations` alone, which demands a purpose and a case number,
writes the access log round the outside call, and gives back an *outcome* (match, mismatch, no
record, unavailable). Of people it never gives the register's data; the tax core names who acts for
a taxpayer to who synchronises that taxpayer. There is no write path and no search screen.
"""
