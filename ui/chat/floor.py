"""Who has the floor: in each session one reply at a time."""

from __future__ import annotations


class Floor:
    """The running reply of each session. Used on the event loop and in short calls only."""

    def __init__(self) -> None:
        self._holders: dict[str | None, object] = {}

    def take(self, session: str | None) -> object | None:
        """A token for the reply that begins now, or None while another one runs in ``session``."""
        if session in self._holders:
            return None
        token = object()
        self._holders[session] = token
        return token

    def leave(self, token: object) -> None:
        """End the reply of ``token``; nothing if it has ended already."""
        for session, holder in list(self._holders.items()):
            if holder is token:
                self._holders.pop(session, None)

    def clear(self, session: str | None) -> None:
        """End whatever reply runs in ``session``: somebody pressed stop."""
        self._holders.pop(session, None)
