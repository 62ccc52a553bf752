"""Numbers of the published code's semantics for the TypeScript engine: a Transkimmer in plain PyTorch, from a folder's tensors.

    python official.py ../../test/fixtures/tiny ../../test/fixtures/parity/tiny-official.json

A skimmed token is computed on at every layer. Attention probabilities are multiplied by the mask of the keys after their softmax, and
not normalised again; once skimmed, a token stays masked. Its final state is the last that it had while it was kept. Masks are
deterministic: p(keep) against the threshold.
"""
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn.functional import gelu, layer_norm, linear

from fixtures import FORCED, TEXTS, THRESHOLDS


def run(t: dict, config: dict, ids: list[int], threshold: float, fates: list) -> dict:
    def lin(name, x):
        return linear(x, t[f"{name}.weight"], t[f"{name}.bias"])

    def norm(name, x, eps):
        return layer_norm(x, x.shape[-1:], t[f"{name}.weight"], t[f"{name}.bias"], eps)

    n, heads, layers = len(ids), config["num_attention_heads"], config["num_hidden_layers"]
    eps, at = config["layer_norm_eps"], torch.float32
    e = "bert.embeddings"
    h = t[f"{e}.word_embeddings.weight"][ids] + t[f"{e}.position_embeddings.weight"][:n] + t[f"{e}.token_type_embeddings.weight"][0]
    h = norm(f"{e}.LayerNorm", h, eps)
    final, mask, depth, scores = h.clone(), torch.ones(n, dtype=torch.bool), [0] * n, []
    for l in range(layers):
        name = f"bert.encoder.skim_predictors.{l}.predictor"
        z = lin(f"{name}.4", gelu(norm(f"{name}.2", lin(f"{name}.1", norm(f"{name}.0", h, 1e-5)), 1e-5)))
        p = z.softmax(-1)[:, 1]
        scores.append([p[i].item() if mask[i] and i > 0 else None for i in range(n)])
        keep = p >= torch.tensor(threshold, dtype=at)
        for token, start, fate in sorted(fates, key=lambda f: f[1]):
            if start <= l:
                keep[token] = fate
        keep[0] = True
        mask = mask & keep
        a = f"bert.encoder.layer.{l}"
        q, k, v = (lin(f"{a}.attention.self.{x}", h).view(n, heads, -1).transpose(0, 1) for x in ("query", "key", "value"))
        probabilities = (q @ k.transpose(1, 2) / q.shape[-1] ** 0.5).softmax(-1) * mask.to(at)
        heard = (probabilities @ v).transpose(0, 1).reshape(n, -1)
        h1 = norm(f"{a}.attention.output.LayerNorm", lin(f"{a}.attention.output.dense", heard) + h, eps)
        h = norm(f"{a}.output.LayerNorm", lin(f"{a}.output.dense", gelu(lin(f"{a}.intermediate.dense", h1))) + h1, eps)
        final[mask] = h[mask]
        for i in range(n):
            depth[i] += int(mask[i])
    pooling = config.get("skim", {}).get("pooling", "cls")
    pooled = torch.tanh(lin("bert.pooler.dense", final.mean(0) if pooling == "mean" else final[0]))
    return {"p": scores, "depth": depth, "logits": lin("classifier", pooled).tolist()}


@torch.no_grad()
def main(folder: str, out: str) -> None:
    config = json.loads(Path(folder, "config.json").read_text())
    tensors = {name: x.float() for name, x in load_file(Path(folder, "model.safetensors")).items()}
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    last = config["num_hidden_layers"] - 1
    cases = []
    for text in TEXTS:
        ids = tokenizer.encode(text).ids
        runs = []
        for threshold, given in [*((x, []) for x in THRESHOLDS), *FORCED]:
            fates = [(t % len(ids), last if l == "last" else l, keep) for t, l, keep in given]
            forced = [{"token": t, "from": l, "keep": keep} for t, l, keep in fates]
            runs.append({"threshold": threshold, "forced": forced, **run(tensors, config, ids, threshold, fates)})
        cases.append({"text": text, "runs": runs})
    with open(out, "w", encoding="utf-8") as file:
        json.dump(cases, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
