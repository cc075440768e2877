"""What the field's files of answers look like, each as a :class:`assistant.evaluation.answers.given.GivenAnswer`.

Every reader takes an object and how an error names its place. Labels (``answerable``, ``gold``, ``refused``) and an
``id`` may stand beside the fields of any shape.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from assistant.evaluation import fields
from assistant.evaluation.answers.given import Citation, Context, GivenAnswer, Statement
from index.errors import InvalidData

Row = Mapping[str, Any]

_MARK = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")


def own(row: Row, where: str) -> GivenAnswer:
    """``{"question", "answer", "citations": [{"quote", "source", "page", "start", "end"}], "contexts"}``."""
    contexts = _contexts(row, "contexts", where)
    citations = tuple(_citation(each, place) for place, each in _listed(row, "citations", where))
    return _answer(row, where, fields.field(row, "answer", str, where), citations, contexts=contexts)


def ragas(row: Row, where: str) -> GivenAnswer:
    """A sample of ragas (``user_input``, ``response``, ``retrieved_contexts``) or DeepEval (``input``,
    ``actual_output``, ``retrieval_context``); what is quoted is found in the response itself.
    """
    question = next((key for key in ("user_input", "input", "question") if key in row), "user_input")
    response = next((key for key in ("response", "actual_output", "answer") if key in row), "response")
    given = next((key for key in ("retrieved_contexts", "retrieval_context", "contexts") if row.get(key)), "context")
    gold = next((row[key] for key in ("reference", "expected_output", "ground_truth") if row.get(key)), None)
    labelled = {**row, "question": fields.field(row, question, str, where)}
    if isinstance(gold, str) and "gold" not in row:
        labelled["gold"] = [gold]
    contexts = _contexts(row, given, where)
    return _answer(labelled, where, fields.field(row, response, str, where), contexts=contexts)


def trec(row: Row, where: str) -> GivenAnswer:
    """A line of a TREC RAG run of 2024 or 2025: ``references``, and ``answer`` as sentences that cite them."""
    about = row.get("metadata") if isinstance(row.get("metadata"), dict) else row
    id = next((str(about[key]) for key in ("topic_id", "narrative_id") if about.get(key) is not None), None)  # type: ignore[index, union-attr]
    question = next((about[key] for key in ("topic", "narrative") if isinstance(about.get(key), str)), None)  # type: ignore[index, union-attr]
    if question is None:
        raise InvalidData(f'{where}: no "topic" and no "narrative"')
    names = [fields.kind(name, str, place) for place, name in _each(row, "references", where)]
    statements = []
    for place, each in _listed(row, "answer", where):
        cited = [fields.kind(value, int, at) for at, value in _each(each, "citations", place)]
        if wrong := [number for number in cited if not 0 <= number < len(names)]:
            raise InvalidData(f'{place}, "citations": there is no reference {wrong[0]}; there are {len(names)}')
        statements.append(Statement(fields.field(each, "text", str, place), tuple(cited)))
    text = " ".join(each.text.strip() for each in statements)
    labelled = {"id": id, **row, "question": question} if id is not None else {**row, "question": question}
    contexts = _contexts(row, "contexts", where)
    citations = tuple(Citation(source=name) for name in names)
    return _answer(labelled, where, text, citations, tuple(statements), contexts)


def alce(row: Row, where: str) -> GivenAnswer:
    """An item of ALCE's output: ``docs`` and an ``output`` that cites them as ``[1]``."""
    contexts = []
    for number, (place, each) in enumerate(_listed(row, "docs", where), start=1):
        title = each.get("title")
        contexts.append(Context(str(number), fields.field(each, "text", str, place), title and str(title)))
    citations = tuple(Citation(source=context.name) for context in contexts)
    pairs = _listed(row, "qa_pairs", where)
    gold = [fields.kind(each, str, at) for place, pair in pairs for at, each in _each(pair, "short_answers", place)]
    labelled = {**row, "gold": row.get("gold") or gold}
    return _answer(labelled, where, fields.field(row, "output", str, where), citations, contexts=tuple(contexts))


