"""What a template may use up: a sandbox in which no template can keep a worker from its other emails."""

import ctypes
import re
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import GeneratorType
from typing import Any

from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

SECONDS = 5.0  # of a process that runs: one that was stopped meanwhile does not hurry
TICK = 0.1
MOST = 1_000_000  # characters of an email, elements of a list


class TooMuchError(Exception):
    """A template wants more than it may have."""


class Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox with limits to size and time; what goes beyond raises ``TooMuchError`` at the template's line."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuse one operation whose result would take for ever to make."""
        if _size(operator, left, right) > MOST:
            raise TooMuchError(f"the result of {operator} is too large")
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Refuse a method of a text that would make it very long."""
        if isinstance(getattr(__obj, "__self__", None), str) and any(isinstance(a, int) and a > MOST for a in args):
            raise TooMuchError(f"the result of {__obj.__name__} is too large")
        return super().call(__context, __obj, *args, **kwargs)

    @staticmethod
    def concat(parts: Iterable[str]) -> str:
        """Join the parts of a text, unless they come without end."""
        kept: list[str] = []
        size = 0
        for part in parts:
            size += len(part)
            if size > MOST:
                error = TooMuchError(f"the text is longer than {MOST:,} characters")
                if isinstance(parts, GeneratorType):
                    parts.throw(error)  # it arises at the line that wrote too much
                raise error
            kept.append(part)
        return "".join(kept)


def _size(operator: str, left: Any, right: Any) -> float:
    """Return about how large a result would be: elements, or bits of a number."""
    if operator == "%":
        return MOST + 1 if isinstance(left, str) and re.search(r"\*|\d{5}", left) else 0
    if operator == "**":
        return int(abs(left)).bit_length() * abs(right) * 100 if isinstance(left, int | float) else 0
    for one, other in ((left, right), (right, left)):
        if hasattr(one, "__len__") and isinstance(other, int):
            return len(one) * other
    return (left.bit_length() + right.bit_length()) * 100 if isinstance(left, int) and isinstance(right, int) else 0


class _Clock:
    """A thread that interrupts others when their time is over, and ends when there was nothing to watch for long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[int, float] = {}
        self._thread: threading.Thread | None = None

    def begin(self, thread: int) -> None:
        with self._lock:
            self._left[thread] = SECONDS
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="limits", daemon=True)
                self._thread.start()

    def end(self, thread: int) -> None:
        with self._lock:
            self._left.pop(thread, None)
            _interrupt(thread, None)

    def _run(self) -> None:
        idle = 0
        while True:
            time.sleep(TICK)
            with self._lock:
                idle = 0 if self._left else idle + 1
                if idle * TICK > SECONDS:
                    self._thread = None
                    return
                for thread in self._left:
                    self._left[thread] -= TICK
                    if self._left[thread] < 0:
                        self._left[thread] = SECONDS
                        _interrupt(thread, TooMuchError)


def _interrupt(thread: int, error: type[Exception] | None) -> None:
    """Raise an error in another thread before its next instruction, or take back one that was not raised yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error) if error else None)


_clock = _Clock()


@contextmanager
def limited() -> Iterator[None]:
    """Raise ``TooMuchError`` in the block once it took ``SECONDS``."""
    thread = threading.get_ident()
    _clock.begin(thread)
    try:
        yield
    finally:
        try:
            _clock.end(thread)
        except TooMuchError:
            _clock.end(thread)
            raise
