"""Works through texts before anything is locked: while an article is rendered and proved, others may save.

SQLite has one writer at a time, and an article has one everywhere; a proof takes as long as its article is long. So an
action is begun, and where it asks for work that is not done yet, it is taken back; the work is done without any lock,
and the action begins anew and finds the outcome. That counts for the same function with equal arguments alone: where
something changed meanwhile, the work is done anew.
"""

import pickle
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from corrections import bounded
from corrections.text import Refusal

P = ParamSpec("P")
R = TypeVar("R")

_MOST_TAKEN_BACK = 6  # what an action then still asks for is worked out with the lock held

# What is worked out for the action that runs, by function and arguments.
_outcomes: ContextVar["dict[bytes, Any] | None"] = ContextVar("_outcomes", default=None)


class _NotYet(Exception):
    """Goes through an action, so that its transaction is taken back."""

    def __init__(self, key: bytes, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
        super().__init__(function.__name__)
        self.key, self.work = key, (function, *args)


def worked_apart(action: Callable[P, R]) -> Callable[P, R]:
    """An action whose `call`s are worked out while nothing is locked.

    It may begin several times, and all but the last time is taken back; so its arguments must bear being read twice,
    and whatever it changes it changes in a transaction. An action within another one is a part of that.
    """

    @wraps(action)
    def begun_until_done(*args: P.args, **kwargs: P.kwargs) -> R:
        if _outcomes.get() is not None:
            return action(*args, **kwargs)
        outcomes: dict[bytes, Any] = {}
        token = _outcomes.set(outcomes)
        try:
            while True:
                try:
                    return action(*args, **kwargs)
                except _NotYet as asked:
                    outcomes[asked.key] = _outcome(asked)
        finally:
            _outcomes.reset(token)

    return begun_until_done


def call(function: Callable[..., R], *args: Any) -> R:
    """As `bounded.call`, worked out before the lock was taken where an action is `worked_apart`."""
    outcomes = _outcomes.get()
    if outcomes is None:
        return bounded.call(function, *args)
    key = pickle.dumps((function, args))
    if key not in outcomes:
        if len(outcomes) >= _MOST_TAKEN_BACK:
            return bounded.call(function, *args)
        raise _NotYet(key, function, args)
    outcome: R | Refusal = outcomes[key]
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def _outcome(asked: _NotYet) -> Any:
    """What the work returns, or the refusal in which it ends."""
    try:
        return bounded.call(*asked.work)
    except Refusal as refusal:
        return refusal
