"""Evidence to a calibrated probability: candidates are gathered, judged by signals, and held against a threshold."""

from assistant.support.evidence import Evidence, gather_evidence
from assistant.support.judging import CLEAR, FIRST, FIRST_OF_EACH, Judged, judge, judge_each, parts
from assistant.support.policy import (
    THRESHOLD_NOTE,
    Setting,
    SupportPolicy,
    fitted_policy,
    keep_threshold,
    packaged_policy,
    read_policy,
    read_threshold,
)
from assistant.support.signals import FAULTS, KINDS, SIGNALS

__all__ = [
    "CLEAR",
    "FAULTS",
    "FIRST",
    "FIRST_OF_EACH",
    "KINDS",
    "SIGNALS",
    "THRESHOLD_NOTE",
    "Evidence",
    "Judged",
    "Setting",
    "SupportPolicy",
    "fitted_policy",
    "gather_evidence",
    "judge",
    "judge_each",
    "keep_threshold",
    "packaged_policy",
    "parts",
    "read_policy",
    "read_threshold",
]
