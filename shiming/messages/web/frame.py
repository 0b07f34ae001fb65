"""What the frame of every page says of what waits."""

from shiming.kernel.actor import Actor
from shiming.messages import queries
from shiming.web_kit.frame import Waiting


class MessageCounts:
    """Counts messages and to-dos; `config/wiring` puts it into `web_kit.frame`."""

    def waiting_for(self, actor: Actor) -> Waiting:
        """Return what waits for whoever acts."""
        if actor.account_id is None:
            return Waiting()
        return Waiting(
            unread=queries.count_unread_messages(account_id=actor.account_id),
            todos=queries.count_undone_todos(viewer=actor),
        )
