"""Lines over sizes, both axes logarithmic, as an SVG file that stands by itself. Pure."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

_WIDTH, _HEIGHT = 560, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 110, 14, 46
_COLOURS = ("#1f6f8b", "#b5541c", "#5b7f2b")
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#444}.grid{stroke:#ddd;fill:none}.line{fill:none;stroke-width:2}"
    "svg{background:#fff}"
)


def lines_plot(lines: Mapping[str, Sequence[tuple[float, float]]], below: str, beside: str) -> str:
    """Each named line through its points (x, y), all above nought.

    Args:
        below, beside: what the axes tell.
    """
    points = [point for line in lines.values() for point in line]
    left, right = _decades([x for x, _ in points])
    bottom, top = _decades([y for _, y in points])

    def across(value: float) -> float:
        return _LEFT + (log10(value) - left) / (right - left) * (_WIDTH - _LEFT - _RIGHT)

    def down(value: float) -> float:
        return _TOP + (top - log10(value)) / (top - bottom) * (_HEIGHT - _TOP - _BOTTOM)

    floor_, end = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    parts = [f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>']
    for decade in range(left, right + 1):
        x = across(10**decade)
        parts.append(f'<path class="grid" d="M{x:.1f},{_TOP} V{floor_}"/>')
        parts.append(f'<text x="{x:.1f}" y="{floor_ + 16}" text-anchor="middle">{10**decade:,}</text>')
    for decade in range(bottom, top + 1):
        y = down(10**decade)
        parts.append(f'<path class="grid" d="M{_LEFT},{y:.1f} H{end}"/>')
        parts.append(f'<text x="{_LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{10.0**decade:g}</text>')
    for (name, line), colour in zip(lines.items(), _COLOURS, strict=False):
        path = " L".join(f"{across(x):.1f},{down(y):.1f}" for x, y in line)
        parts.append(f'<path class="line" stroke="{colour}" d="M{path}"/>')
        parts += [f'<circle fill="{colour}" cx="{across(x):.1f}" cy="{down(y):.1f}" r="3"/>' for x, y in line]
        x, y = line[-1]
        parts.append(f'<text style="fill:{colour}" x="{across(x) + 8:.1f}" y="{down(y) + 4:.1f}">{escape(name)}</text>')
    middle = (_TOP + floor_) / 2
    parts.append(f'<text x="{(_LEFT + end) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">{escape(below)}</text>')
    parts.append(f'<text transform="translate(14 {middle}) rotate(-90)" text-anchor="middle">{escape(beside)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(f"{beside} by {below}")}"><style>{_STYLE}</style>{"".join(parts)}</svg>\n'
    )


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around all of them."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)
