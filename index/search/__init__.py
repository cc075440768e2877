"""A question to hits: ranked by meaning and by words in one snapshot of a library, and narrowed by filters."""

from index.search.filters import Filter
from index.search.view import LONGEST_QUESTION, Hit, View, checked

__all__ = ["LONGEST_QUESTION", "Filter", "Hit", "View", "checked"]