def anthropic(row: Row, where: str) -> GivenAnswer:
    """A message whose text blocks carry citations with ``cited_text``, or an object that holds one as ``response``."""
    held = next((row[key] for key in ("response", "message") if isinstance(row.get(key), dict)), row)
    citations: list[Citation] = []
    statements: list[Statement] = []
    for place, block in _listed(held, "content", where):
        if block.get("type", "text") != "text":
            continue
        found = [_block(each, at) for at, each in _listed(block, "citations", place)]
        cited = tuple(range(len(citations), len(citations) + len(found)))
        citations += found
        text = fields.field(block, "text", str, place)
        if statements and not statements[-1].cited and not re.search(r"[.!?]\s*$", statements[-1].text):
            # The beginning of a sentence that goes on in the next block.
            text = statements.pop().text + text
        statements.append(Statement(text, cited))
    text = "".join(each.text for each in statements)
    contexts = _contexts(row, "documents" if "documents" in row else "contexts", where)
    kept = tuple(each for each in statements if re.search(r"\w", each.text))
    return _answer(row, where, text, tuple(citations), kept, contexts)


def verbatim(row: Row, where: str) -> GivenAnswer:
    """A response of verbatim-rag: ``documents`` with their ``content``, and an answer whose citations are spans."""
    contexts, spans = [], []
    for number, (place, each) in enumerate(_listed(row, "documents", where)):
        name = str(each.get("source") or number)
        title = str(each["title"]) if each.get("title") else None
        contexts.append(Context(name, fields.field(each, "content", str, place), title))
        spans.append([(at, light) for at, light in _listed(each, "highlights", place)])
    structured = fields.kind(row.get("structured_answer") or {}, dict, f'{where}, "structured_answer"')
    citations = []
    for place, each in _listed(structured, "citations", f'{where}, "structured_answer"'):
        number = _number(each, "doc_index", place, len(contexts))
        light = _number(each, "highlight_index", place, len(spans[number]))
        at, span = spans[number][light]
        text, ends = fields.field(each, "text", str, place), {key: span.get(key) for key in ("start", "end")}
        citations.append(_citation({"quote": text, "source": contexts[number].name, **ends}, at))
    answer = fields.field(row, "answer", str, where)
    return _answer(row, where, answer, tuple(citations), contexts=tuple(contexts))


def haiku(row: Row, where: str) -> GivenAnswer:
    """An answer of haiku.rag: citations with ``content``, ``document_uri`` and ``page_numbers``."""
    citations = []
    for place, each in _listed(row, "citations", where):
        pages = [fields.kind(page, int, at) for at, page in _each(each, "page_numbers", place)]
        source = each.get("document_uri") or each.get("document_title")
        content = fields.field(each, "content", str, place)
        citations.append(Citation(content, str(source) if source else None, pages[0] if pages else None))
    labelled = {**row, "question": row.get("question", row.get("query"))}
    contexts = _contexts(row, "contexts", where)
    return _answer(labelled, where, fields.field(row, "answer", str, where), tuple(citations), contexts=contexts)


def quoth(row: Row, where: str) -> GivenAnswer:
    """What ``quoth ask --json`` prints; its answer is its quotes."""
    outcome = fields.field(row, "outcome", str, where)
    citations = []
    for place, each in _listed(row, "quotes", where):
        quote = _citation({**each, "quote": each.get("text")}, place)
        citations.append(quote)
    refused = outcome != "answered"
    text = " ".join(each.quote or "" for each in citations)
    statements = tuple(Statement(each.quote or "", (place,)) for place, each in enumerate(citations))
    contexts = _contexts(row, "contexts", where)
    return _answer({"refused": refused, **row}, where, text, tuple(citations), statements, contexts)


#: Every shape by the name that ``--shape`` takes.
SHAPES: dict[str, Callable[[Row, str], GivenAnswer]] = {
    "answers": own,
    "ragas": ragas,
    "deepeval": ragas,
    "trec-rag": trec,
    "alce": alce,
    "anthropic": anthropic,
    "verbatim-rag": verbatim,
    "haiku.rag": haiku,
    "quoth": quoth,
}


def shape_of(row: Row, where: str) -> str:
    """The shape an object has, by the fields only that one has.

    Raises:
        InvalidData: it has none that is known.
    """
    if "outcome" in row and "quotes" in row:
        return "quoth"
    if "references" in row and isinstance(row.get("answer"), list):
        return "trec-rag"
    if "output" in row and "docs" in row:
        return "alce"
    if "structured_answer" in row:
        return "verbatim-rag"
    if any(isinstance(each, dict) and "content" in each for each in (row, row.get("response"), row.get("message"))):
        return "anthropic"
    cited = row.get("citations")
    if isinstance(cited, list) and cited and isinstance(cited[0], dict) and "document_uri" in cited[0]:
        return "haiku.rag"
    if "user_input" in row or "actual_output" in row or ("ground_truth" in row and "contexts" in row):
        return "ragas"
    if "answer" in row:
        return "answers"
    raise InvalidData(f'{where}: no "answer", and no other field by which a known shape is told: {", ".join(SHAPES)}')


