"""What a policy sees at a layer, and what it answers."""
from dataclasses import dataclass

import torch


@dataclass
class Seen:
    layer: int
    layers: int
    tokens: int                          # n, those of the window
    places: list                         # per unit that came, its place in the window; the first is 0
    fates: list                          # per unit: True = may not leave, False = leaves, None = undecided
    attention: torch.Tensor = None       # P, heads × units × units: query, key; only where the policy decides inside
    keys: torch.Tensor = None            # heads × units × d

    def __len__(self):
        return len(self.places)


@dataclass
class Decision:
    into: list                           # per unit: its own number = it stays, -1 = it leaves, another one's = it joins that
    score: list                          # per unit; None = not asked
    nearness: float = float("inf")       # how far the nearest decision is from falling otherwise, in units of the score


def of_layer(control, layer):
    """A control is one number or one a layer."""
    return control[layer] if isinstance(control, list) else control


def by_share(seen, share, score):
    """k of the units stay: place 0, those kept by hand, then the highest scores, of equal ones the earlier."""
    k = max(1, ceil(share * len(seen) - 1e-9))
    kept = [u for u in range(len(seen)) if u == 0 or seen.fates[u] is True]
    free = sorted((u for u in range(1, len(seen)) if seen.fates[u] is None), key=lambda u: -score[u])
    room = max(0, k - len(kept))
    stay = {*kept, *free[:room]}
    near = score[free[room - 1]] - score[free[room]] if 0 < room < len(free) else float("inf")
    return Decision([u if u in stay else -1 for u in range(len(seen))], [None, *score[1:]], near)


def ceil(x):
    return -int(-x // 1)
