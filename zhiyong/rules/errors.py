"""What a rule says when it cannot give an answer: a code and the data behind it, never a sentence.

A room above words the code in the user's language; `str(error)` is for developers and logs.
"""


class RuleError(ValueError):
    """A rule has no answer: `code` says why, `params` hold what a sentence about it needs."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return " ".join([self.code, *(f"{name}={value}" for name, value in self.params.items())])
