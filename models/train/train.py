"""
Train one configuration:  python train.py configs/sst2_dense.toml --data FOLDER --out FOLDER

Dense first (no [skim] table in the configuration), then skimmed, from the dense model, which is also its teacher. A dense model
may have a larger teacher, whose logits teacher.py has left. It takes a GPU where there is one (--device cpu: none).
Stop it whenever you like: it saves a checkpoint as it goes and the same command goes on from there, with the same numbers
as if it had never stopped (each step seeds its own noise).
"""
import argparse
import json
import os
import time
import tomllib
from pathlib import Path

import torch
import torch.nn.functional as F

from data import base_folder, batches, encode, load, open_tokenizer, pad, read_rows, without_repeats
from model import Transkimmer, flops

DEFAULTS = dict(
    task="sst2", start="base", teacher="", epochs=2.0, batch=64, batch_tokens=4096, lr=5e-5, warmup=0.1, weight_decay=0.01, clip=1.0,
    dropout=0.0, pooling="cls", max_tokens=128, freeze_embeddings=False, seed=1, save_every=200, contrast=0.0,
    bf16=False,    # mixed precision: half of the time a step on a processor that has bfloat16
    distil=0.0,    # share of a dense run's loss that is KL to its teacher at temperature 1
    more_texts="", # teacher.py's run, whose made sentences are read, too, with the label that it gives them
    average=0.0,   # decay a step of a running mean of the weights, which is what the run leaves (0: the last weights)
    hold_out=True, # false once every choice is made: train on the rows that chose, too
)
SKIM = dict(
    predictor_lr=3e-4,   # the predictors start from nothing, so they may run ahead of the encoder
    coefficient=0.5,     # times the mean over the layers of kept / real tokens
    coefficient_warmup=0.2,
    distil=0.5,          # share of the loss that is KL to the dense teacher at temperature 1
    int8_from=2.0,       # from this share of the steps on, the engine's 8-bit scheme is in the loop (every other step)
    margin=0.0,          # times the mean of p(1-p) over the tokens asked: p(keep) is to leave the threshold alone
    margin_from=0.5,     # from this share of the steps on
)


def read_config(path):
    c = tomllib.loads(Path(path).read_text())
    skim = {**SKIM, **c.pop("skim")} if "skim" in c else None
    unknown = set(c) - set(DEFAULTS) - {"fold", "tickettagger", "nlbse"} | set(skim or {}) - set(SKIM)
    if unknown:
        raise SystemExit(f"{path}: unknown setting {', '.join(sorted(unknown))}")
    return {**DEFAULTS, **c, "skim": skim, "name": Path(path).stem}


def same_class_closer(pooled, y, temperature=0.1):
    """Supervised contrastive loss (Khosla et al. 2020) within a batch: texts of a class lie closer than texts of two."""
    e = F.normalize(pooled, dim=-1)                          # [B, H]
    other = ~torch.eye(len(y), dtype=torch.bool)
    same = (y[:, None] == y) & other                         # [B, B]
    log = (e @ e.T / temperature).masked_fill(~other, -1e4).log_softmax(-1)
    return -((log * same).sum(-1) / same.sum(-1).clamp_min(1)).mean()


def saved(file):
    """A file of torch.save on the device of this run, whichever wrote it."""
    return torch.load(file, map_location=torch.get_default_device())


def soft_labels(teacher, rows, ids, cache):
    """The teacher's probabilities for each row, [N, C]. It is frozen: a model is asked once, not once an epoch."""
    if isinstance(teacher, dict):                            # teacher.py's logits, by text
        return torch.stack([teacher[text] for text, _ in rows]).softmax(-1).to(torch.get_default_device())
    soft = saved(cache) if cache.exists() else logits_of(teacher, ids)[0]
    torch.save(soft, cache)
    return soft.softmax(-1)


def learning_rate(share, warmup):
    return min(share / max(warmup, 1e-9), (1 - share) / (1 - warmup))


