"""
Persons, accounts, credentials, sign-in, sessions, lockout.

Owns: the record of a natural person (自然人), the accounts (账户) with which people sign in, their
passwords, one-time codes and human checks, sessions (会话), the service agreement and the counters
against guessing.

Glossary: *visitor* is a browser that has not signed in, known by a random cookie; *human check*
is a picture code, an arithmetic question or a proof of work; *charging* a counter means to pay
for a try before its outcome is known, so that parallel tries cannot pass a limit.

Refuses to know: how a person proves who they are (`proofing` does, and answers through the port
`level_source`), and which functions an account may use (`permission_source`).
"""
