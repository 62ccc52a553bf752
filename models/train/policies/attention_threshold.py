"""The attention that a unit receives, of all that a window has to give (LTP), against a bound that rises with the layers."""
from .decision import Decision

INSIDE = True


def bound(seen, control):
    """A list gives the bounds themselves."""
    return control[seen.layer] if isinstance(control, list) else control * seen.layer / seen.layers


def decide(seen, control, seed):
    score = (seen.attention.sum(1).mean(0) / seen.tokens).tolist()
    least = bound(seen, control)
    into, near = [], float("inf")
    for u, (value, fate) in enumerate(zip(score, seen.fates)):
        free = u > 0 and fate is None
        into.append(u if (value >= least if free else u == 0 or fate) else -1)
        if free:
            near = min(near, abs(value - least))
    return Decision(into, [None, *score[1:]], near)


def scoring(seen, control):
    return 0
