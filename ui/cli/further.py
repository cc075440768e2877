"""``quoth ask --more``, ``--explain`` and ``--against``: what stands beside a reply, and why it is what it is."""

import sys
from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.further import Changes, Explanation, Further
    from assistant.replies import Reply
    from index.search import Filter


Against = Annotated[
    str | None,
    typer.Option(
        metavar="LIBRARY",
        help="With --explain, tell what is different from another library, or from what --explain --json printed into a FILE.json.",
    ),
]


def look_beside(
    assistant: "Assistant", reply: "Reply", where: "Filter | None", *, more: bool, explain: bool, against: str | None
) -> "dict[str, Further | Explanation | Changes]":
    """Looks for what was asked for; each part by its name in JSON.

    Args:
        against: another library, or a file of what was printed before; it explains this reply, too.
    """
    found: dict[str, Further | Explanation | Changes] = {}
    if more:
        from assistant.further import look_further

        found["further"] = look_further(assistant, reply, where)
    if explain or against:
        from assistant.further import explain_reply
        from assistant.replies import to_json

        found["explained"] = here = explain_reply(assistant, reply.question, where)
        if against:
            from assistant.further import changes

            shape = {**to_json(reply), "explained": here.to_json()}
            found["changes"] = changes(_other(assistant, reply.question, where, against), shape)
    return found


def _other(assistant: "Assistant", question: str, where: "Filter | None", against: str) -> Any:
    """The same question's reply and its explanation, by another library or as they were kept in a file."""
    from assistant.assistant import Assistant
    from assistant.further import explain_reply
    from assistant.replies import to_json
    from index.errors import InvalidReply
    from index.index import Index

    if against.endswith(".json"):
        try:
            return loads(Path(against).read_text("utf-8"))
        except (OSError, ValueError) as cause:
            raise InvalidReply(f"{against} cannot be read as JSON: {cause}") from cause
    with Index.open(against) as index:
        other = Assistant(index, assistant.reader)
        other.policy = other.policy.at(assistant.policy.threshold)
        return {**to_json(other.ask(question, where)), "explained": explain_reply(other, question, where).to_json()}


def look_for_missing(assistant: "Assistant", reply: "Reply", where: "Filter | None") -> list[str]:
    """What a refused question lacks, by its words; nothing for another reply."""
    from assistant.replies import Refusal

    if not isinstance(reply, Refusal):
        return []
    from assistant.further import lacking
    from ui.further import missing_lines

    with assistant.index.view() as view:
        return missing_lines(lacking(view, reply, where))


def beside_lines(found: "dict[str, Further | Explanation | Changes]") -> list[str]:
    """One text for each part, empty ones left out."""
    if not found:
        return []
    from assistant.further import Changes, Further
    from ui.further import changes_lines, explanation_lines, further_lines

    def lines(each: "Further | Explanation | Changes") -> str:
        match each:
            case Further():
                return further_lines(each, colour=sys.stdout.isatty())
            case Changes():
                return changes_lines(each)
        return explanation_lines(each)

    return [shown for each in found.values() if (shown := lines(each))]
