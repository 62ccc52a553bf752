"""ToMe's bipartite matching: every second unit may join the most like it of the others."""
from .decision import Decision, of_layer

INSIDE = True


def wanted(seen, control):
    """How many are to join."""
    return int((1 - of_layer(control, seen.layer)) * len(seen) + 1e-9)


def sides(seen):
    """A and B, as units: those skimmed by hand have no place, and place 0 takes no part."""
    placed = [u for u in range(len(seen)) if u == 0 or seen.fates[u] is not False]
    return placed[2::2], placed[1::2]


def decide(seen, control, seed):
    into = [-1 if u > 0 and fate is False else u for u, fate in enumerate(seen.fates)]
    score, near = [None] * len(seen), float("inf")
    a, b = sides(seen)
    if wanted(seen, control) == 0 or not a:
        return Decision(into, score)
    metric = seen.keys.mean(0)                               # units × d
    metric = metric / metric.norm(dim=-1, keepdim=True)
    alike = (metric[a] @ metric[b].T).tolist()               # A × B
    for u, row in zip(a, alike):
        score[u] = max(row)
    free = sorted((u for u in a if seen.fates[u] is None), key=lambda u: -score[u])
    join = free[:wanted(seen, control)]
    if len(join) < len(free):
        near = score[free[len(join) - 1]] - score[free[len(join)]]
    for u in join:
        row = alike[a.index(u)]
        into[u] = b[row.index(score[u])]
        near = min([near, *(score[u] - other for other in sorted(row)[:-1])])
    return Decision(into, score, near)


def scoring(seen, control):
    a, b = sides(seen)
    return 2 * seen.keys.shape[-1] * len(a) * len(b) if wanted(seen, control) > 0 else 0
