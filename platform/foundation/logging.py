"""Structured logs on standard error, without personal data: sixteen-digit numbers and phones never leave."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

_NUMBERS = re.compile(r"(?<!\d)(?:\d[ .-]?){15}\d(?!\d)|(?<!\d)(?:\+?62[ -]?8\d[\d -]{6,12}|08\d[\d .-]{6,12})\d")


def without_personal_numbers(text: str) -> str:
    """Replace whatever looks like a NIK, a family card or a mobile number."""
    return _NUMBERS.sub("[disamarkan]", text)


class _Masked(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_personal_numbers(super().format(record))


def _mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {k: without_personal_numbers(v) if isinstance(v, str) else v for k, v in event.items()}


def configure(level: int = logging.INFO) -> None:
    """Every log line of the process, ours and the libraries', goes through the mask."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Masked("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("fontTools", "fpdf", "alembic", "rq", "mail.log"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _mask,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(),
    )
