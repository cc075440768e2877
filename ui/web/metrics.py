"""Figures for Prometheus. The only file that knows its client library."""

from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

#: Seconds that an answer may take; finer where people notice.
_BUCKETS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30, 60)

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """The figures of one server."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter("quoth_requests", "Requests.", ["method", "route", "status"], registry=registry)
        self._seconds = Histogram(
            "quoth_reply_seconds", "Time from question to reply.", ["outcome"], registry=registry, buckets=_BUCKETS
        )

    def request(self, method: str, route: str, status: int) -> None:
        """Counts a request. ``route`` is a template, so that there are few."""
        self._requests.labels(method, route, str(status)).inc()

    def reply(self, outcome: str, seconds: float) -> None:
        """Counts a reply: answered, refused, empty, busy or error."""
        self._seconds.labels(outcome).observe(seconds)

    def gauge(self, name: str, meaning: str, value: Callable[[], float]) -> None:
        """Tells ``value`` whenever the figures are read."""
        Gauge(f"quoth_{name}", meaning, registry=self._registry).set_function(value)

    def text(self) -> bytes:
        """All figures in the format of :data:`CONTENT_TYPE`."""
        return generate_latest(self._registry)
