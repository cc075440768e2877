"""Any extractive question-answering model by name or path, run by torch."""

import threading
from collections.abc import Sequence

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from assistant.reader.protocol import ReaderIdentity
from assistant.reader.span_reader import SpanReader
from assistant.reader.windows import Window
from index.embedding.sentence_transformers import half_precision, state_digest
from index.errors import ModelError

#: Padded tokens run through the model at once.
_TOKENS = 6144


class TorchScorer:
    """Scores windows in batches of like length, in bfloat16 where the processor computes that faster."""

    def __init__(self, model: nn.Module, pad: int) -> None:
        self._model, self._pad = model.eval(), pad
        self._typed = getattr(model.config, "type_vocab_size", 0) > 1
        # One batch at a time: the processor is full with one.
        self._lock = threading.Lock()

    def __call__(self, parts: Sequence[Window]) -> list[tuple[np.ndarray, np.ndarray]]:
        """See :data:`assistant.reader.span_reader.Scorer`."""
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
            with self._lock, torch.inference_mode(), half_precision():
                output = self._model(**inputs)
            starts, ends = output.start_logits.float().numpy(), output.end_logits.float().numpy()
            for row, i in enumerate(batch):
                scores[i] = starts[row, : len(parts[i])], ends[row, : len(parts[i])]
        return scores


def open_named_reader(name: str) -> SpanReader:
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
    scorer = TorchScorer(model, tokenizer.pad_token_id or 0)
    return SpanReader(fast, scorer, ReaderIdentity(name, state_digest(model)))


def _batches(parts: Sequence[Window]) -> list[list[int]]:
    """Indices of windows of like length, so that little is padded."""
    groups: list[list[int]] = []
    for i in sorted(range(len(parts)), key=lambda i: -len(parts[i])):
        if groups and len(parts[groups[-1][0]]) * (len(groups[-1]) + 1) <= _TOKENS:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups
