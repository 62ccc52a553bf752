"""
Measure a run, one text at a time with real dropping, and make a bundle of it:
    python evaluate.py RUNS/sst2_skim --data FOLDER --dense RUNS/sst2_dense --bundle ../sst2 --figures logs/sst2.json

Weights are rounded to F16 first and the rounded ones are measured: what is measured is what ships.
A run of another fold (train.py --fold) is measured on its own fold's rows.
"""
import argparse
import json
import re
import tempfile
from collections import defaultdict
from pathlib import Path

import torch

from data import base_folder, encode, load, open_tokenizer
from model import Transkimmer, flops
from train import LABELS, read_config, take_device

THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
FUNCTION_WORDS = set("""a an the this that these those of in on at by for from to with as into than and or but if so because while
is are was were be been being am do does did has have had will would can could should may might must it its he she they we you i
his her their our your my me him them us who which what when where how there here 's 're 've s t re ve""".split())


def kind(piece):
    if piece in ("[CLS]", "[SEP]"):
        return piece
    if piece.startswith("##"):
        return "inner pieces of words"
    if not re.search(r"\w", piece):
        return "punctuation"
    if re.fullmatch(r"[\d.]+", piece):
        return "numbers"
    return "function words" if piece in FUNCTION_WORDS else "other words"


def summary(runs, ids, labels, c, predictors=True):
    """Accuracy, FLOPs gain (dense over skimmed, each summed over the rows first), share kept by layer."""
    L = c.num_hidden_layers
    dense = sum(flops([len(i)] * L, len(i), c, predictors=False) for i in ids)
    mine = sum(flops(r.kept(), len(i), c, predictors) for r, i in zip(runs, ids))
    right = [int(r.logits.argmax()) == y for r, y in zip(runs, labels)]
    return dict(accuracy=round(sum(right) / len(right), 4), flopsGain=round(dense / mine, 3),
                kept=[round(sum(r.kept()[l] for r in runs) / sum(map(len, ids)), 3) for l in range(L)])


def agreement(a, b, labels):
    """How far the runs b (int8) are those of a (fp32)."""
    tokens = sum(len(r.depth) for r in a)
    same = [int(x.logits.argmax()) == int(y.logits.argmax()) for x, y in zip(a, b)]
    right = [[int(r.logits.argmax()) == y for r, y in zip(runs, labels)] for runs in (b, a)]
    share = lambda v, n=len(a): round(sum(v) / n, 4)
    return dict(rows=len(a), sameLabel=share(same),
                sameDepth=share((x == y for p, q in zip(a, b) for x, y in zip(p.depth, q.depth)), tokens),
                sameMasks=share(p.keep == q.keep for p, q in zip(a, b)), accuracy=share(right[0]),
                accuracyFp32=share(right[1]),
                largestLogitDifference=round(max((x.logits - y.logits).abs().max().item() for x, y in zip(a, b)), 3))


def baselines(dense, runs, ids, labels):
    """The dense model with the learned counts, but other tokens: drawn at random, or most attended to (PoWER-BERT's score)."""
    def take(score, index, k):                               # the k best of those alive, position 0 always among them
        score = score.clone()
        score[index == 0] = torch.inf
        chosen = torch.zeros(len(index), dtype=torch.bool)
        chosen[score.topk(k).indices] = True
        return chosen

    out = {}
    for name in ("random", "attention"):
        torch.manual_seed(0)
        mine = []
        for r, i in zip(runs, ids):
            kept = r.kept()

            def choose(l, h, index):
                if name == "random" or l == 0:               # before layer 0 nothing has attended yet
                    return take(torch.rand(len(index)), index, kept[l])
                received = dense.bert.encoder.layer[l - 1].attention["self"].probability[0].sum((0, 1))   # [k]
                return take(received, index, kept[l])
            mine.append(dense.skim(i, choose=choose))
        out[name] = summary(mine, ids, labels, dense.config)["accuracy"]
    return out


def what_it_skims(runs, ids, tokenizer):
    """Mean exit depth by kind of piece, and the pieces (seen 8 times or more) that stay longest and leave first."""
    kinds, pieces = defaultdict(list), defaultdict(list)
    for r, i in zip(runs, ids):
        for d, t in zip(r.depth, i):
            piece = tokenizer.id_to_token(t)
            kinds[kind(piece)].append(d)
            pieces[piece].append(d)
    mean = lambda v: round(sum(v) / len(v), 2)
    order = sorted((p for p in pieces if len(pieces[p]) >= 8 and p != "[CLS]"), key=lambda p: mean(pieces[p]))
    return dict(kinds={k: dict(tokens=len(v), depth=mean(v)) for k, v in sorted(kinds.items(), key=lambda x: -mean(x[1]))},
                leaveFirst=order[:20], stayLongest=order[:-21:-1])


def groups(runs, ids, labels, c, names, edges):
    out = dict(byClass={}, byLength={})
    for y, name in enumerate(names):
        some = [n for n, label in enumerate(labels) if label == y]
        out["byClass"][name] = dict(rows=len(some), **pick(runs, ids, labels, c, some))
    for lo, hi in zip([0, *edges], [*edges, 10**6]):
        some = [n for n, i in enumerate(ids) if lo < len(i) <= hi]
        if some:
            out["byLength"][f"{lo + 1} to {hi}" if hi < 10**6 else f"over {lo}"] = dict(
                rows=len(some), **pick(runs, ids, labels, c, some))
    return out


