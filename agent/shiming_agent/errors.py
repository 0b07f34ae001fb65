"""What the agent answers when it does not do what a page asked; codes of the protocol's table."""


class AgentError(Exception):
    """A refusal with a stable code; `ends_connection` where nothing more may be tried."""

    code = "agent.message.malformed"
    ends_connection = False

    def __init__(self, **details: str | int) -> None:
        super().__init__(self.code)
        self.details = details


class MalformedMessage(AgentError):
    """Not JSON, too large, of unknown type, or out of order."""

    ends_connection = True


class TicketRefused(AgentError):
    """The ticket is not the platform's, not for this connection, or too old."""

    code = "agent.ticket.refused"
    ends_connection = True


class ActionNotAllowed(AgentError):
    """The ticket does not list the action."""

    code = "agent.action.not_allowed"


class StatementRefused(AgentError):
    """The statement is not the platform's, not for this connection, or expired."""

    code = "agent.statement.refused"


class DriverMissing(AgentError):
    """A configured driver is not installed."""

    code = "agent.driver.missing"


class WrongBrand(AgentError):
    """A token is there that no configured driver recognises."""

    code = "agent.driver.wrong_brand"


class KeyNotFound(AgentError):
    """There is no token, or no certificate with a key on it."""

    code = "agent.key.not_found"


class DeviceTrouble(AgentError):
    """The token or its port failed."""

    code = "agent.device.trouble"


class PinWrong(AgentError):
    """The PIN is not the token's."""

    code = "agent.pin.wrong"


class PinLocked(AgentError):
    """The token takes no more PINs."""

    code = "agent.pin.locked"


class CertificateExpired(AgentError):
    """The certificate's time is over, or has not begun."""

    code = "agent.certificate.expired"


class PersonRefused(AgentError):
    """The person closed the PIN window."""

    code = "agent.person.refused"


class Busy(AgentError):
    """Another page is using the keys."""

    code = "agent.busy"
