"""Small plots as SVG that stands in the page itself. Pure; colours come from the page's style."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from assistant.evaluation.metrics import Bin, Curve

_WIDTH, _HEIGHT = 420, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 24, 14, 46


@dataclass(frozen=True)
class Axes:
    """Where values in data units lie in the picture: x over [0, ``right``], y over [``bottom``, ``top``]."""

    right: float
    top: float
    bottom: float = 0.0

    def x(self, value: float) -> float:
        """Pixels from the left."""
        return _LEFT + value / self.right * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        """Pixels from above."""
        return _TOP + (self.top - value) / (self.top - self.bottom) * (_HEIGHT - _TOP - _BOTTOM)


def risk_coverage_plot(curve: Curve, coverage: float, risk: float) -> str:
    """Wrong among the answers over the share answered, with the point where the threshold stands."""
    top = _ceiling(float(curve.risk.max(initial=0.05)))
    axes = Axes(1.0, top)
    line = "M" + " L".join(f"{axes.x(x):.1f},{axes.y(y):.1f}" for x, y in _thinned(curve.coverage, curve.risk))
    here = f'<circle class="here" cx="{axes.x(coverage):.1f}" cy="{axes.y(risk):.1f}" r="5"/>' if coverage else ""
    marks = f'<path class="line" d="{line}"/>{here}'
    return _plot(
        axes,
        marks,
        "share of questions answered",
        "wrong among the answers",
        x_ticks=_shares(1.0),
        y_ticks=_shares(top),
    )


def reliability_plot(bins: Sequence[Bin]) -> str:
    """The share that is right over the support, bin by bin; on the diagonal the two agree. Areas tell the counts."""
    axes = Axes(1.0, 1.0)
    most = max((each.count for each in bins), default=1)
    marks = [f'<path class="rule" d="M{axes.x(0)},{axes.y(0)} L{axes.x(1)},{axes.y(1)}"/>']
    for each in bins:
        x, y, radius = axes.x(each.support), axes.y(each.right), 2.5 + 8 * (each.count / most) ** 0.5
        title = f"support {each.support:.2f}: {each.right:.0%} of {each.count:,} right"
        marks.append(f'<path class="gap" d="M{x:.1f},{axes.y(each.support):.1f} V{y:.1f}"/>')
        marks.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{title}</title></circle>')
    return _plot(axes, "".join(marks), "support", "share that is right", x_ticks=_shares(1.0), y_ticks=_shares(1.0))


def support_plot(support: np.ndarray, answerable: np.ndarray, threshold: float, bins: int = 20) -> str:
    """How support is spread: answerable questions above the line, unanswerable ones below."""
    edges = np.linspace(0, 1, bins + 1)
    above, below = np.histogram(support[answerable], edges)[0], np.histogram(support[~answerable], edges)[0]
    top, bottom = max(1, int(above.max())), max(1, int(below.max())) if len(support[~answerable]) else 0
    axes = Axes(1.0, top * 1.05, -bottom * 1.05)
    marks = []
    for start, end, up, down in zip(edges, edges[1:], above, below, strict=False):
        x, width = axes.x(start) + 0.75, axes.x(end) - axes.x(start) - 1.5
        for kind, low, high in (("yes", 0, up), ("no", -down, 0)):
            if high > low:
                height = axes.y(low) - axes.y(high)
                title = f"support {start:.2f}-{end:.2f}: {high - low:,}"
                marks.append(
                    f'<rect class="{kind}" x="{x:.1f}" y="{axes.y(high):.1f}" width="{width:.1f}" '
                    f'height="{height:.1f}"><title>{title}</title></rect>'
                )
    place = axes.x(threshold)
    marks.append(f'<path class="axis" d="M{axes.x(0)},{axes.y(0):.1f} H{axes.x(1)}"/>')
    marks.append(f'<path class="rule" d="M{place:.1f},{_TOP} V{_HEIGHT - _BOTTOM}"/>')
    ticks = [(float(value), f"{abs(value):,}") for value in ([top, 0, -bottom] if bottom else [top, 0])]
    return _plot(axes, "".join(marks), "support", "questions", x_ticks=_shares(1.0), y_ticks=ticks)


def bars_plot(bars: Sequence[tuple[str, float, float, float]]) -> str:
    """Values in [0, 1] with their intervals, side by side.

    Args:
        bars: label, value, low, high.
    """
    top = _ceiling(max(high for _, _, _, high in bars))
    axes = Axes(len(bars), top)
    marks, ticks = [], []
    for place, (label, value, low, high) in enumerate(bars):
        x, middle = axes.x(place + 0.2), axes.x(place + 0.5)
        width, height = axes.x(place + 0.8) - x, axes.y(0) - axes.y(value)
        marks.append(
            f'<rect class="yes" x="{x:.1f}" y="{axes.y(value):.1f}" width="{width:.1f}" height="{height:.1f}">'
            f"<title>{value:.3f}</title></rect>"
            f'<path class="whisker" d="M{middle:.1f},{axes.y(low):.1f} V{axes.y(high):.1f}"/>'
        )
        ticks.append((place + 0.5, f"{label} {value:.3f}"))
    values = [(value, f"{value:.1f}" if top >= 0.4 else f"{value:.2f}") for value, _ in _shares(top)]
    return _plot(axes, "".join(marks), "", "nDCG@10", x_ticks=ticks, y_ticks=values)


def _plot(
    axes: Axes,
    marks: str,
    below: str,
    beside: str,
    *,
    x_ticks: Sequence[tuple[float, str]],
    y_ticks: Sequence[tuple[float, str]],
) -> str:
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    parts = [
        f'<text class="tick" x="{axes.x(value):.1f}" y="{bottom + 16}" text-anchor="middle">{escape(label)}</text>'
        for value, label in x_ticks
    ]
    for value, label in y_ticks:
        y = axes.y(value)
        parts.append(f'<path class="grid" d="M{_LEFT},{y:.1f} H{right}"/>')
        parts.append(f'<text class="tick" x="{_LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{escape(label)}</text>')
    middle = (_TOP + bottom) / 2
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(f"{beside} by {below}")}">'
        f"{''.join(parts)}"
        f'<text class="label" x="{(_LEFT + right) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">{escape(below)}</text>'
        f'<text class="label" transform="translate(14 {middle}) rotate(-90)" text-anchor="middle">{escape(beside)}</text>'
        f"{marks}</svg>"
    )


def _shares(top: float) -> list[tuple[float, str]]:
    step = top / 5 if top > 0.1 else top / 2
    return [(i * step, f"{100 * i * step:.3g} %") for i in range(round(top / step) + 1)]


def _ceiling(value: float) -> float:
    """The next handy number for the end of an axis."""
    return next(top for top in (0.05, 0.1, 0.25, 0.5, 0.75, 1.0) if value <= top + 1e-9)


def _thinned(xs: np.ndarray, ys: np.ndarray, most: int = 300) -> list[tuple[float, float]]:
    """At most so many points of a line: a picture this small shows no more."""
    places = np.unique(np.linspace(0, max(0, len(xs) - 1), min(most, len(xs))).astype(int))
    return [(float(xs[i]), float(ys[i])) for i in places]