def pick(runs, ids, labels, c, some):
    return summary(*([v[n] for n in some] for v in (runs, ids, labels)), c)


def skim_all(model, ids, threshold=0.5, **more):
    return [model.skim(i, threshold, **more) for i in ids]


def evaluate(model, dense, ids, labels, tokenizer, names, edges, at=0.5, full=True, but=()):
    c = model.config
    runs = skim_all(model, ids, at)
    plain = skim_all(model, ids, dense=True)
    out = dict(rows=len(ids), threshold=at, skimmed=summary(runs, ids, labels, c),
               nothingSkimmed=summary(plain, ids, labels, c, predictors=False)["accuracy"],
               **groups(runs, ids, labels, c, names, edges))
    eight = skim_all(model.int8(True, but), ids, at)
    model.int8(False)
    out["int8"] = agreement(runs, eight, labels)
    if dense is not None:
        teacher = skim_all(dense, ids, dense=True)
        out["dense"] = summary(teacher, ids, labels, c, predictors=False)["accuracy"]
        was, now = ([int(r.logits.argmax()) == y for r, y in zip(rs, labels)] for rs in (teacher, runs))
        out["lost"], out["won"] = (sum(a and not b for a, b in zip(x, y)) for x, y in ((was, now), (now, was)))
        out["baselines"] = baselines(dense, runs, ids, labels)
    if full:
        out["thresholds"] = {str(t): summary(skim_all(model, ids, t), ids, labels, c) for t in THRESHOLDS}
        out["whatItSkims"] = what_it_skims(runs, ids, tokenizer)
    return out


def draw(model, tokenizer, text, names, threshold):
    """One run as text: a line a layer, a skimmed piece leaves dots behind."""
    e = tokenizer.encode(text)
    r = model.skim(e.ids, threshold)
    p = r.logits.softmax(-1)
    lines = ["text    " + " ".join(e.tokens)]
    for l, keep in enumerate(r.keep):
        lines.append(f"layer {l} " + " ".join(t if k else "." * len(t) for t, k in zip(e.tokens, keep)) + f"  ({sum(keep)})")
    return "\n".join([*lines, f"-> {names[int(p.argmax())]} {p.max():.3f}"])


def config_of(run):
    """The configuration of a run by its folder's name, which ends in _fold1 or _seed2 where train.py was told so."""
    name, _, fold = re.sub(r"_seed\d+$", "", run).partition("_fold")
    c = read_config(Path(__file__).parent / "configs" / f"{name}.toml")
    return {**c, "fold": int(fold)} if fold else c


def newest(run, c, rounded):
    """A finished run, or its newest checkpoint, as the F16 weights that would ship."""
    if (run / "model.safetensors").exists():
        model = Transkimmer.open(run)
    else:
        model = Transkimmer.open(base_folder(), num_labels=len(LABELS[c["task"]]), pooling=c["pooling"])
        model.load_state_dict(torch.load(run / "checkpoint.pt")["model"])
    model.save(rounded, LABELS[c["task"]])
    return Transkimmer.open(rounded).eval()


if __name__ == "__main__":
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("run", type=Path)
    a.add_argument("--data", required=True)
    a.add_argument("--dense", type=Path, help="the run of the dense model, for the comparison and the baselines")
    a.add_argument("--bundle", type=Path, help="write the bundle there")
    a.add_argument("--figures", type=Path, help="write the figures there")
    a.add_argument("--on", choices=("choose", "report"), default="report")
    a.add_argument("--threshold", type=float, default=0.5, help="the bundle's default; choose it with --on choose")
    a.add_argument("--short", action="store_true", help="without the nine thresholds")
    a.add_argument("--fp32", nargs="*", default=[], help="linears that stay in fp32 in the int8 scheme")
    a.add_argument("--threads", type=int, default=2)
    a.add_argument("--device", default="cpu", help="cuda: for runs that do not ship; what ships is measured on the CPU")
    a = a.parse_args()
    take_device(a.device, a.threads)
    c = config_of(a.run.name)
    names, tokenizer = LABELS[c["task"]], open_tokenizer(base_folder())
    _, choose, reported = load(c, a.data)
    rows = reported if a.on == "report" else choose
    ids, labels = encode(tokenizer, [t for t, _ in rows], 512), [y for _, y in rows]
    with tempfile.TemporaryDirectory() as folder:
        model = newest(a.run, c, folder)
    dense = Transkimmer.open(a.dense).eval() if a.dense else None
    edges = (12, 20, 30, 40) if c["task"] == "sst2" else (64, 128, 256, 511)
    data = "SST-2 dev" if c["task"] == "sst2" else f"NLBSE'24 fold {c.get('fold')}"
    f = dict(run=a.run.name, on=data if a.on == "report" else "held-out train",
             **evaluate(model, dense, ids, labels, tokenizer, names, edges, a.threshold, not a.short, a.fp32))
    print(json.dumps(f, indent=1))
    if a.figures:
        a.figures.parent.mkdir(parents=True, exist_ok=True)
        a.figures.write_text(json.dumps(f, indent=1) + "\n")
    if a.bundle:
        model.save(a.bundle, names, dict(threshold=a.threshold,
            **({"fp32Linears": a.fp32} if a.fp32 else {}), int8={"data": data, **f["int8"]},
            accuracy=f["skimmed"]["accuracy"], accuracyDense=f.get("dense"), flopsGain=f["skimmed"]["flopsGain"]))
        tokenizer.save(str(a.bundle / "tokenizer.json"))
