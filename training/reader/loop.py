"""The training loop: AdamW, a running average of the weights, checkpoints one can resume from."""

import json
import math
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import PreTrainedModel

from training.reader.batches import Batch, batches, collate
from training.reader.examples import TrainingDataError
from training.reader.mixture import ExamplePool, Recipe


@dataclass(frozen=True)
class Plan:
    """How to train.

    Attributes:
        steps: optimiser steps in all; the rate falls to zero over the last ``cooldown`` of them.
        rate: peak learning rate of the top layer; each layer below has ``layer_decay`` times the next one's.
        length: tokens in a window. tokens: padded tokens in a batch.
        average: decay of the running average of the weights, per step; the average is what is shipped.
        smoothing: label smoothing. save: steps between checkpoints.
    """

    steps: int = 8_500
    warmup: int = 300
    cooldown: int = 3_000
    rate: float = 1.5e-4
    layer_decay: float = 0.95
    weight_decay: float = 0.01
    length: int = 256
    tokens: int = 6144
    dropout: float = 0.1
    average: float = 0.999
    smoothing: float = 0.0
    seed: int = 0
    save: int = 500

    def rate_at(self, step: int) -> float:
        """The learning rate's factor: a linear rise, a plateau, a linear fall."""
        rise = min(1.0, (step + 1) / max(1, self.warmup))
        fall = min(1.0, (self.steps - step) / max(1, self.cooldown))
        return rise * max(0.0, fall)


class MaskedDropout(nn.Module):
    """Dropout with masks cut from one pool of random bits.

    Drawing fresh bits took 13 % of a training step on a CPU; a random offset into 16 M drawn ones
    costs one multiplication and never lines up the same way twice in practice.
    """

    pool: Tensor

    def __init__(self, rate: float, pool: Tensor) -> None:
        super().__init__()
        self.rate = rate
        self.pool = pool

    @classmethod
    def install(cls, model: nn.Module, rate: float, device: torch.device) -> None:
        """Puts itself in the place of every ``nn.Dropout`` of ``model``."""
        pool = (torch.rand(1 << 24, device=device) >= rate).to(torch.bfloat16) / (1 - rate)
        for parent in list(model.modules()):
            for name, child in list(parent.named_children()):
                if isinstance(child, nn.Dropout) and child.p > 0:
                    setattr(parent, name, cls(rate, pool))

    def forward(self, values: Tensor) -> Tensor:
        """``values`` with a share of them at zero and the rest scaled up, while training."""
        if not self.training or self.rate == 0:
            return values
        offset = int(torch.randint(len(self.pool) - values.numel(), (1,)))
        return values * self.pool[offset : offset + values.numel()].view(values.shape)


