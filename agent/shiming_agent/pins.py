"""Asking for the PIN: in a window of the agent's own, or on its terminal; never in the page."""

import getpass
import sys
from typing import Protocol

from shiming_agent.errors import PersonRefused

_TITLE = "实名证书助手"


class PinPrompt(Protocol):
    """Whoever asks the person; blocks until there is an answer."""

    def ask(self, *, origin: str, text: str, token: str) -> str:
        """
        Show who asks for what, and return the PIN.

        :raises PersonRefused: if the person says no
        """
        ...


class TerminalPrompt:
    """Asks on the terminal that the agent was started from."""

    def ask(self, *, origin: str, text: str, token: str) -> str:
        """Show who asks for what, and read the PIN without echo; an empty one is a no."""
        print(f"\n{origin}\n  {text}\n  {token}", file=sys.stderr)
        try:
            pin = getpass.getpass("PIN（直接回车表示拒绝）: ")
        except (EOFError, KeyboardInterrupt) as error:
            raise PersonRefused from error
        return _given(pin)


class WindowPrompt:
    """Asks in a small window above all others, with the toolkit that Python brings."""

    def ask(self, *, origin: str, text: str, token: str) -> str:
        """Show who asks for what, and return the PIN typed into the window."""
        import tkinter as tk  # noqa: PLC0415  a computer without a screen has no such module
        from tkinter import simpledialog  # noqa: PLC0415

        root = tk.Tk()
        try:
            root.withdraw()
            root.attributes("-topmost", True)  # noqa: FBT003  tkinter's own calling convention
            question = f"{origin}\n\n{text}\n\n{token}\n\nPIN:"
            return _given(simpledialog.askstring(_TITLE, question, show="•", parent=root))
        finally:
            root.destroy()


def _given(pin: str | None) -> str:
    if not pin:
        raise PersonRefused
    return pin
