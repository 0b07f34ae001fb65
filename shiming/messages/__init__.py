"""
Outbox, message centre, to-dos, templates, SMS and e-mail channels, reminders.

A message is written to the *outbox* in the transaction that causes it, together with the job that
sends it: it goes out exactly if that transaction committed. Texts come from *templates* that the
areas carry (`message_templates/*.toml`) and of which officers publish later versions; nobody sends
free text. What was sent is erased, only the log of sending stays. The *message centre* (消息中心)
is the inbox that an account has here; a *to-do* (待办) is what waits for somebody, with the page on
which it is done; a *reminder* (到期提醒) is what falls due, told on its days in one *digest* a day.

The area knows accounts, persons and bodies by their ids only; who stands behind them, and where
they can be reached, is told through its ports.
"""
