from functools import partial

import pytest

from assistant.evaluation.metrics import measures


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    """Intervals from few draws: test_intervals tests the drawing itself."""
    monkeypatch.setattr(measures, "bootstrap", partial(measures.bootstrap, draws=20))
