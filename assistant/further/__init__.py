"""What stands beside a reply, looked for only when it is asked for: nothing of it is on the way to an ordinary reply."""

from assistant.further.comparison import Changes, changes
from assistant.further.definitions import Definition
from assistant.further.explaining import Candidate, Explanation, explain_reply
from assistant.further.further import Beside, Further, beside, look_further
from assistant.further.missing import Missing, absent, distant, find_missing, lacking
from assistant.further.suggestions import drafts, suggest_questions

__all__ = [
    "Beside",
    "Candidate",
    "Changes",
    "Definition",
    "Explanation",
    "Further",
    "Missing",
    "absent",
    "beside",
    "changes",
    "distant",
    "drafts",
    "explain_reply",
    "find_missing",
    "lacking",
    "look_further",
    "suggest_questions",
]
