"""Errors that say no, and why."""

from zhiyong.rules.clauses import Clause


class Refusal(Exception):
    """The request was understood, and the answer is no.

    A refusal is an expected outcome: pages show it to the person who asked, with the
    clause it rests on, and nobody is paged. Any other exception that reaches a page is a
    fault, and is logged as one. `message` is a translated sentence that says what to do.
    """

    def __init__(self, message: str, *, basis: Clause | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.basis = basis

    def __str__(self) -> str:
        return f"{self.message} ({self.basis})" if self.basis else str(self.message)
