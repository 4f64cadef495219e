"""Where the pages of campaigns stand in the navigation."""


def register() -> None:
    """Add the campaigns."""