@torch.no_grad()
def logits_of(model, ids, size=64, threshold=None):
    """Plain batched runs over many texts -> logits [N, C], kept [N, L] (None for a dense run)."""
    model.eval()
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    out, kept = [None] * len(ids), [None] * len(ids)
    while order:
        n = max(1, min(size, 8192 // len(ids[order[min(size, len(order)) - 1]])))
        part, order = order[:n], order[n:]
        logits, keep, _ = model(*pad([ids[i] for i in part]), threshold=threshold)
        for at, i in enumerate(part):
            out[i] = logits[at]
            kept[i] = keep[:, at].sum(-1).int().tolist() if keep is not None else None
    return torch.stack(out), kept


def measure(model, ids, labels, threshold=None):
    """-> accuracy, FLOPs gain, share of tokens kept by layer"""
    logits, kept = logits_of(model, ids, threshold=threshold)
    accuracy = (logits.argmax(-1) == torch.tensor(labels)).float().mean().item()
    if threshold is None:
        return accuracy, 1.0, []
    n, L = list(map(len, ids)), model.config.num_hidden_layers
    dense = sum(flops([k] * L, k, model.config, predictors=False) for k in n)
    skimmed = sum(flops(k, a, model.config) for k, a in zip(kept, n))
    return accuracy, dense / skimmed, [round(sum(k[l] for k in kept) / sum(n), 3) for l in range(L)]


def train(c, rows, tokenizer, model, teacher, out, stop_after=None, report=print):
    """The loop. rows: (text, label). Writes out/checkpoint.pt, out/log.jsonl; returns the trained model."""
    out.mkdir(parents=True, exist_ok=True)
    skim, ids, labels = c["skim"], encode(tokenizer, [t for t, _ in rows], c["max_tokens"]), [y for _, y in rows]
    lengths = list(map(len, ids))
    plan = []
    for epoch in range(int(-(-c["epochs"] // 1))):
        plan += batches(lengths, c["batch"], c["batch_tokens"], c["seed"], epoch)
    steps = min(len(plan), int(len(plan) / -(-c["epochs"] // 1) * c["epochs"]))

    model.bert.embeddings.requires_grad_(not c["freeze_embeddings"])
    model.bert.encoder.skim_predictors.requires_grad_(skim is not None)
    fast = [p for n, p in model.named_parameters() if p.requires_grad and "skim_predictors" in n]
    slow = [p for n, p in model.named_parameters() if p.requires_grad and "skim_predictors" not in n]
    groups = [dict(params=slow, peak=c["lr"]), *([dict(params=fast, peak=skim["predictor_lr"])] if skim else [])]
    optimiser = torch.optim.AdamW(groups, lr=c["lr"], weight_decay=c["weight_decay"], fused=True)

    bf16 = c["bf16"] and has_bfloat16(model.device)
    at, soft = 0, None
    if teacher is not None:
        soft = soft_labels(teacher, rows, ids, out / "teacher.pt")
    if (out / "checkpoint.pt").exists():
        before = saved(out / "checkpoint.pt")
        model.load_state_dict(before["model"])
        optimiser.load_state_dict(before["optimiser"])
        at = before["step"]
        report(f"going on from step {at}")

    averaged = None                                          # the running mean, every fifth step
    if c["average"]:
        averaged = {k: v.clone() for k, v in model.state_dict().items()}
        if at:
            averaged = before["averaged"]

    begun, first, mean = time.time(), at, {}
    while at < steps and at != stop_after:
        share = at / steps
        torch.manual_seed(c["seed"] * 1_000_003 + at)        # the step's own noise: a resumed run draws the same
        for g in optimiser.param_groups:
            g["lr"] = g["peak"] * learning_rate((at + 1) / (steps + 1), c["warmup"])
        model.train()
        int8 = skim is not None and share >= skim["int8_from"] and at % 2 == 0
        model.int8(int8)
        x, real = pad([ids[i] for i in plan[at]])
        y = torch.tensor([labels[i] for i in plan[at]])
        with torch.autocast(model.device.type, torch.bfloat16, enabled=bf16 and not int8):   # its rounding is as coarse as eight bits'
            logits, keep, p = model(x, real, sample=skim is not None)
        logits = logits.float()
        loss = right = F.cross_entropy(logits, y)
        now = dict(loss=right.item(), accuracy=(logits.argmax(-1) == y).float().mean().item())
        if c["contrast"]:
            close = same_class_closer(model.pooled.float(), y)
            loss = loss + c["contrast"] * close
            now["contrast"] = close.item()
        if soft is not None:
            kl = F.kl_div(logits.log_softmax(-1), soft[plan[at]], reduction="batchmean")
            loss = loss + (skim or c)["distil"] * (kl - right)
            now["kl"] = kl.item()
        if skim:
            kept = keep.sum((1, 2)) / real.sum()             # [L], by real tokens, never by padded ones
            loss = loss + skim["coefficient"] * min(1, share / max(skim["coefficient_warmup"], 1e-9)) * kept.mean()
            now["kept"] = kept.mean().item()
            if skim["margin"] and share >= skim["margin_from"]:
                asked = torch.cat([real[None], keep[:-1]]).detach()          # [L, B, T], alive before each layer
                doubt = (p * (1 - p) * asked).sum() / asked.sum()
                loss = loss + skim["margin"] * doubt
                now["doubt"] = doubt.item()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(slow + fast, c["clip"])
        optimiser.step()
        at += 1
        if averaged and at % 5 == 0:
            decay = min(c["average"] ** 5, (at - 4) / (at + 10))   # a short memory at first: the start is no model yet
            for k, v in model.state_dict().items():
                averaged[k].lerp_(v, 1 - decay)
        for k, v in now.items():
            mean[k] = mean.get(k, v) * 0.98 + v * 0.02
        if at % 50 == 0 or at == steps:
            pace = (time.time() - begun) / (at - first)
            line = dict(step=at, of=steps, **{k: round(v, 4) for k, v in mean.items()}, seconds_a_step=round(pace, 3))
            with open(out / "log.jsonl", "a") as f:
                f.write(json.dumps(line) + "\n")
            bar = "#" * (30 * at // steps)
            report(f"[{bar:30}] {pace * (steps - at) / 60:5.1f} min left  {line}")
        if at % c["save_every"] == 0 or at in (steps, stop_after):
            torch.save(dict(model=model.state_dict(), averaged=averaged, optimiser=optimiser.state_dict(), step=at), out / "part.pt")
            (out / "part.pt").replace(out / "checkpoint.pt")  # a kill while writing leaves the last whole one
    if averaged and at >= steps:
        model.load_state_dict(averaged)
    model.int8(False).eval()
    return model


def start_model(c, out):
    """
    -> model, teacher. `start` is "base" or the name of a run in the same --out folder; `teacher` a run, a dense model's or
    teacher.py's; a skimmed model without one is taught by its start.
    """
    change = dict(dropout=c["dropout"])
    name = c["teacher"] or (c["start"] if c["skim"] else "")
    teacher = logits_by_text(out.parent / name) or Transkimmer.open(out.parent / name) if name else None
    if c["start"] == "base":
        labels = 2 if c["task"] == "sst2" else 3
        return Transkimmer.open(base_folder(), num_labels=labels, pooling=c["pooling"], **change), teacher
    return Transkimmer.open(out.parent / c["start"], **change), teacher


def made_by(logits, folder):
    """The texts of teacher.py that are no rows of the train file, with its label."""
    known = {text for text, _ in without_repeats(read_rows(folder, "sst2.train"))}
    return [(text, int(z.argmax())) for text, z in logits.items() if text not in known]


def logits_by_text(run):
    """What teacher.py has left in a run's folder, {text: [C]}, or None."""
    if not (run / "logits.pt").exists():
        return None
    left = torch.load(run / "logits.pt")
    return dict(zip(left["texts"], left["logits"]))


def has_bfloat16(device):
    """Whether bfloat16 saves time there: a processor without 512-bit instructions emulates it, 70 times as slow as fp32."""
    return device.type != "cpu" or torch.ops.mkldnn._is_mkldnn_bf16_supported()


def take_device(name, threads):
    """Sets PyTorch up for a run: on a GPU with its deterministic algorithms, where it has them."""
    torch.set_num_threads(threads)
    torch.set_default_device(name)
    torch.set_flush_denormal(True)       # exp x mask makes denormals, which are slow on a CPU
    if torch.device(name).type == "cuda":
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.use_deterministic_algorithms(True, warn_only=True)
        torch.utils.deterministic.fill_uninitialized_memory = False


LABELS = {"sst2": ["negative", "positive"], "issues": ["bug", "feature", "question"]}

if __name__ == "__main__":
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("config")
    a.add_argument("--data", required=True, help="folder of the .jsonl.gz files")
    a.add_argument("--out", required=True, help="folder of all runs; this one gets a folder of its name in it")
    a.add_argument("--threads", type=int, default=2)
    a.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    a.add_argument("--seed", type=int, help="another seed than the configuration's")
    a.add_argument("--fold", type=int, help="another fold of the issues than the configuration's: for cross-validation")
    a = a.parse_args()
    take_device(a.device, a.threads)
    c = read_config(a.config)
    if a.fold is not None:               # a run of its own, from the same fold's runs where there are any
        c["fold"] = a.fold
        c["name"] += f"_fold{a.fold}"
        for role in ("start", "teacher"):
            if c[role] and (Path(a.out) / f"{c[role]}_fold{a.fold}").exists():
                c[role] += f"_fold{a.fold}"
    if a.seed is not None:
        c["seed"] = a.seed
        c["name"] += f"_seed{a.seed}"
    out = Path(a.out) / c["name"]
    torch.manual_seed(c["seed"])
    tokenizer = open_tokenizer(base_folder())
    rows, choose, report_rows = load(c, a.data)
    if c["more_texts"]:
        rows += made_by(logits_by_text(Path(a.out) / c["more_texts"]), a.data)
    print(f"{c['name']}: {len(rows)} rows to train on, {len(choose)} to choose by, {len(report_rows)} to report", flush=True)
    model, teacher = start_model(c, out)
    model = train(c, rows, tokenizer, model, teacher, out, report=lambda s: print(s, flush=True))
    model.save(out, LABELS[c["task"]], dtype=torch.float32)
    tokenizer.save(str(out / "tokenizer.json"))
    result = dict(name=c["name"])
    for part, some in (("choose", choose), ("report", report_rows if report_rows is not choose else [])):
        if some:
            x = encode(tokenizer, [t for t, _ in some], 512)
            accuracy, gain, kept = measure(model, x, [y for _, y in some], 0.5 if c["skim"] else None)
            result[part] = dict(rows=len(some), accuracy=round(accuracy, 4), gain=round(gain, 3), kept=kept)
    print(json.dumps(result), flush=True)
    with open(out / "log.jsonl", "a") as f:
        f.write(json.dumps(result) + "\n")
