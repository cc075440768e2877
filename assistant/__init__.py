"""Quoth answers only in your documents' own words, says where each word stands, or refuses.

The public names, loaded at first use; ``docs/python.md`` shows what they do.
"""

from typing import TYPE_CHECKING

from index import __version__ as __version__

__all__ = [
    "Answer",
    "Assistant",
    "Candidate",
    "Empty",
    "Quote",
    "Reader",
    "ReaderIdentity",
    "Reading",
    "Reason",
    "Refusal",
    "Reply",
    "Standing",
    "Verdict",
    "to_json",
    "verify",
]

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.quotes import Quote
    from assistant.reader import Candidate, Reader, ReaderIdentity, Reading
    from assistant.replies import Answer, Empty, Reason, Refusal, Reply, to_json
    from assistant.verification import Standing, Verdict, verify
else:  # so that a type checker sees no name that is not there
    from index.lazy import lazy

    __getattr__, __dir__ = lazy(
        __name__,
        {
            "Answer": ".replies",
            "Assistant": ".assistant",
            "Candidate": ".reader",
            "Empty": ".replies",
            "Quote": ".quotes",
            "Reader": ".reader",
            "ReaderIdentity": ".reader",
            "Reading": ".reader",
            "Reason": ".replies",
            "Refusal": ".replies",
            "Reply": ".replies",
            "Standing": ".verification",
            "Verdict": ".verification",
            "to_json": ".replies",
            "verify": ".verification",
        },
    )
