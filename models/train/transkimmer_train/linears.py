"""
The forms of a linear, the same as in src/engine/parts/linearForms.ts, each also in the engine's int8 scheme, simulated in fp32.

Rounding has no gradient, so the straight-through estimator passes it on.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F


def round_tokens(x: torch.Tensor) -> torch.Tensor:
    """Activations: one affine, unsigned 8-bit scale a token. s*q + lo, so a product is s*s_w*(q.W_q) + lo*s_w*colsum(W_q)."""
    with torch.no_grad():
        lo = x.amin(-1, keepdim=True)
        s = (x.amax(-1, keepdim=True) - lo) / 255
        s = torch.where(s == 0, torch.ones_like(s), s)
        error = ((x - lo) / s).round_().clamp_(0, 255).mul_(s).add_(lo).sub_(x)
    return x + error


def round_weight(w: torch.Tensor) -> torch.Tensor:
    """Weights: symmetric, signed, one scale an output channel (a row of w)."""
    with torch.no_grad():
        s = w.abs().amax(-1, keepdim=True).div_(127).clamp_min_(1e-12)
        error = (w / s).round_().clamp_(-127, 127).mul_(s).sub_(w)
    return w + error


class Linear8(nn.Linear):
    """A linear layer that computes as the engine's int8 one does while `int8` is true."""
    int8 = False
    weight8 = None                                           # outside training the weight is rounded once

    def forward(self, x, rounded=False):                     # rounded: x has gone through round_tokens already
        if not self.int8:
            return F.linear(x, self.weight, self.bias)
        w = round_weight(self.weight) if self.weight8 is None else self.weight8
        return F.linear(x if rounded else round_tokens(x), w, self.bias)

    def set_int8(self, on):
        self.int8 = on
        self.weight8 = round_weight(self.weight.detach()) if on and not self.training else None


class Factored(nn.Module):
    """Two factors in place of a matrix, rank x in and out x rank; what enters the second has a rounding of its own."""
    def __init__(self, into, rank, out, bias=True):
        super().__init__()
        if not 1 <= rank < break_even(out, into):
            raise ValueError(f"a {out} x {into} matrix has factors of ranks below {break_even(out, into):.1f}, not of {rank}")
        self.factors = nn.ModuleList([Linear8(into, rank, bias=False), Linear8(rank, out, bias=False)])
        self.bias = nn.Parameter(torch.zeros(out)) if bias else None

    def forward(self, x, rounded=False):
        y = self.factors[1](self.factors[0](x, rounded))
        return y if self.bias is None else y + self.bias

    @property
    def int8(self):
        return self.factors[0].int8

    def set_int8(self, on):
        for factor in self.factors:
            factor.set_int8(on)


def break_even(out, into):
    """The rank at which two factors cost as much as their matrix."""
    return out * into / (out + into)


def linears_of(model):
    """{name: linear} of those that tokens go through in eight bits, in whichever form."""
    whole = {name: part for name, part in model.named_modules() if isinstance(part, (Linear8, Factored))}
    return {name: part for name, part in whole.items() if ".factors." not in name}


def put(model, name, linear):
    parent, _, own = name.rpartition(".")
    setattr(model.get_submodule(parent), own, linear)        # of a ModuleDict and a Sequential, too


def shape_of(linear):
    """-> out, in, rank (None = whole)"""
    if isinstance(linear, Factored):
        first, second = linear.factors
        return second.out_features, first.in_features, first.out_features
    return linear.out_features, linear.in_features, None


def flops_of(linear):
    """FLOPs of a row, 2 a multiply-add."""
    out, into, rank = shape_of(linear)
    return 2 * (out * into if rank is None else rank * (out + into))


def take_forms(model, tensors):
    """Gives the linears the forms that they have among these tensors, {name: tensor}."""
    for name, linear in linears_of(model).items():
        first = tensors.get(f"{name}.factors.0.weight")
        if first is not None and shape_of(linear)[2] is None:
            out, into, _ = shape_of(linear)
            put(model, name, Factored(into, len(first), out, f"{name}.bias" in tensors).to(first.device))
