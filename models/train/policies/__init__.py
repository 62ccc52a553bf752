"""
Policies that need no training, by the names that config.json and the engine have for them. Each is a file here with

    INSIDE          whether it decides inside a layer (after attention) or before it
    decide(seen, control, seed) -> Decision
    scoring(seen, control) -> FLOPs of its own products at this layer

Written from the contract of policies alone, to hold the engine to it.
"""
from . import attention_share, attention_threshold, merge, none, random

POLICIES = {"none": none, "attention-share": attention_share, "attention-threshold": attention_threshold,
            "merge": merge, "random": random}
