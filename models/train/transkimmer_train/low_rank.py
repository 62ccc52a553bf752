"""
Two factors in place of a matrix, found without training: the SVD that is best on texts, and ranks by what they cost the loss.

Of W (out x in) and what enters it, mean m and covariance C = K K' over the tokens of calibration texts: W K = P S Q' (SVD), and the
first r of it give U = P_r S_r, V = Q_r' K^-1, with the bias b + (W - U V) m. That is the least mean square error of the output at rank
r. Texts are read as they are skimmed, so a layer's matrices are fitted to the tokens that come to it.
"""
import math

import torch
import torch.nn.functional as F

from .linears import Factored, break_even, linears_of, put, shape_of
from .runs import in_batches, pad

SHARES = (0.15, 0.3, 0.5)                                    # of a matrix's FLOPs, at which the loss is asked
GRID = [round(0.1 + 0.05 * i, 2) for i in range(15)]         # … and at which a rank may be taken
RIDGE = 1e-4                                                 # of the mean variance: few tokens leave a covariance singular


@torch.no_grad()
def states_of(model, ids, threshold):
    """One batch -> [(h, alive)] before each layer, real."""
    x, real = pad(ids)
    h, alive, states = model.parts.embed(x), real, []
    for l in range(len(model.parts.layers)):
        states.append((h, alive))
        h, alive, _ = model.step(l, h, alive, threshold)
    return states, real


@torch.no_grad()
def fit(model, ids, threshold, report):
    """{name: (W, P, S, V = Q' K^-1, mean)} of the linears, in double."""
    sums, mask = {}, {}

    def listen(name, at):
        def hook(_, given):
            x = given[0][mask[at] > 0].double()              # [tokens, in]
            n, s, c = sums.get(name, (0, 0, 0))
            sums[name] = (n + len(x), s + x.sum(0), c + x.T @ x)
        return hook

    linears = whole_linears(model)
    hooks = [linear.register_forward_pre_hook(listen(name, "asked" if ".skim_predictors." in name else "alive")) for name, linear in linears.items()]
    for part in in_batches(ids):
        x, real = pad([ids[i] for i in part])
        h, alive = model.parts.embed(x), real
        for l in range(len(model.parts.layers)):
            mask["asked"] = alive
            mask["alive"] = alive = model.decide(l, h, alive, threshold)[0]
            h = h.lerp(model.layer(l, h, alive), alive[..., None])
    for hook in hooks:
        hook.remove()
    fitted = {}
    for at, (name, linear) in enumerate(linears.items()):
        n, s, c = sums[name]
        mean = s / n
        cov = c / n - torch.outer(mean, mean)
        cov += torch.eye(len(mean), dtype=cov.dtype) * cov.diagonal().mean().clamp_min(1e-12) * RIDGE
        root, W = torch.linalg.cholesky(cov), linear.weight.double()
        P, S, Q = torch.linalg.svd(W @ root, full_matrices=False)
        fitted[name] = (W, P, S, torch.linalg.solve_triangular(root, Q, upper=False, left=False), mean)
        report(at + 1, len(linears))
    return fitted


def whole_linears(model):
    """Those that can be cut: whole, and large enough to have factors that save work."""
    return {name: linear for name, linear in linears_of(model).items() if shape_of(linear)[2] is None and break_even(*shape_of(linear)[:2]) > 2}


def rank_at(linear, share):
    """The rank at which factors have this share of the matrix's FLOPs; a multiple of 4 where there are many."""
    even = break_even(*shape_of(linear)[:2])
    rank = share * even
    return max(1, min(math.ceil(even) - 1, round(rank / 4) * 4 if rank >= 16 else round(rank)))


def cut(linear, fitted, rank):
    W, P, S, V, mean = fitted
    out, into, _ = shape_of(linear)
    two = Factored(into, rank, out, linear.bias is not None)
    first, second = V[:rank] * S[:rank, None].sqrt(), P[:, :rank] * S[:rank].sqrt()
    even = (second.norm() / first.norm()).sqrt()             # both of one size, as training and 16 bits like them
    two.factors[0].weight.data, two.factors[1].weight.data = (first * even).float(), (second / even).float()
    if two.bias is not None:
        two.bias.data = (linear.bias.double() + (W - second @ first) @ mean).float()
    return two


@torch.no_grad()
def losses(model, fitted, ids, threshold, report):
    """{name: [(share, KL)]}: from the whole model's answers to those of the model in which this matrix alone is cut."""
    states, real = states_of(model, ids, threshold)
    L = len(model.parts.layers)

    def answers(l):
        h, alive = states[l]
        for k in range(l, L):
            h, alive, _ = model.step(k, h, alive, threshold)
        return model.finish(h, real).log_softmax(-1)

    whole, table = answers(0), {}
    for at, (name, linear) in enumerate(whole_linears(model).items()):
        l = layer_of(model, name)
        table[name] = []
        for share in SHARES:
            put(model, name, cut(linear, fitted[name], rank_at(linear, share)))
            table[name].append((share, F.kl_div(answers(l), whole, log_target=True, reduction="batchmean").item()))
        put(model, name, linear)
        report(at + 1, len(fitted))
    return table


def layer_of(model, name):
    return int(next(part for part in name.split(".") if part.isdigit()))


def uniform(model, share):
    return {name: rank_at(linear, share) for name, linear in whole_linears(model).items()}


def by_loss(model, table, share):
    """{name: rank or None (whole)}: least sum of KL, each matrix's by itself, at this share of the linears' FLOPs (Lagrange: one price for all)."""
    linears = {name: linear for name, linear in whole_linears(model).items() if name in table}
    cost = {name: math.prod(shape_of(linear)[:2]) for name, linear in linears.items()}

    def kl(name, x):                                         # log KL is drawn straight between the shares that were asked
        points = table[name]
        (a, ka), (b, kb) = (points[0], points[1]) if x <= points[1][0] else (points[-2], points[-1])
        ka, kb = (math.log(max(k, 1e-9)) for k in (ka, kb))
        return math.exp(ka + (kb - ka) * (x - a) / (b - a))

    def at_price(price):
        return {name: min([(kl(name, x) + price * x * cost[name], x) for x in GRID] + [(price * cost[name], 1.0)])[1] for name in linears}

    def taken(shares):
        return sum(shares[name] * cost[name] for name in linears) / sum(cost.values())

    low, high = 1e-18, 1.0
    for _ in range(80):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if taken(at_price(middle)) > share else (low, middle)
    return {name: None if x == 1.0 else rank_at(linears[name], x) for name, x in at_price(high).items()}


def factor(model, fitted, ranks):
    for name, linear in whole_linears(model).items():
        if ranks.get(name) is not None:
            put(model, name, cut(linear, fitted[name], ranks[name]))
