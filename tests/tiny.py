"""Tiny real models, made for the tests: random weights, a vocabulary of letters and a few words."""

import string
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForQuestionAnswering, BertModel, PreTrainedTokenizerFast

_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_WORDS = "the a of in to and is was who what when where how many soldiers river city king year".split()


def tokenizer() -> PreTrainedTokenizerFast:
    """A word-piece tokenizer that can spell any ASCII word."""
    letters = string.ascii_lowercase + string.digits + string.punctuation
    vocabulary = [*_SPECIAL, *letters, *("##" + c for c in string.ascii_lowercase + string.digits), *_WORDS]
    made = Tokenizer(models.WordPiece({word: i for i, word in enumerate(dict.fromkeys(vocabulary))}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_max_length=256,
    )


def config(size: int) -> BertConfig:
    return BertConfig(
        vocab_size=size,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=256,
    )


def save_embedder(folder: Path, seed: int = 7) -> Path:
    """A sentence-transformers model of 32 dimensions."""
    torch.manual_seed(seed)
    words = tokenizer()
    body = folder / "body"
    BertModel(config(len(words))).save_pretrained(body)
    words.save_pretrained(body)
    SentenceTransformer(modules=[Transformer(str(body), max_seq_length=64), Pooling(32)], device="cpu").save(
        str(folder / "embedder")
    )
    return folder / "embedder"


def save_reader(folder: Path, seed: int = 7) -> Path:
    """An extractive question-answering model."""
    torch.manual_seed(seed)
    words = tokenizer()
    BertForQuestionAnswering(config(len(words))).save_pretrained(folder / "reader")
    words.save_pretrained(folder / "reader")
    return folder / "reader"
