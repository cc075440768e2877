"""How much one client may ask for, and how many wrong tokens it may name."""

import time
from collections import OrderedDict
from collections.abc import Callable

#: Clients remembered; the least recent is forgotten first.
_CLIENTS = 10_000
#: Seconds that wrong tokens make a client wait at most; after as long without another they are forgotten.
_LONGEST = 15 * 60


class Rate:
    """A bucket of tokens for each client: ``rate`` a minute, and as many at once; 0 for no limit."""

    def __init__(self, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, client: str, cost: int = 1) -> float:
        """Takes ``cost`` from the bucket of ``client`` where it holds as much; gives the seconds until it does, 0 where it did.

        Args:
            cost: 0 takes nothing, and only looks whether there is anything left.
        """
        if not self._rate:
            return 0.0
        now, wanted = self._clock(), max(cost, 1)
        left, before = self._buckets.pop(client, (float(self._rate), now))
        left = min(float(self._rate), left + (now - before) * self._rate / 60)
        goes = left >= wanted
        self._buckets[client] = (left - cost if goes else left, now)
        if len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if goes else (wanted - left) * 60 / self._rate


class Guesses:
    """Wrong tokens by client: so many a minute, and from that many on each doubles its wait, until it names a right one."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock, self._rate = most, clock, Rate(most, clock)
        # How many there were since the last right one, and when the next may come.
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def remaining(self, client: str) -> float:
        """Seconds until ``client`` may name a token again; 0 for now."""
        _, until = self._wrong.get(client, (0, 0.0))
        return max(self._rate.spend(client, cost=0), until - self._clock(), 0.0)

    def wrong(self, client: str) -> None:
        """Remembers that ``client`` has named a wrong token."""
        self._rate.spend(client)
        now = self._clock()
        count, until = self._wrong.pop(client, (0, now))
        count = 1 if now - until > _LONGEST else count + 1
        over = count - self._most
        wait = min(_LONGEST, 60 / self._most * 2 ** min(over, 20)) if over >= 0 else 0.0
        self._wrong[client] = count, now + wait
        if len(self._wrong) > _CLIENTS:
            self._wrong.popitem(last=False)

    def right(self, client: str) -> None:
        """Ends the doubling, not what a minute allows: who knows one token could else guess others between."""
        self._wrong.pop(client, None)
