"""Many texts through a classifier, in batches of similar length, and what they came to."""
import torch

TOKENS = 8192                                                # a batch at most, pads counted


def pad(ids):
    """lists of ids -> ids [B, T], real [B, T]"""
    T = max(map(len, ids))
    return (torch.tensor([i + [0] * (T - len(i)) for i in ids]),
            torch.tensor([[1.0] * len(i) + [0.0] * (T - len(i)) for i in ids]))


def in_batches(ids, size=64):
    """Places of texts, similar lengths together."""
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    while order:
        longest = len(ids[order[min(size, len(order)) - 1]])
        n = max(1, min(size, TOKENS // longest))
        part, order = order[:n], order[n:]
        yield part


@torch.no_grad()
def run(model, ids, threshold=None):
    """-> logits [N, C], depths [N][n]: the layers that each token went through (None for a dense run)"""
    logits, depths = [None] * len(ids), [None] * len(ids)
    for part in in_batches(ids):
        z, keep, _ = model(*pad([ids[i] for i in part]), threshold=threshold)
        for at, i in enumerate(part):
            logits[i] = z[at]
            depths[i] = keep[:, at, : len(ids[i])].sum(0).int().tolist() if keep is not None else None   # kept sets are nested
    return torch.stack(logits), depths


def figures(model, ids, labels, threshold=None):
    """-> dict: rows, accuracy and its standard error, FLOPs gain (plain over own, each summed first), share kept by layer; and logits, depths"""
    logits, depths = run(model, ids, threshold)
    kept = [depth and [sum(d > l for d in depth) for l in range(len(model.parts.layers))] for depth in depths]
    right, n = (logits.argmax(-1) == torch.tensor(labels)).float().mean().item(), len(ids)
    pairs = [model.flops(k, len(i)) for k, i in zip(kept, ids)]
    out = dict(rows=n, accuracy=round(right, 4), standardError=round((right * (1 - right) / n) ** 0.5, 4),
               flopsGain=round(sum(plain for _, plain in pairs) / sum(own for own, _ in pairs), 3))
    if threshold is not None:
        tokens = sum(map(len, ids))
        out.update(threshold=threshold, kept=[round(sum(k[l] for k in kept) / tokens, 3) for l in range(len(kept[0]))])
    return out, logits, depths


def agreement(fp32, int8, labels):
    """How far the engine's eight bits give what fp32 gives, each (logits, depths): as the extension reads it in config.json."""
    (a, deep), (b, flat), y = fp32, int8, torch.tensor(labels)
    texts = list(zip(deep, flat))
    tokens = [d == e for depth, other in texts if depth for d, e in zip(depth, other)] or [True]
    share = lambda some: round(sum(some) / len(some), 4)
    return dict(rows=len(labels), sameLabel=share((a.argmax(-1) == b.argmax(-1)).tolist()), sameDepth=share(tokens),
                sameMasks=share([depth == other for depth, other in texts]), accuracy=share((b.argmax(-1) == y).tolist()), accuracyFp32=share((a.argmax(-1) == y).tolist()))
