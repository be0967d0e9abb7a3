"""Hold back who guesses at passwords: count each attempt before its password is looked at, and make the next one wait.

Counted are a name from one address, closely; an address, and a name from anywhere, loosely. So one stranger keeps
nobody out who is elsewhere. A device on which an account signed in before is counted for that account by itself, so
that not even many strangers keep its editor out.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from corrections.models import Attempts, slot_of
from corrections.text import Refusal, Sentence

MEMORY = timedelta(hours=1)  # since the last attempt
_SWEPT = 500  # rows at most that one attempt takes away
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts are free; then one waits, twice as long each time. first, most: in seconds."""

    sort: int
    free: int
    first: int
    most: int

    def wait(self, count: int) -> timedelta:
        """How long after so many attempts the next one waits."""
        if count < self.free:
            return timedelta()
        return timedelta(seconds=min(self.first * 2 ** min(count - self.free, 20), self.most))


PAIR = Limit(0, free=5, first=5, most=15 * 60)
DEVICE = Limit(1, free=5, first=5, most=15 * 60)
ADDRESS = Limit(2, free=30, first=5, most=5 * 60)
NAME = Limit(3, free=50, first=2, most=60)


class Wait(Refusal):
    """Too many attempts; the next may be made in so many seconds."""

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        super().__init__(
            "Too many attempts to sign in. Wait {time}, then try again; or use a device on which you have signed in "
            "before.",
            time=Sentence("{count} minutes", count=minutes)
            if minutes > 1
            else Sentence("{count} seconds", count=-(-seconds // 5) * 5),
        )
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Admitted:
    """An attempt that is counted already. slots: where, with the limit of each."""

    slots: Mapping[int, Limit]


def admit(name: str, *, address: str, device: str, now: datetime) -> Admitted:
    """Count an attempt; it counts as wrong until `forgive` is told otherwise. Raises Wait, and then counts nothing.

    address: from where, "" where nobody knows. device: what names a device that knows this account, else "".
    """
    slots = _slots(name, address, device)
    # Without a lock first: who is to wait costs the others nothing.
    _refuse_early(Attempts.objects.filter(slot__in=slots, wait_until__gt=now), slots, now)
    _sweep(now)
    with transaction.atomic():
        none = {"wait_until": now, "forgotten_at": now}
        Attempts.objects.bulk_create([Attempts(slot=slot, **none) for slot in sorted(slots)], ignore_conflicts=True)
        rows = list(Attempts.objects.select_for_update().filter(slot__in=slots).order_by("slot"))
        _refuse_early(rows, slots, now)
        for row in rows:
            row.count = row.count + 1 if row.forgotten_at > now else 1
            row.wait_until = now + slots[row.slot].wait(row.count)
            row.forgotten_at = now + MEMORY
        Attempts.objects.bulk_update(rows, ["count", "wait_until", "forgotten_at"])
    if (until := max(row.wait_until for row in rows)) > now:
        seconds = (until - now).total_seconds()
        # Neither name nor password: people mistake one field for the other.
        _log.warning("Signing in is held back for %.0f seconds, after many attempts from %s.", seconds, address or "-")
    return Admitted(slots)


def forgive(admitted: Admitted, *, now: datetime) -> None:
    """The password was right: what this device or this address did wrong with this name before is forgotten; of the
    rest the attempt itself is taken back."""
    with transaction.atomic():
        for row in Attempts.objects.select_for_update().filter(slot__in=admitted.slots).order_by("slot"):
            if admitted.slots[row.slot] in (PAIR, DEVICE) or row.count <= 1:
                row.delete()
            else:
                row.count, row.wait_until = row.count - 1, now
                row.save(update_fields=["count", "wait_until"])


def _slots(name: str, address: str, device: str) -> dict[int, Limit]:
    if device:
        return {slot_of(DEVICE.sort, name, device): DEVICE}
    counted = ((PAIR, (name, address)), (ADDRESS, (address,)), (NAME, (name,)))
    return {slot_of(limit.sort, *of): limit for limit, of in counted}


def _refuse_early(rows: Iterable[Attempts], slots: Mapping[int, Limit], now: datetime) -> None:
    waits = [((row.wait_until - now).total_seconds(), slots[row.slot].most) for row in rows]
    # What waits longer than anybody has to was written by a clock that has been set back since.
    seconds = max((wait for wait, most in waits if wait <= most), default=0)
    if seconds > 0:
        raise Wait(int(-(-seconds // 1)))


def _sweep(now: datetime) -> None:
    """Whoever comes takes away what others have left."""
    with transaction.atomic():
        old = Attempts.objects.over(now).select_for_update(skip_locked=True).values_list("slot", flat=True)[:_SWEPT]
        if found := list(old):
            Attempts.objects.filter(slot__in=found).delete()
