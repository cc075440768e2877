"""``python -m training.reader``: trains the packaged reader from the packaged embedding body."""

import argparse
import ctypes
import sys
from dataclasses import fields
from pathlib import Path

from tokenizers import Tokenizer
from transformers import BertForQuestionAnswering

from assistant.reader import WEIGHTS
from index.embedding import packaged_model
from training.reader.loop import Plan, Trainer, report
from training.reader.mixture import ExamplePool, Recipe, held_out_titles
from training.reader.shipping import read_shipped, ship

DATA = Path("../shared/data/train")


def main() -> None:
    """Trains until the plan is done or Ctrl-C; the same command goes on where it stopped."""
    parser = argparse.ArgumentParser(prog="python -m training.reader", description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", default=[DATA], help=f"files or folders (default: {DATA})")
    parser.add_argument("--body", type=Path, help="folder of the model to start from (default: the packaged one)")
    parser.add_argument("--start", type=Path, help="folder of trained weights to go on from, such as the shipped ones")
    parser.add_argument("--out", type=Path, default=Path("checkpoints/reader"), help="folder of the checkpoints")
    parser.add_argument("--weights", type=Path, help="where the trained weights go (default: OUT/weights)")
    parser.add_argument("--until", type=int, help="stop after this step, before the plan's end")
    for field in (*fields(Plan), *fields(Recipe)):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=type(field.default), default=field.default)
    arguments = parser.parse_args()
    keep_memory()
    files = training_files(arguments.data)
    plan = Plan(**{field.name: getattr(arguments, field.name) for field in fields(Plan)})
    recipe = Recipe(**{field.name: getattr(arguments, field.name) for field in fields(Recipe)})
    body = arguments.body or packaged_model()
    model = BertForQuestionAnswering.from_pretrained(
        # Eager attention without its dropout trained three times as fast on CPU as the default path with it.
        body,
        attn_implementation="eager",
        attention_probs_dropout_prob=0.0,
        local_files_only=True,
    )
    model.bert.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)
    if arguments.start:
        model.load_state_dict(read_shipped(arguments.start), strict=False)  # all but the frozen word embeddings
    tokenizer = Tokenizer.from_file(str(body / "tokenizer.json"))
    trainer = Trainer(model, tokenizer, plan, arguments.out)
    print("going on from step" if trainer.resume() else "starting at step", trainer.step, file=sys.stderr)
    pool = ExamplePool(files, held_out=held_out_titles(files))
    for line in trainer.train(pool, recipe, arguments.until):
        report(line, plan, arguments.out / "log.jsonl")
    if trainer.step >= plan.steps:
        folder = arguments.weights or arguments.out / "weights"
        ship(trainer.averaged, folder)
        print(
            f"the weights are in {folder}; copied to {WEIGHTS}, they are calibrated by python -m "
            "training.fitting and measured by make evaluate",
            file=sys.stderr,
        )


def training_files(given: list[Path]) -> list[Path]:
    """The files named, and those in the folders named; ends the program where there are none."""
    files = [f for path in given for f in (sorted(path.glob("*.json*")) if path.is_dir() else [path])]
    if not files:
        sys.exit(f"no training files in {', '.join(map(str, given))}; name SQuAD-format files with --data")
    return files


def keep_memory() -> None:
    """Tells glibc to keep freed memory: giving tens of MB back and forth each step cost a third of the speed."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, TypeError, OSError):  # not glibc: nothing to tell
        return
    m_trim_threshold, m_mmap_max = -1, -4
    mallopt(m_mmap_max, 0)
    mallopt(m_trim_threshold, 2**31 - 1)


if __name__ == "__main__":
    main()
