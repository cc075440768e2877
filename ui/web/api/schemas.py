"""What REST takes and gives, every field described: the OpenAPI page is made from this."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from index.search.view import LONGEST_QUESTION

DocumentId = Annotated[str, Field(min_length=1, max_length=64, description="A document's id.")]
Offset = Annotated[int, Field(ge=0, le=2**53, description="Code points from the beginning of the document's text.")]


class _Given(BaseModel):
    """A request's body: nothing unknown is let pass in silence."""

    model_config = ConfigDict(extra="forbid")


class AskIn(_Given):
    """A question, and which documents it is asked of."""

    question: str = Field(
        min_length=1, max_length=LONGEST_QUESTION, description="The question, in words.", examples=["What is an FPV?"]
    )
    documents: list[DocumentId] | None = Field(None, max_length=10_000, description="Ask only these documents.")
    where: str | None = Field(
        None, max_length=1000, description="Ask only documents that pass this filter.", examples=["path:contracts/*"]
    )


class SearchIn(AskIn):
    """Words to search for."""

    k: int = Field(10, ge=1, le=100, description="How many passages, at most.")


class Stretch(BaseModel):
    """A stretch of a document's text."""

    text: str = Field(description="The words: the text's slice from start to end.")
    start: Offset
    end: Offset


class Quoted(Stretch):
    """Whole sentences of a document."""

    answer: Stretch = Field(description="The words inside the quote that answer.")
    support: float = Field(ge=0, le=1, description="Calibrated probability that these words answer the question.")
    document: DocumentId
    digest: str = Field(description="SHA-256 of the document's text, in hexadecimal.")
    source: str = Field(description="The document's path or address.")
    title: str = Field(description="The document's title.")
    page: int | None = Field(description="Physical page, sheet or slide, counted from 1.")
    label: str | None = Field(description="The number printed on the page.")
    section: str | None = Field(description="The headings above the quote.")
    row: int | None = Field(description="Row of a table.")


class Replied(BaseModel):
    """A reply: an answer in quotes, a refusal, or word that there is nothing to look at."""

    question: str = Field(description="The question as it was asked.")
    outcome: Literal["answered", "refused", "empty"] = Field(description="What kind of reply this is.")
    support: float = Field(ge=0, le=1, description="The most support that any passage reached.")
    threshold: float = Field(ge=0, le=1, description="The support that an answer needs.")
    quotes: list[Quoted] = Field(description="The answer, best quote first; empty unless answered.")
    reason: Literal["unrelated", "unsupported"] | None = Field(description="Why the question was refused.")
    nearest: list[Quoted] = Field(description="The nearest passages of a refusal: not an answer.")


class Found(Stretch):
    """A passage found by a search."""

    score: float = Field(description="Fused score, comparable within one search only.")
    similarity: float | None = Field(description="Cosine with the question; null where only words matched.")
    bm25: float = Field(description="Word match; higher is better.")
    document: DocumentId
    digest: str = Field(description="SHA-256 of the document's text, in hexadecimal.")
    source: str = Field(description="The document's path or address.")
    title: str = Field(description="The document's title.")


class Listed(BaseModel):
    """A document as the library lists it."""

    id: DocumentId
    source: str = Field(description="The document's path or address.")
    title: str = Field(description="The document's title.")
    digest: str = Field(description="SHA-256 of the document's text, in hexadecimal.")
    size: int = Field(description="Code points of text.")
    passages: int = Field(description="Passages the text was cut into.")
    metadata: dict[str, str] = Field(description="What the document says of itself: author, date, tags.")


class Documents(BaseModel):
    """A page of the library's documents."""

    total: int = Field(description="How many documents match.")
    documents: list[Listed] = Field(description="Those of this page, by source.")


class Text(Stretch):
    """A stretch of a document's stored text, to the letter."""

    document: DocumentId
    digest: str = Field(description="SHA-256 of the whole text, in hexadecimal.")
    source: str = Field(description="The document's path or address.")
    title: str = Field(description="The document's title.")
    size: int = Field(description="Code points of the whole text.")


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


class Place(BaseModel):
    """Where a quote stands now."""

    document: DocumentId
    digest: str = Field(description="SHA-256 of the document's text, in hexadecimal.")
    source: str = Field(description="The document's path or address.")
    start: Offset
    end: Offset


class Verdict(BaseModel):
    """What became of a quote."""

    text: str = Field(description="The quoted words.")
    source: str = Field(description="Where the reply found them.")
    standing: Literal["stands", "moved", "gone"] = Field(description="Whether they are still there.")
    now: Place | None = Field(description="Where they stand now; null when they are gone.")


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
    work: Taking | None = Field(description="What is being taken in now; null when nothing is.")
    editable: bool = Field(description="Whether documents can be added and removed over the network.")


class Problem(BaseModel):
    """Why a request was not fulfilled."""

    detail: str = Field(description="What is wrong, and what mends it, in a line.")
