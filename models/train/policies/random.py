"""
A baseline: as attention-share, in an order that says nothing. The engine names the draw: mulberry32 from the seed, anew in each window, and
Fisher and Yates from the end over places 1 … n-1; who stands first in that order is the last to leave.
"""
from .decision import by_share, of_layer

INSIDE = True
WORD = 2 ** 32


def uniform(seed, drawn):
    """Number `drawn` of mulberry32's in [0, 1)."""
    state = (seed + (drawn + 1) * 0x6D2B79F5) % WORD
    t = (state ^ state >> 15) * (1 | state) % WORD
    t = (t + (t ^ t >> 7) * (61 | t)) % WORD ^ t
    return (t ^ t >> 14) / WORD


def shuffled(seed, count):
    order = list(range(1, count))
    for drawn, i in enumerate(range(count - 2, 0, -1)):
        j = int(uniform(seed, drawn) * (i + 1))
        order[i], order[j] = order[j], order[i]
    return order


def decide(seen, control, seed):
    rank = {place: -at for at, place in enumerate(shuffled(seed, seen.tokens))}
    decision = by_share(seen, of_layer(control, seen.layer), [rank.get(place) for place in seen.places])
    decision.score = [None] * len(seen)                      # a place in a shuffle is nothing to look at
    return decision


def scoring(seen, control):
    return 0
