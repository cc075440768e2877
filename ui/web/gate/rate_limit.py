"""How much one client may ask for."""

import time
from collections import OrderedDict
from collections.abc import Callable

#: Clients remembered; the least recent is forgotten first.
_CLIENTS = 10_000


class Rate:
    """A bucket of tokens for each client: ``rate`` a minute, and as many at once; 0 for no limit."""

    def __init__(self, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, cost: int = 1) -> float:
        """Seconds until ``client`` may go on; 0 when it may now, and then ``cost`` is taken from its bucket.

        Args:
            cost: 0 only looks whether there is anything left.
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
