"""An independent SQuAD 2.0 scorer, written from the paper's words: the oracle for ours.

Rajpurkar et al. 2016 and Rajpurkar, Jia and Liang 2018: lower-case, drop punctuation, drop a, an, the, compare as
strings (EM) and as bags of tokens (F1), take the best gold answer; a question without an answer scores 1 if and only
if nothing is predicted. Built from character loops and multiset counting by hand, unlike ours.
"""

_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def tokens(text):
    kept, word = [], ""
    # An article ends at anything but letters, digits and underscores, as \b has it.
    bare = "".join(c for c in text.lower() if c not in _PUNCTUATION)
    for c in bare + " ":
        if c == "_" or c.isalnum():
            word += c
            continue
        kept.append(" " if word in ("a", "an", "the") else word)
        kept.append(c)
        word = ""
    return "".join(kept).split()


def score(prediction, gold):
    """(EM, F1) of one prediction."""
    best_em, best_f1 = 0, 0.0
    golds = [tokens(g) for g in gold if tokens(g)] or [[]]
    given = tokens(prediction)
    for wanted in golds:
        best_em = max(best_em, int(given == wanted))
        if not given or not wanted:
            best_f1 = max(best_f1, float(given == wanted))
            continue
        left, shared = list(wanted), 0
        for token in given:
            if token in left:
                left.remove(token)
                shared += 1
        if shared:
            precision, recall = shared / len(given), shared / len(wanted)
            best_f1 = max(best_f1, 2 * precision * recall / (precision + recall))
    return best_em, best_f1


def total(predictions, golds):
    """Mean EM and F1 in percent over questions, ids -> predictions and ids -> gold answers."""
    scores = [score(predictions[id], gold) for id, gold in golds.items()]
    return tuple(100 * sum(column) / len(scores) for column in zip(*scores, strict=True))
