"""
Background work with progress, cancel, retry and an age alert, over django-q2.

A *job* is one row: a kind, the id of a subject, a state. It is started in the transaction that
wants it, so it exists exactly if that transaction committed. A *handler* is the function that does
the work of a kind; a *run* is one attempt of it. Every handler must bear being run twice: a
worker that is killed has its job taken up again. Arguments are ids only; a job row and the broker's
message never hold personal data.
"""
