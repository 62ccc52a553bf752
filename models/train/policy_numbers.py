"""
What policies that need no training come to on tiny classifiers, by plain PyTorch, for the engine to be held to:

    python policy_numbers.py ../../test/fixtures

reads the folders that tiny.py and families.py wrote there, and writes policies.json beside them. All in double precision.
A run's `tie` is the first layer at which a decision was within 1e-4 of falling otherwise: from there on another engine may differ.
"""
import json
import sys
from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast

from fixtures import TEXTS
from policies import POLICIES
from policies.encoders import Bert, DistilBert, Roberta
from policies.walk import walk

ENCODERS = [("tiny", Bert, "cls"), ("tiny", Bert, "mean"), ("families/roberta", Roberta, "cls"), ("families/distilbert", DistilBert, "cls")]
SHORT = [TEXTS[0], TEXTS[2]]
# Two windows of a model of 256 tokens: the only sentence end is nearest to the middle, where the engine cuts, and a sentence begins with a capital.
HALVES = [("; ".join(f"the {a} {b} was {c}" for a in ("old", "new", "small", "first", "last") for b in ("film", "story", "cast") for c in ("good", "long")) + ".").capitalize()
          for _ in range(2)]
NEAR = 1e-4

# As a run is asked for: the control, a seed, and fates by hand (token, from, keep).
SETTINGS = {
    "none": [{}, {"forced": [(1, 0, False), (2, 1, False), (3, 2, False)]}],
    "attention-share": [{"control": 1}, {"control": 0.8}, {"control": 0.5}, {"control": [1, 0.6, 0.4]},
                        {"control": 0.4, "forced": [(1, 0, True), (2, 1, True), (3, 1, False), (4, 0, True), (5, 0, True)]}],
    "attention-threshold": [{"control": 0}, {"control": 0.058}, {"control": 0.075}, {"control": [0.018, 0.022, 0.027]},
                            {"control": 0.062, "forced": [(1, 1, True), (2, 0, False), (3, 2, True)]}],
    "merge": [{"control": 1}, {"control": 0.85}, {"control": 0.6}, {"control": [0.9, 0.5, 0.6]},
              {"control": 0.75, "forced": [(1, 0, True), (2, 0, True), (4, 0, False), (6, 2, False), (8, 1, True)]}],
    "random": [{"control": 0.7, "seed": 1}, {"control": [0.9, 0.6, 0.5], "seed": 4294967295}],
}


def run(encoder, name, windows, control=None, seed=0, forced=()):
    """All windows of a text, one after another, as one run; tokens are counted over all of them."""
    fates = [{"token": token, "from": start, "keep": keep} for token, start, keep in forced]
    out = {"policy": name, "control": control, "seed": seed, "forced": fates, "depth": [], "joined": [], "tie": None,
           "scores": [[] for _ in range(encoder.layers)], "kept": [0] * encoder.layers, "flops": [0] * encoder.layers}
    logits, first = 0, 0
    for ids in windows:
        here = [{**fate, "token": fate["token"] - first} for fate in fates]
        done = walk(encoder, POLICIES[name], ids, control, seed, here)
        out["depth"] += done.depth
        out["joined"] += [(token + first, layer, into + first) for token, layer, into in done.joined]
        for l in range(encoder.layers):
            out["scores"][l] += [None if score is None else round(score, 5) for score in done.scores[l]]
            out["kept"][l] += done.kept[l]
            out["flops"][l] += done.flops[l]
        ties = [l for l, near in enumerate(done.near) if near < NEAR]
        out["tie"] = min([*ties, *([] if out["tie"] is None else [out["tie"]])], default=None)
        logits = logits + done.logits * len(ids)
        first += len(ids)
    out["logits"] = [round(value, 6) for value in (logits / first).tolist()]
    out["joined"].sort(key=lambda joined: (joined[1], joined[0]))
    return out


def check(encoder, ids):
    """The walk in which nothing leaves is the model."""
    whole = encoder.model(torch.tensor([ids])).logits[0]
    mine = walk(encoder, POLICIES["none"], ids).logits
    assert torch.allclose(whole, mine, atol=1e-9), "the walk is not the model"


def case(encoder, text, windows, asked):
    return {"text": text, "windows": windows, "runs": [run(encoder, name, windows, **one) for name in SETTINGS for one in asked(SETTINGS[name])]}


def cases(encoder, tokenize):
    short = {text: tokenize(text) for text in SHORT}
    if encoder.pooling == "cls":
        for ids in short.values():
            check(encoder, ids)
        return [case(encoder, text, [ids], lambda settings: settings) for text, ids in short.items()]
    # Who leaves is the same, whatever reads the states: a setting a policy is enough.
    return [*(case(encoder, text, [ids], lambda settings: settings[-1:]) for text, ids in short.items()),
            case(encoder, " ".join(HALVES), [tokenize(half) for half in HALVES], lambda settings: settings[-2:-1])]


def main(out):
    home, families = Path(out), []
    for folder, kind, pooling in ENCODERS:
        encoder = kind(home / folder, pooling)
        tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(home / folder / "tokenizer.json"))
        own = cases(encoder, lambda text: tokenizer(text)["input_ids"])
        runs = [run for case in own for run in case["runs"]]
        print(f"{folder}, {pooling}: {len(runs)} runs, {sum(run['tie'] is not None for run in runs)} with a tie, "
              f"{sum(len(run['joined']) for run in runs)} tokens joined another")
        families.append({"folder": folder, "pooling": pooling, "cases": own})
    (home / "policies.json").write_text(json.dumps(families, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
