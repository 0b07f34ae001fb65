"""
OpenID Connect and OAuth 2 for business systems (E1), and the level they may demand (C2).

Owns clients (接入系统), what was granted to them, consents and the signing keys. `protocol/` is the
engine, plain typed Python without Django and without I/O; `drivers/` run it over a database;
`dispatch` answers machines in front of Django; `web/` is for people.

- Client: a business system that trusts us. Grant: what a person's session let it have; an
  authorization code stands for it, tokens descend from it.
- Interaction: an authorization request that waits for a person to bring a missing proof.
- Application (接入申请): a unit's wish to connect a system. Sandbox client: what it tries the
  platform out with; the joint test is noted by the engine as that client passes it. Register of
  systems (系统登记册): all that sign people in, connected or not.
- Launcher (应用): the clients that a person may open as they act now.
- Sector: the clients to which one person goes by one name (pairwise subject).

Refuses to know how people sign in, what evidence makes a level, and what clients do with claims.
"""
