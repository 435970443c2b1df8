class DomainError(Exception):
    """A refusal, worded for the person who asked: what happened and what to do.

    `field` names the form field it belongs beside; None puts it at the top of the page.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field
