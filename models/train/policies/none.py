"""The plain model: nothing leaves but what a person takes out."""
from .decision import Decision

INSIDE = False


def decide(seen, control, seed):
    return Decision([-1 if fate is False else u for u, fate in enumerate(seen.fates)], [None] * len(seen))


def scoring(seen, control):
    return 0
