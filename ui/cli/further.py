"""The further look of ``quoth ask``: beside the reply, and why it is what it is."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.further.explaining import Explanation
    from assistant.further.further import Further
    from assistant.replies import Reply
    from index.search.filters import Filter


def looked_further(
    assistant: "Assistant", reply: "Reply", where: "Filter | None", *, more: bool, explain: bool
) -> "dict[str, Further | Explanation]":
    """What was asked for, by the name it has in JSON."""
    found: dict[str, Further | Explanation] = {}
    if more:
        from assistant.further.further import further

        found["further"] = further(assistant, reply, where)
    if explain:
        from assistant.further.explaining import explained

        found["explained"] = explained(assistant, reply.question, where)
    return found


def beside_lines(found: "dict[str, Further | Explanation]") -> list[str]:
    """Its lines, one text for each."""
    if not found:
        return []
    from assistant.further.further import Further
    from ui.further import explanation_lines, further_lines

    shown = [
        further_lines(each, colour=sys.stdout.isatty()) if isinstance(each, Further) else explanation_lines(each)
        for each in found.values()
    ]
    return [each for each in shown if each]
