"""The reader through transformers' ``AutoModelForQuestionAnswering``: the packaged one or any other."""

import threading
from collections.abc import Sequence

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from assistant.reader.decoding import best_spans, whole_words
from assistant.reader.reading import Candidate, ReaderIdentity, Reading
from assistant.reader.windows import Window, windows
from index.documents import Passage, Span, led
from index.embedding import half_precision, state_digest
from index.errors import ModelError

#: Tokens in a window and how many of them two neighbouring windows share.
LENGTH, STRIDE = 256, 80
#: Padded tokens run through the model at once.
_TOKENS = 6144
#: Candidates kept for a passage.
_CANDIDATES = 3


class TransformerReader:
    """Reads with a span-extraction model whose first token stands for "no answer"."""

    def __init__(self, model: nn.Module, tokenizer: Tokenizer, identity: ReaderIdentity, pad: int = 0) -> None:
        self._model, self._tokenizer, self.identity, self._pad = model.eval(), tokenizer, identity, pad
        self._typed = getattr(model.config, "type_vocab_size", 0) > 1
        # One question at a time: the processor is full with one, and the tokenizer is not to be shared.
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in their order."""
        texts = [led(passage.lead, passage.text) for passage in passages]
        with self._lock:
            parts = windows(self._tokenizer, question, texts, length=LENGTH, stride=STRIDE)
            scores = self._scores(parts)
        found: list[list[Candidate]] = [[] for _ in passages]
        for window, (starts, ends) in zip(parts, scores, strict=True):
            passage, first = passages[window.passage], texts[window.passage][1]
            null = float(starts[0] + ends[0])
            for begin, end, score in best_spans(starts, ends, window.readable, _CANDIDATES):
                # Offsets count from the lead's beginning; the document's from its own.
                span = Span(int(window.offsets[begin, 0]), int(window.offsets[end, 1])).shifted(-first)
                span = whole_words(passage.text, span).shifted(passage.span.start)
                found[window.passage].append(Candidate(span, score - null))
        return [Reading(passage, _apart(each)) for passage, each in zip(passages, found, strict=True)]

    def _scores(self, parts: list[Window]) -> list[tuple[np.ndarray, np.ndarray]]:
        """Start and end logits, float32, each of shape (tokens of the window,)."""
        scores: list[tuple[np.ndarray, np.ndarray]] = [(np.empty(0), np.empty(0))] * len(parts)
        for batch in _batches(parts):
            width = max(len(parts[i]) for i in batch)
            ids = torch.full((len(batch), width), self._pad)
            mask, types = torch.zeros_like(ids), torch.zeros_like(ids)
            for row, i in enumerate(batch):
                n = len(parts[i])
                ids[row, :n], mask[row, :n] = torch.from_numpy(parts[i].ids), 1
                types[row, :n] = torch.from_numpy(parts[i].type_ids)
            inputs = {"input_ids": ids, "attention_mask": mask} | ({"token_type_ids": types} if self._typed else {})
            with torch.inference_mode(), half_precision():
                output = self._model(**inputs)
            starts, ends = output.start_logits.float().numpy(), output.end_logits.float().numpy()
            for row, i in enumerate(batch):
                scores[i] = starts[row, : len(parts[i])], ends[row, : len(parts[i])]
        return scores


def named_reader(name: str) -> TransformerReader:
    """An extractive question-answering model by name or path.

    Raises:
        ModelError: there is no such model, or it is of another kind.
    """
    try:
        tokenizer = AutoTokenizer.from_pretrained(name, use_fast=True)
        model, notes = AutoModelForQuestionAnswering.from_pretrained(name, output_loading_info=True)
        fast = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    except Exception as cause:
        raise ModelError(f"the reader {name!r} cannot be loaded: {str(cause).strip().splitlines()[0]}") from cause
    # transformers fills a missing answer head with random numbers, and only warns.
    if missing := sorted(notes["missing_keys"]):
        raise ModelError(f"{name!r} is no question-answering model: it has no {missing[0]}")
    return TransformerReader(model, fast, ReaderIdentity(name, state_digest(model)), tokenizer.pad_token_id or 0)


def _batches(parts: list[Window]) -> list[list[int]]:
    """Indices of windows of like length, so that little is padded."""
    groups: list[list[int]] = []
    for i in sorted(range(len(parts)), key=lambda i: -len(parts[i])):
        if groups and len(parts[groups[-1][0]]) * (len(groups[-1]) + 1) <= _TOKENS:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _apart(candidates: list[Candidate]) -> tuple[Candidate, ...]:
    """The best candidates that share no text; overlapping windows find the same answer twice."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: -c.logit):
        if not any(candidate.span.meets(other.span) for other in kept):
            kept.append(candidate)
    return tuple(kept[:_CANDIDATES])
