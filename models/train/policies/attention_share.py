"""The attention that a unit receives (PoWER-BERT, Length-Adaptive Transformer); a share of the units stays."""
from .decision import by_share, of_layer

INSIDE = True


def decide(seen, control, seed):
    received = seen.attention.sum(1).mean(0)                 # heads × queries × keys -> keys
    return by_share(seen, of_layer(control, seen.layer), received.tolist())


def scoring(seen, control):
    return 0
