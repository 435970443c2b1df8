class DomainError(Exception):
    """A refusal, worded for the person who asked: what happened and what to do.

    `field` names the form field it belongs beside; None puts it at the top of the page.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class ChangedMeanwhile(DomainError):
    """Somebody else wrote after the form was opened. `now` stamps what stands, so that the form
    can carry it and the person write knowingly."""

    def __init__(self, sentence: str, *, now: str) -> None:
        super().__init__(sentence)
        self.now = now
