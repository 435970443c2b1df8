"""How the commands before Django speak. Standard library only."""

import contextlib


def say(sentence: str) -> None:
    """Print a line at once; a terminal that is gone is no reason to stop."""
    with contextlib.suppress(OSError):
        print(sentence, flush=True)  # noqa: T201  (the one place that does)