def marked(text: str) -> list[int]:
    """The numbers of a sentence's ``[1]`` and ``[2, 3]``, as they stand."""
    return [int(number) for group in _MARK.findall(text) for number in group.split(",")]


def unmarked(text: str) -> str:
    """The sentence without them."""
    return re.sub(r"(?<!\s)\s+([.,;:!?])", r"\1", _MARK.sub("", text)).strip()


def _answer(
    row: Row,
    where: str,
    text: str,
    citations: tuple[Citation, ...] = (),
    statements: tuple[Statement, ...] = (),
    contexts: tuple[Context, ...] = (),
) -> GivenAnswer:
    id = row["id"] if row.get("id") is not None else where.rpartition(" ")[2]
    gold = [fields.kind(each, str, place) for place, each in _each(row, "gold", where)]
    return GivenAnswer(
        id=str(id) if isinstance(id, int) else fields.kind(id, str, f'{where}, "id"'),
        question=fields.field(row, "question", str, where),
        text=text,
        citations=citations,
        statements=statements,
        contexts=contexts,
        refused=_flag(row, "refused", where),
        answerable=_flag(row, "answerable", where),
        gold=tuple(each for each in gold if each.strip()),
    )


def _citation(row: Row, where: str) -> Citation:
    quote, source = (
        fields.field(row, key, str, where) if row.get(key) is not None else None for key in ("quote", "source")
    )
    page, start, end = (
        fields.field(row, key, int, where) if row.get(key) is not None else None for key in ("page", "start", "end")
    )
    if quote is None and source is None:
        raise InvalidData(f'{where}: neither "quote" nor "source"')
    if (start is None) != (end is None) or (start is not None and end is not None and not 0 <= start < end):
        raise InvalidData(f'{where}: "start" and "end" are code points, the first before the second')
    return Citation(quote, source, page, start, end)


def _block(row: Row, where: str) -> Citation:
    source = next((row[key] for key in ("document_title", "source", "url", "title") if row.get(key)), None)
    if source is None and "document_index" in row:
        source = str(fields.field(row, "document_index", int, where))
    start, end, page = row.get("start_char_index"), row.get("end_char_index"), row.get("start_page_number")
    return _citation(
        {
            "quote": fields.field(row, "cited_text", str, where),
            "source": source,
            "page": page,
            "start": start,
            "end": end,
        },
        where,
    )


def _contexts(row: Row, key: str, where: str) -> tuple[Context, ...]:
    found = []
    for number, (place, each) in enumerate(_each(row, key, where)):
        if isinstance(each, str):
            found.append(Context(str(number), each))
            continue
        held = fields.kind(each, dict, place)
        text = next((name for name in ("text", "content", "data") if isinstance(held.get(name), str)), "text")
        name = next((str(held[name]) for name in ("source", "id", "title") if held.get(name) is not None), str(number))
        title = str(held["title"]) if held.get("title") else None
        found.append(Context(name, fields.field(held, text, str, place), title))
    return tuple(found)


def _each(row: Row, key: str, where: str) -> list[tuple[str, Any]]:
    """The values of a list that may be missing or null, each with its place."""
    if row.get(key) is None:
        return []
    values = fields.field(row, key, list, where)
    return [(f'{where}, "{key}"[{place}]', value) for place, value in enumerate(values)]


def _listed(row: Row, key: str, where: str) -> list[tuple[str, dict[str, Any]]]:
    return [(place, fields.kind(value, dict, place)) for place, value in _each(row, key, where)]


def _flag(row: Row, key: str, where: str) -> bool | None:
    return None if row.get(key) is None else fields.field(row, key, bool, where)


def _number(row: Row, key: str, where: str, count: int) -> int:
    number = fields.field(row, key, int, where)
    if not 0 <= number < count:
        raise InvalidData(f'{where}, "{key}": {number} is none of {count}')
    return number
