"""``python -m training.reader.careful --body FOLDER``: trains the careful reader, adapters on all-mpnet-base-v2."""

import argparse
import sys
from dataclasses import fields
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import MPNetForQuestionAnswering

from training.reader.__main__ import DATA, keep_memory, training_files
from training.reader.adapters import adapt, read_adapters
from training.reader.loop import Plan, Trainer, has_bfloat16, report
from training.reader.mixture import ExamplePool, Recipe, held_out_titles

#: Adapters bear a higher rate than whole layers, and no layer's is lower than another's.
PLAN = Plan(steps=9_000, warmup=100, cooldown=3_000, rate=4e-4, layer_decay=1.0, save=100)
RECIPE = Recipe(
    answerable=0.45,
    unanswerable=0.8,
    mined=0.06,
    edits=0.0,
    cut=0.02,
    titled=0.4,
    crop=0.25,
    decided=0.04,
    keywords=0.04,
    polite=0.04,
    asked=0.04,
)


def main() -> None:
    """Trains until the plan is done or Ctrl-C; the same command goes on where it stopped."""
    parser = argparse.ArgumentParser(prog="python -m training.reader.careful", description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", default=[DATA], help=f"files or folders (default: {DATA})")
    parser.add_argument("--body", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--start", type=Path, help="adapters to go on from, with a new warm-up")
    parser.add_argument("--out", type=Path, default=Path("checkpoints/careful"), help="folder of the checkpoints")
    parser.add_argument("--until", type=int, help="stop after this step, before the plan's end")
    for given in (PLAN, RECIPE):
        for field in fields(given):
            default = getattr(given, field.name)
            parser.add_argument(f"--{field.name.replace('_', '-')}", type=type(default), default=default)
    arguments = parser.parse_args()
    keep_memory()
    files = training_files(arguments.data)
    plan = Plan(**{field.name: getattr(arguments, field.name) for field in fields(Plan)})
    recipe = Recipe(**{field.name: getattr(arguments, field.name) for field in fields(Recipe)})
    model = MPNetForQuestionAnswering.from_pretrained(
        arguments.body, attn_implementation="eager", attention_probs_dropout_prob=0.0, local_files_only=True
    )
    adapt(model, torch.bfloat16 if has_bfloat16() else torch.float32)
    trained = read_adapters(arguments.start) if arguments.start else {}
    if unknown := model.load_state_dict(trained, strict=False).unexpected_keys:
        sys.exit(f"{arguments.start} holds {unknown[0]}, which is no adapter of this body")
    trainer = Trainer(model, Tokenizer.from_file(str(arguments.body / "tokenizer.json")), plan, arguments.out)
    print("going on from step" if trainer.resume() else "starting at step", trainer.step, file=sys.stderr)
    pool = ExamplePool(files, held_out=held_out_titles(files))
    for line in trainer.train(pool, recipe, arguments.until):
        report(line, plan, arguments.out / "log.jsonl")
    state = {name: tensor.detach().bfloat16().contiguous() for name, tensor in trainer.averaged.items()}
    save_file(state, arguments.out / "adapters.safetensors", metadata={"step": str(trainer.step)})


if __name__ == "__main__":
    main()
