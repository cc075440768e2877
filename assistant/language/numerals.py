"""Numbers in words, below a hundred. English."""

#: The words from zero to nineteen, each at its number.
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
#: The words for the tens, with their numbers.
TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
#: All of them, with their numbers.
NUMERALS = {word: number for number, word in enumerate(ONES)} | TENS
