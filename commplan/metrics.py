"""What /metrics tells Prometheus, read from the database alone, so that every process says the same."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from emails.selectors import queue as queue_selectors

_STATES = "Deliveries by state; those of queued and retry are the queue."
_MOVES = "Times that a delivery came into a state: what the mail server and the provider made of them."


class QueueCollector(Collector):
    """The queue as of `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        yield by_label(GaugeMetricFamily, "deliveries", _STATES, queue_selectors.deliveries_by_state())
        yield by_label(CounterMetricFamily, "delivery_moves", _MOVES, queue_selectors.moves_by_state())
        due, late = queue_selectors.due_and_late(self.now)
        yield gauge("due_deliveries", "Deliveries that should be on their way now.", due)
        yield gauge("late_deliveries", "Deliveries that have been due for more than four minutes.", late)
        held, overdue = queue_selectors.held_and_late_touchpoints(self.now)
        yield gauge("held_touchpoints", "Touchpoints that wait for the manager.", held)
        yield gauge("late_touchpoints", "Touchpoints that have missed their window.", overdue)
        yield from self._ages()

    def _ages(self) -> Iterator[Metric]:
        state = queue_selectors.queue_state(self.now)
        overdue = self.now - (state.oldest_due_at or self.now)
        yield gauge(
            "oldest_overdue_seconds", "For how long the oldest due delivery has been.", seconds(overdue)
        )
        # None rather than zero where no tick has run yet: an alert must not take it for a fresh one.
        if state.tick_started_at is not None:
            age = self.now - state.tick_started_at
            yield gauge("tick_age_seconds", "Since the last tick began.", seconds(age))


def exposition(now: datetime) -> bytes:
    """The page in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(QueueCollector(now))
    return generate_latest(registry)


def gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"commplan_{name}", text, value=value)


def by_label(
    family: type[GaugeMetricFamily] | type[CounterMetricFamily],
    name: str,
    text: str,
    values: dict[str, int],
) -> Metric:
    metric = family(f"commplan_{name}", text, labels=["state"])
    for state, value in values.items():
        metric.add_metric([state], value)
    return metric


def seconds(duration: timedelta) -> float:
    # The clocks of two machines differ a little.
    return max(duration.total_seconds(), 0.0)
