"""
What runs the engine over a database.

`django_driver` is the reference: Django's connection and ORM, on both databases. `psycopg_driver`
is PostgreSQL's hot path. A differential test runs the same operations on both.
"""
