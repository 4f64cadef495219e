"""The process that handles one file: an order as JSON comes in, the answer goes out likewise."""

import json
import sys

from zhiyong.files.formats.trouble import Trouble
from zhiyong.files.formats.work import Order, work

MEMORY = 2 * 1024**3
SECONDS = 120
OUTPUT = 1024**3


def bound() -> None:
    """Bound what this process may use, where the system can."""
    import resource

    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            continue


def main() -> None:
    """Do one order."""
    order = Order(**json.load(sys.stdin))
    bound()
    try:
        answer: dict[str, object] = {"done": work(order).as_dict()}
    except Trouble as trouble:
        answer = {"trouble": trouble.code, "what": trouble.what}
    except MemoryError:
        answer = {"trouble": "bomb", "what": ""}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
