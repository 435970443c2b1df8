"""The clock of a deployment: it keeps no file but a sign that it ticks."""

import tempfile
from pathlib import Path

from celery.beat import Scheduler

TICKED = Path(tempfile.gettempdir()) / "ticked"


class Clock(Scheduler):
    """Celery's own keeps a database whose file, as Python was built, may never look newer."""

    def tick(self, *args: object, **kwargs: object) -> float:
        TICKED.touch()
        return super().tick(*args, **kwargs)
