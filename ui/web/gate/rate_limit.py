"""How much one client may ask for."""

import time
from collections import OrderedDict
from collections.abc import Callable

#: Clients remembered; the least recent is forgotten first.
_CLIENTS = 10_000


class Rate:
    """A bucket of tokens for each client: ``rate`` a minute, and as many at once."""

    def __init__(self, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Seconds until ``client`` may go on; 0 when it may now, which is then counted."""
        if not self._rate:
            return 0.0
        now = self._clock()
        left, before = self._buckets.pop(client, (float(self._rate), now))
        left = min(float(self._rate), left + (now - before) * self._rate / 60)
        goes = left >= 1
        self._buckets[client] = (left - 1 if goes else left, now)
        if len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if goes else (1 - left) * 60 / self._rate