class Trainer:
    """Trains one reader; every effect on disk lies under ``folder``."""

    def __init__(self, model: PreTrainedModel, tokenizer: Tokenizer, plan: Plan, folder: Path) -> None:
        torch.manual_seed(plan.seed)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = model.to(self.device)
        self.tokenizer, self.plan, self.folder = tokenizer, plan, folder
        # A model that is kept in bfloat16 already computes in it; autocast would turn its sums to float32 and back.
        self._precision = partial(autocast, self.device) if model.dtype == torch.float32 else nullcontext
        self._typed = getattr(model.config, "type_vocab_size", 0) > 1
        MaskedDropout.install(model, plan.dropout, self.device)
        self.weights = {name: p for name, p in model.named_parameters() if p.requires_grad}
        self.averaged = {name: p.detach().clone() for name, p in self.weights.items()}
        self.optimizer = torch.optim.AdamW(self._groups(), lr=plan.rate, betas=(0.9, 0.98), foreach=True)
        self.step = 0

    def _groups(self) -> list[dict[str, object]]:
        layers: int = self.model.config.num_hidden_layers

        def depth(name: str) -> int:
            if layer := re.search(r"\.layer\.(\d+)\.", name):
                return layers - 1 - int(layer[1])
            return layers if ".embeddings." in name else 0

        return [
            {
                "params": [p],
                "scale": self.plan.layer_decay ** depth(name),
                "weight_decay": 0.0 if p.ndim < 2 else self.plan.weight_decay,
            }
            for name, p in self.weights.items()
        ]

    def train(self, pool: ExamplePool, recipe: Recipe, until: int | None = None) -> Iterator[dict[str, float]]:
        """Runs to ``until`` (default: the plan's end), yielding a log line about every 50 steps."""
        last = min(self.plan.steps, until or self.plan.steps)
        started, seen, losses = time.monotonic(), 0, []
        self.model.train()
        for batch in self._stream(pool, recipe):
            losses.append(self._update(batch))
            seen += len(batch)
            self.step += 1
            if self.step % 50 == 0 or self.step == last:
                rate = seen / (time.monotonic() - started)
                yield {"step": self.step, "loss": sum(losses) / len(losses), "examples_per_second": round(rate, 1)}
                started, seen, losses = time.monotonic(), 0, []
            if self.step % self.plan.save == 0 or self.step == last:
                self.save()
            if self.step >= last:
                return

    def _stream(self, pool: ExamplePool, recipe: Recipe) -> Iterator[Batch]:
        """Batches from where ``self.step`` stands, pass after pass; the passes do not depend on interruptions."""
        passed, number = 0, 0
        while True:
            size = self._pass_size(number)
            if size is None or passed + size > self.step:
                examples = pool.draw(recipe, self.plan.seed, number)
                seed = f"{self.plan.seed}/{number}"
                groups = batches(examples, self.tokenizer, self.plan.length, self.plan.tokens, seed)
                size = len(groups)
                if not size:
                    raise TrainingDataError("the training files are too small: a pass of them makes no batch")
                _write_json(self.folder / f"pass-{number}.json", {"steps": size})
                yield from map(collate, groups[max(0, self.step - passed) :])
            passed, number = passed + size, number + 1

    def _pass_size(self, number: int) -> int | None:
        try:
            size: int = json.loads((self.folder / f"pass-{number}.json").read_text())["steps"]
        except FileNotFoundError:
            return None
        return size

    def _update(self, batch: Batch) -> float:
        factor = self.plan.rate_at(self.step)
        for group in self.optimizer.param_groups:
            group["lr"] = self.plan.rate * group["scale"] * factor
        with self._precision():
            types = {"token_type_ids": self._tensor(batch.type_ids)} if self._typed else {}
            output = self.model(input_ids=self._tensor(batch.ids), attention_mask=self._tensor(batch.mask), **types)
        allowed = self._tensor(batch.allowed)
        loss = torch.zeros((), device=self.device)
        for logits, target in ((output.start_logits, batch.starts), (output.end_logits, batch.ends)):
            scores = logits.float().masked_fill(~allowed, -1e4)
            loss = loss + smoothed(scores, self._tensor(target), allowed, self.plan.smoothing) / 2
        loss.backward()  # type: ignore[no-untyped-call] # torch leaves it untyped
        nn.utils.clip_grad_norm_(self.weights.values(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self._follow()
        value = float(loss.detach())
        if not math.isfinite(value):
            raise FloatingPointError(f"the loss became {value} at step {self.step}; try a lower --rate")
        return value

    def _follow(self, every: int = 5) -> None:
        if self.step % every:
            return
        # Early on a long memory would still hold the untrained weights.
        decay = min(self.plan.average, (1 + self.step) / (10 + self.step)) ** every
        with torch.no_grad():
            torch._foreach_lerp_(list(self.averaged.values()), list(self.weights.values()), 1 - decay)

    def _tensor(self, array: object) -> Tensor:
        return torch.as_tensor(array).to(self.device, non_blocking=True)

    def save(self) -> None:
        """Writes a checkpoint; an interruption leaves the one before."""
        state: dict[str, Tensor] = {}
        for name, p in self.weights.items():
            moments = self.optimizer.state[p]
            state[f"weight/{name}"] = p.detach()
            state[f"average/{name}"] = self.averaged[name]
            state[f"first/{name}"], state[f"second/{name}"] = moments["exp_avg"], moments["exp_avg_sq"]
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / "checkpoint.tmp"
        save_file(
            {k: v.contiguous().cpu() for k, v in state.items()},
            draft,
            metadata={"step": str(self.step), "plan": json.dumps(asdict(self.plan))},
        )
        os.replace(draft, self.folder / "checkpoint.safetensors")

    def resume(self) -> bool:
        """Goes on from the folder's checkpoint; False when there is none."""
        path = self.folder / "checkpoint.safetensors"
        if not path.exists():
            return False
        state = load_file(path, device=str(self.device))
        self.step = checkpoint_step(path)
        with torch.no_grad():
            for name, p in self.weights.items():
                p.copy_(state[f"weight/{name}"])
                self.averaged[name].copy_(state[f"average/{name}"])
                self.optimizer.state[p] = {
                    "step": torch.tensor(float(self.step)),
                    "exp_avg": state[f"first/{name}"].clone(),
                    "exp_avg_sq": state[f"second/{name}"].clone(),
                }
        return True


def checkpoint_step(path: Path) -> int:
    """The optimiser step a checkpoint was written at."""
    from safetensors import safe_open

    with safe_open(path, framework="pt") as file:
        return int(file.metadata()["step"])


def smoothed(scores: Tensor, target: Tensor, allowed: Tensor, smoothing: float) -> Tensor:
    """Cross-entropy with label smoothing over the allowed positions only (Szegedy et al. 2016, sec. 7)."""
    logp = torch.log_softmax(scores, dim=-1)
    hit = logp.gather(1, target[:, None]).squeeze(1)
    if smoothing == 0:
        return -hit.mean()
    uniform = (logp * allowed).sum(1) / allowed.sum(1)
    return -((1 - smoothing) * hit + smoothing * uniform).mean()


def has_bfloat16() -> bool:
    """Whether there is a processor with instructions for it; elsewhere it would be slower than float32."""
    return torch.cuda.is_available() or torch.cpu._is_avx512_bf16_supported()


def autocast(device: torch.device) -> AbstractContextManager[object]:
    """bfloat16 where it is fast."""
    if has_bfloat16():
        return torch.autocast(device.type, torch.bfloat16)
    return nullcontext()


def _write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))


def report(line: dict[str, float], plan: Plan, log: Path) -> None:
    """Appends a log line to the training curve and shows it."""
    with log.open("a") as file:
        file.write(json.dumps(line) + "\n")
    left = (plan.steps - line["step"]) / max(plan.steps, 1)
    print(
        f"step {line['step']:.0f}/{plan.steps}  " + "  ".join(f"{k} {v:.4g}" for k, v in line.items() if k != "step"),
        f" ({left:.0%} left)",
        file=sys.stderr,
        flush=True,
    )
