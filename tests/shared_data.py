"""Real public files that lie beside the repository on some machines and are never part of it.

A test over them has one case for each thing found there, and is no test where nothing is; each
stands beside a small sample of our own that always runs.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def shared_data(name: str) -> Path | None:
    path = FOLDER / name
    return path if path.is_file() else None


def for_each(
    names: str | tuple[str, ...], cases: Sequence[Any], ids: Sequence[str] | None = None
) -> Callable[..., Any]:
    """Parametrise over the cases; with none the test is not collected.

    pytest itself would report a skipped test, which reads as something left undone.
    """
    if cases:
        return pytest.mark.parametrize(names, cases, ids=ids)
    return lambda test: None
