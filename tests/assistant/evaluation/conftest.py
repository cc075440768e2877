from functools import partial

import pytest

from assistant.evaluation.metrics import figures


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    """Intervals from few draws: test_intervals tests the drawing itself."""
    monkeypatch.setattr(figures, "bootstrap", partial(figures.bootstrap, draws=20))
