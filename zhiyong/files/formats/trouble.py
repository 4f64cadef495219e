"""Why a file is not taken, as a code; the room's `sentences` words each of them."""


class Trouble(Exception):
    """The file is not taken. `code` says why; `what` names what was found."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code, what)
        self.code = code
        self.what = what


NO_ROOM = "no_room"
