"""What REST takes and gives, every field described: the OpenAPI page is made from this.

The shapes of replies, passages and documents are those of :mod:`assistant.shapes` and :mod:`index.shapes`.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from typing_extensions import is_typeddict

from assistant import shapes
from assistant.shapes import Replied
from assistant.support import Setting
from index.search import LONGEST_QUESTION
from index.shapes import Found, Listed, Shown

for _shape in (Found, Listed, Shown, *(each for each in vars(shapes).values() if is_typeddict(each))):
    setattr(_shape, "__pydantic_config__", ConfigDict(use_attribute_docstrings=True))  # noqa: B010 - not declared there


def _say(shape: Any, field: str, words: str) -> None:
    shape.__annotations__[field] = Annotated[shape.__annotations__[field], Field(description=words)]


def _inherit(shape: Any, parent: Any) -> None:
    for field, each in TypeAdapter(parent).json_schema()["properties"].items():
        _say(shape, field, each["description"])


# What stands beside a field is read from the class that has it, and ``from`` is no name that a class could have.
_say(shapes.DocumentDate, "date", "The day, or as much of it as is known, as YYYY-MM-DD.")
_say(shapes.DocumentDate, "from", "Where it was read.")
_inherit(shapes.FoundQuote, shapes.Quoted)
_inherit(shapes.DifferingSide, shapes.FoundQuote)
_inherit(shapes.WeighedQuote, shapes.Quoted)
_inherit(shapes.RepliedFurther, shapes.Replied)

DocumentId = Annotated[
    str, Field(min_length=1, max_length=300, description="A document's id; where several libraries are open, NAME:ID.")
]
Offset = Annotated[int, Field(ge=0, le=2**53, description="Code points from the beginning of the document's text.")]

Needed = Annotated[
    Setting | Annotated[float, Field(ge=0, le=1)] | None,
    Field(
        description="The support an answer needs: strict, balanced, generous, or a number. By default the library's own.",
        examples=["strict"],
    ),
]


class _Given(BaseModel):
    """A request's body: nothing unknown is let pass in silence."""

    model_config = ConfigDict(extra="forbid")


class Asked(_Given):
    """A question, and which documents it is asked of."""

    question: str = Field(
        min_length=1, max_length=LONGEST_QUESTION, description="The question, in words.", examples=["What is an FPV?"]
    )
    documents: list[DocumentId] | None = Field(None, max_length=10_000, description="Ask only these documents.")
    where: str | None = Field(
        None, max_length=1000, description="Ask only documents that pass this filter.", examples=["path:contracts/*"]
    )


class AskIn(Asked):
    """A question, which documents it is asked of, and how much support an answer needs."""

    threshold: Needed = None


class BatchIn(_Given):
    """Questions, and which documents they are asked of."""

    questions: list[Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]] = Field(
        min_length=1, max_length=100, description="The questions, in words."
    )
    documents: list[DocumentId] | None = Field(None, max_length=10_000, description="Ask only these documents.")
    where: str | None = Field(None, max_length=1000, description="Ask only documents that pass this filter.")
    threshold: Needed = None


class SearchIn(Asked):
    """Words to search for."""

    k: int = Field(10, ge=1, le=100, description="How many passages, at most.")


_Finite = Annotated[float, Field(allow_inf_nan=False)]


class Signal(BaseModel):
    """What a signal said; further fields of it are passed over."""

    added: _Finite = Field(description="What it added to the logarithm of the odds.")


class Candidate(BaseModel):
    """An answer that was weighed; further fields of it are passed over."""

    text: str = Field(description="The quoted words.")
    source: str = Field(description="The document's path or address.")
    support: _Finite = Field(description="The support it had.")
    signals: dict[str, Signal] = Field(description="What each signal said, by its name.")


class Searched(BaseModel):
    """How much was searched."""

    documents: int = Field(description="How many documents.")
    passages: int = Field(description="How many passages.")


class Explained(BaseModel):
    """What `explain` gave; further fields of it are passed over."""

    searched: Searched
    candidates: list[Candidate] = Field(max_length=1_000, description="The answers that were weighed.")


class Earlier(BaseModel):
    """A reply as `ask` gave it, with what `explain` gave for it; `quoth ask --explain --json` prints both so."""

    question: str = Field(description="The question as it was asked.")
    outcome: str = Field(description="What came of it.")
    support: _Finite = Field(description="The support it reached.")
    threshold: _Finite = Field(description="The support it needed.")
    explained: Explained


class ExplainIn(AskIn):
    """A question, and the reply of another time or another library to compare with."""

    against: Earlier | None = Field(None, description="Also tell what is different from this reply.")


class Replies(BaseModel):
    """A reply to each question, in their order."""

    replies: list[Replied] = Field(description="The replies.")


class Documents(BaseModel):
    """A page of the library's documents."""

    total: int = Field(description="How many documents match.")
    documents: list[Listed] = Field(description="Those of this page, by source.")


#: A line of what `find` tells, where OpenAPI has it: no route gives one as its whole response.
FOUND_LINE = {"$ref": "#/components/schemas/FoundSoFar"}


class Claimed(BaseModel):
    """A quote of an earlier reply; further fields of it are passed over."""

    text: str = Field(description="The quoted words.")
    start: Offset
    end: Offset
    document: DocumentId
    digest: str = Field(description="SHA-256 of the document's text when it was quoted.")
    source: str = Field(description="The document's path or address when it was quoted.")


class VerifyIn(BaseModel):
    """A reply as `ask` gave it; further fields of it are passed over."""

    quotes: list[Claimed] = Field(max_length=100, description="The reply's quotes.")
    nearest: list[Claimed] = Field(default_factory=list, max_length=100, description="The refusal's nearest passages.")


class Taking(BaseModel):
    """Documents being taken in."""

    model_config = ConfigDict(from_attributes=True)

    name: str = Field(description="The file, or the files and folders.")
    documents: int = Field(description="How many documents are done.")
    total: int = Field(description="How many there are.")
    passages: int = Field(description="How many passages have been embedded.")


class Library(BaseModel):
    """What the server stands on."""

    state: Literal["loading", "ready", "failed"] = Field(description="How far the models are.")
    documents: int = Field(description="How many documents are indexed.")
    passages: int = Field(description="Into how many passages they were cut.")
    trouble: str | None = Field(description="Why the models cannot be had.")
    questions: list[str] = Field(description="Some questions that the documents answer.")
    settings: list[Setting] = Field(description="What can be chosen of how much support an answer needs.")
    work: Taking | None = Field(description="What is being taken in now; null when nothing is.")
    editable: bool = Field(description="Whether documents can be added and removed over the network.")


class Problem(BaseModel):
    """Why a request was not fulfilled, as RFC 9457 has it."""

    type: str = Field(description="Always about:blank: the status says what kind of problem it is.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The response's status.")
    detail: str = Field(description="What is wrong, and what mends it, in a line.")
