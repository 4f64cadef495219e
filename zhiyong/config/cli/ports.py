"""Whether a port can be listened on."""

import socket
from typing import Final

HIGHEST: Final = 65535


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens on a port of an address of this machine."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
