"""What the rooms say when a request makes sense but may not be done, and when something given is not usable."""

from typing import Any


class Refused(Exception):
    """The house declines, in words for the person who asked.

    `message` is shown as it is (already translated, never with personal data of others). `field` names the
    input to blame, if one is. `status` is the HTTP answer (404, 409, 422, …); `code` is a stable slug for programs.
    """

    def __init__(self, message: str, field: str | None = None, status: int = 422, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.status = status
        self.code = code


class Unfit(ValueError):
    """Something given is not usable. `fault` is a slug for programs; `message` tells the reader what to do.

    The message may be lazy: it is put into words, in the reader's language, when it is shown.
    """

    def __init__(self, fault: str, message: Any) -> None:
        super().__init__(message)
        self.fault = fault
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
