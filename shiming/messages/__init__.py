"""
Outbox, message centre, templates, SMS and e-mail channels.

A message is written to the *outbox* in the transaction that causes it, together with the job that
sends it: it goes out exactly if that transaction committed. Texts come from *templates* that the
areas carry (`message_templates/*.toml`); nobody sends free text. What was sent is erased, only
the log of sending stays. The *message centre* (消息中心) is the inbox that an account has here.
"""
