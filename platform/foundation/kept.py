"""A bounded memory of this process for what never changes under its key."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakSet

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
_memories: "WeakSet[Kept[Any, Any]]" = WeakSet()


def forget_everything() -> None:
    """After the database was put back to an earlier day under a running process."""
    for kept in list(_memories):
        kept.clear()


class Kept(Generic[K, V]):
    """At most `size` entries; the one not asked for the longest goes first. Every key names its tenant."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()
        _memories.add(self)

    def get(self, key: K) -> V | None:
        """What is kept under that key."""
        with self._lock:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key]

    def put(self, key: K, value: V) -> V:
        """Keep it, and give it back."""
        with self._lock:
            self._entries[key] = value
            self._entries.move_to_end(key)
            if len(self._entries) > self._size:
                self._entries.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget all of it."""
        with self._lock:
            self._entries.clear()
