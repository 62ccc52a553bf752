"""A window of a text through an encoder, layer by layer, as a policy has it."""
from dataclasses import dataclass, field

import torch

from .decision import Seen


@dataclass
class Unit:
    place: int                                               # of the token that it stands for
    tokens: list = field(default_factory=list)               # all that it stands for


@dataclass
class Walk:
    depth: list                                              # per token
    joined: list                                             # (token, layer, into)
    kept: list                                               # units, per layer
    scores: list                                             # [layer][token]
    flops: list                                              # per layer
    near: list                                               # per layer: how near a decision was to falling otherwise
    logits: torch.Tensor


def fate(unit, fates, layer):
    """Of the fates of a token that hold at this layer the one that begins last; a unit is kept if any of its tokens is."""
    said = set()
    for token in unit.tokens:
        held = [f for f in fates if f["token"] == token and f["from"] <= layer]
        if held:
            said.add(sorted(held, key=lambda f: f["from"])[-1]["keep"])
    return True if True in said else False if False in said else None


def attention(encoder, l, h, sizes):
    """k × H -> the context k × H, P [A, k, k], keys [A, k, d]; a unit of several tokens is heard as so many."""
    k, d = len(h), encoder.hidden // encoder.heads
    query, key, value = (f(h).view(k, encoder.heads, d).transpose(0, 1) for f in encoder.projections(l))
    p = (query @ key.transpose(1, 2) / d ** 0.5 + sizes.log()).softmax(-1)
    return (p @ value).transpose(0, 1).reshape(k, -1), p, key


def layer_flops(encoder, q, kv, ff):
    h, i = encoder.hidden, encoder.between
    return 2 * h * h * (2 * q + 2 * kv) + 4 * q * kv * h + 4 * h * i * ff


@torch.no_grad()
def walk(encoder, policy, ids, control=None, seed=0, fates=()):
    n = len(ids)
    h = encoder.embed(ids)                                   # k × H, the units that are there
    units = [Unit(t, [t]) for t in range(n)]
    final = h.clone()                                        # n × H
    out = Walk([0] * n, [], [], [], [], [], None)
    for l in range(encoder.layers):
        came, came_h = units, h
        seen = Seen(l, encoder.layers, n, [u.place for u in came], [fate(u, fates, l) for u in came])
        sizes = torch.tensor([float(len(u.tokens)) for u in came], dtype=h.dtype)
        if policy.INSIDE:
            context, seen.attention, seen.keys = attention(encoder, l, h, sizes)
            h = encoder.after_attention(l, context, h)
        decision = policy.decide(seen, control, seed)
        out.near.append(decision.nearness)
        out.scores.append([None] * n)
        for unit, score in zip(came, decision.score):
            out.scores[l][unit.place] = score
        h, units = settle(came, came_h, h, decision.into, l, out, final)
        k = len(units)
        if not policy.INSIDE:
            context, _, _ = attention(encoder, l, h, sizes[[u for u, to in enumerate(decision.into) if to == u]])
            h = encoder.after_attention(l, context, h)
        h = encoder.feed_forward(l, h)
        q = len(came) if policy.INSIDE else k
        out.kept.append(k)
        out.flops.append(layer_flops(encoder, q, q, k) + policy.scoring(seen, control))
        for unit, state in zip(units, h):
            out.depth[unit.place] = l + 1
            final[unit.tokens] = state
    out.logits = encoder.logits(final)
    return out


def settle(came, came_h, h, into, l, out, final):
    """Rows that leave are forwarded as they came; those that join are averaged, weighted by tokens. -> the rows and units that go on."""
    rows, units = [], []
    for at, unit in enumerate(came):
        if into[at] < 0:
            final[unit.tokens] = came_h[at]
        elif into[at] != at:
            out.joined.append((unit.place, l, came[into[at]].place))
        else:
            parts = [other for other in range(len(came)) if into[other] == at]
            weights = torch.tensor([float(len(came[p].tokens)) for p in parts], dtype=h.dtype)
            rows.append((h[parts] * weights[:, None]).sum(0) / weights.sum())
            units.append(Unit(unit.place, sorted(t for p in parts for t in came[p].tokens)))
    return torch.stack(rows), units
