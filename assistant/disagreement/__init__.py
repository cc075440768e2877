"""Documents that disagree: where two quotes answer one question with different values.

What is not plainly about the same thing is never said to differ.
"""

from assistant.disagreement.rivals import find_disagreement
from assistant.disagreement.sides import Disagreement, disagreement

__all__ = ["Disagreement", "disagreement", "find_disagreement"]
