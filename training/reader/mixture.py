"""One pass of training: which examples, in which disguises."""

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from training.reader.disguises import asked, decided, keywords, polite
from training.reader.edits import edited
from training.reader.examples import Example, TrainingDataError, read_squad
from training.reader.negatives import cropped, mine, without_answer


@dataclass(frozen=True)
class Recipe:
    """How many of each kind one pass takes, as shares of that kind or of the answerable questions.

    Attributes:
        answerable, unanswerable: share of each file's own questions used in one pass.
        mined, edits, cut: made negatives, as a share of the answerable questions without a lead: neighbouring
            paragraphs, edited questions, answer sentences removed.
        titled: share of examples whose lead is not known that are led by their title, as the index leads a passage by its headings.
        crop: share of contexts cut down to ``crop_limit`` code points, as a splitter cuts them.
        decided: made questions to be answered by yes or no, as a share of the answerable questions; one in three is
            put to a neighbouring paragraph, which does not decide it.
        bare, keywords, polite: shares of questions that lose their question mark, lose their small words, as people
            type into a search box, or are put as to a person.
        asked: share of contexts in which the question itself stands.
    """

    answerable: float = 0.6
    unanswerable: float = 1.0
    mined: float = 0.12
    edits: float = 0.14
    cut: float = 0.05
    titled: float = 0.3
    crop: float = 0.35
    crop_limit: int = 800
    bare: float = 0.15
    decided: float = 0.0
    keywords: float = 0.0
    polite: float = 0.0
    asked: float = 0.0


#: How often the questions of a file count, by its name: few distinct questions asked of many contexts must not
#: outweigh the rest, and kinds of which there is little must be met.
TIMES = {
    "squad-answerable": 0.6,
    "squad2-unanswerable": 0.7,
    "cuad": 0.35,
    "squadshifts-amazon": 0.4,
    "squadshifts-reddit": 0.4,
    "musique": 0.7,
    "policyqa": 1.5,
    "conditionalqa": 1.5,
    "pubmedqa": 1.5,
    "tatqa-text": 2.0,
    "nq-detokenised": 1.5,
    "written-answerable": 5.0,
    "written-unanswerable": 1.5,
}


def _read(path: Path) -> list[Example]:
    """A file's questions, as often as :data:`TIMES` says."""
    examples = read_squad(path)
    whole, part = divmod(TIMES.get(path.name.split(".")[0], 1.0), 1)
    return examples * int(whole) + Random(path.name).sample(examples, int(part * len(examples)))


class ExamplePool:
    """Every example of the training files, ready to draw passes from."""

    def __init__(self, files: list[Path], held_out: frozenset[str] = frozenset()) -> None:
        """
        Args:
            files: SQuAD-format training files.
            held_out: titles that must not be trained on.

        Raises:
            TrainingDataError: a file is unreadable, or nothing is left to train on.
        """
        examples = [e for path in files for e in _read(path) if e.title not in held_out]
        self.answerable = [e for e in examples if e.answerable]
        self.unanswerable = [e for e in examples if not e.answerable]
        if not self.answerable:
            raise TrainingDataError(f"no answerable question in {', '.join(map(str, files)) or 'no files'}")
        self.articles: dict[str, list[str]] = defaultdict(list)
        for context, title in dict.fromkeys((e.context, e.title) for e in examples):
            self.articles[title].append(context)
        # Those with a lead are passages as a search brings them, and bring others without the answer themselves.
        self.changed = [e for e in self.answerable if e.lead is None]
        self.near = mine(self.changed, depth=4)
        questions: dict[str, int] = defaultdict(int)
        for example in self.unanswerable:
            questions[example.title] += 1
        # An article whose questions are all answerable would teach that its topic is answerable.
        self.lopsided = frozenset(title for title in self.articles if not questions[title])

    def draw(self, recipe: Recipe, seed: int, number: int) -> list[Example]:
        """The examples of pass ``number``, shuffled; the same arguments give the same list.

        Successive passes walk through the answerable questions without repeating one until all were used.
        """
        rng = Random(f"{seed}/{number}")
        answerable = _turn(self.answerable, recipe.answerable, seed, number)
        taken = answerable + _turn(self.unanswerable, recipe.unanswerable, seed, number)
        weights = [3 if e.title in self.lopsided else 1 for e in self.changed]

        def some(share: float) -> list[Example]:
            return rng.choices(self.changed, weights, k=int(share * len(self.changed)))

        for example in some(recipe.mined):
            near = self.near.get(example.id)
            if near:
                taken.append(example.unanswerable("near", context=rng.choice(near)))
        for example in some(recipe.edits):
            made = edited(example, self.articles[example.title], rng)
            if made is not None:
                taken.append(made)
        for example in some(recipe.decided):
            made, near = decided(example, rng), self.near.get(example.id)
            if made is not None and near and rng.random() < 1 / 3:
                made = made.unanswerable("elsewhere", context=rng.choice(near))
            if made is not None:
                taken.append(made)
        for example in some(recipe.cut):
            made = without_answer(example)
            if made is not None:
                taken.append(made)
        rng.shuffle(taken)
        return [_disguised(example, recipe, rng) for example in taken]


def _turn(examples: list[Example], share: float, seed: int, number: int) -> list[Example]:
    """The ``number``-th stretch of ``share * len(examples)`` in an endless reshuffled sequence."""
    count = int(share * len(examples))
    taken: list[Example] = []
    position = number * count
    while len(taken) < count:
        cycle, offset = divmod(position, len(examples))
        order = list(range(len(examples)))
        Random(f"{seed}/order/{cycle}").shuffle(order)
        part = order[offset : offset + count - len(taken)]
        taken += [examples[i] for i in part]
        position += len(part)
    return taken


def _disguised(example: Example, recipe: Recipe, rng: Random) -> Example:
    if len(example.context) > recipe.crop_limit and rng.random() < recipe.crop:
        example = cropped(example, rng.randint(recipe.crop_limit // 3, recipe.crop_limit), rng)
    if rng.random() < recipe.asked:
        example = asked(example, rng)
    if rng.random() < recipe.keywords:
        example = replace(example, question=keywords(example.question))
    if rng.random() < recipe.polite:
        example = replace(example, question=polite(example.question, rng))
    if rng.random() < recipe.bare:
        example = replace(example, question=example.question.rstrip("?"))
    if example.lead is None and rng.random() < recipe.titled:
        example = replace(example, lead=example.title)
    return example


def held_out_titles(files: list[Path], count: int = 12) -> frozenset[str]:
    """Article titles held out for calibration: every n-th title that has both answerable and unanswerable questions."""
    kinds: dict[str, set[bool]] = defaultdict(set)
    sizes: dict[str, int] = defaultdict(int)
    for path in files:
        for example in read_squad(path):
            kinds[example.title].add(example.answerable)
            sizes[example.title] += 1
    # A collection that calls itself one article (forum posts, search queries) is not one.
    both = sorted(title for title, kind in kinds.items() if len(kind) == 2 and sizes[title] < 2000)
    return frozenset(both[:: max(1, len(both) // count)][:count] if len(both) > count else ())
