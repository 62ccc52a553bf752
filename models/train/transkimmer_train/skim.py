"""Trains skim predictors into a fine-tuned classifier, which is its own teacher; with --flops its matrices are factored first, and both learn together."""
import json
import tomllib
from pathlib import Path

import torch
import torch.nn.functional as F

from . import machine, rows, runs
from .card import write_record
from .classifier import Classifier
from .evaluate import THRESHOLDS, coded, measure
from .factor import factored
from .refused import Refused

DEFAULTS = dict(
    epochs=2.0, batch=32, lr=3e-5, max_tokens=128, seed=1,
    predictor_lr=3e-4,       # the predictors start from nothing, so they may run ahead of the encoder
    coefficient=0.5,         # times the mean over the layers of kept / real tokens
    coefficient_warmup=0.2,  # share of the steps
    distil=0.5,              # share of the loss that is KL to the model as it was, at temperature 1
    int8_from=0.5,           # from this share of the steps on, the engine's eight bits are in the loop (every other step)
    margin=0.1,              # times the mean of p(1-p) over the tokens asked: p(keep) is to leave the threshold alone
    flops=None,              # share of the matrices' FLOPs that factors leave; None = whole matrices
    ranks="loss",
    patience=2,              # ends after so many measurements, one half an epoch, without a better one
)
SAVE_EVERY = 100             # steps
CHECKPOINT = "checkpoint.pt"


def add_options(parser):
    parser.add_argument("model", help="a fine-tuned classifier's folder")
    rows.add_options(parser)
    parser.add_argument("-o", "--out", type=Path, required=True, help="the bundle's folder; an interrupted training goes on from what is there")
    parser.add_argument("--config", type=Path, help="a TOML file of these settings; what is given here goes before")
    for name, usual in DEFAULTS.items():
        kind = str if isinstance(usual, str) else float if usual is None else type(usual)
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, help=f"default {usual}")
    machine.add_options(parser)


def settle(options):
    """Defaults, then the file's settings, then what was given."""
    said = {}
    if options.config:
        try:
            said = tomllib.loads(options.config.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise Refused(f"{options.config} is no TOML file that can be read: {error}") from None
        if unknown := set(said) - set(DEFAULTS):
            raise Refused(f"{options.config}: there is no setting {', '.join(sorted(unknown))}; there are {', '.join(DEFAULTS)}.")
    for name, usual in DEFAULTS.items():
        if getattr(options, name) is None:
            setattr(options, name, said.get(name, usual))


def run(options):
    settle(options)
    machine.take(options)
    teacher, model = Classifier.open(options.model), Classifier.open(options.model)
    if model.predictors is not None and model.settings.get("semantics") == "official":
        raise Refused(f"{options.model} skims by the published code's semantics: give the classifier that it was made from.")
    read = rows.read_rows(options.data, model.labels, options.text, options.label, options.labels)
    train_rows, held = rows.split(read, options.data, seed=options.seed)
    print(f"{len(read)} rows: {len(train_rows)} to train on, {len(held)} held out to measure on.", flush=True)
    ids, labels = coded(model, options.model, train_rows, options.max_tokens)
    measured = coded(model, options.model, held, options.max_tokens)
    if options.flops is not None:
        factored(model, ids, options.flops, options.ranks, seed=options.seed)
    model.add_predictors()                                   # new ones stay whole: they have nothing yet that could be fitted
    before = measure(teacher, *measured)
    model = train(model, teacher, ids, labels, measured, options)
    model.settings = {**model.settings, "threshold": 0.5, "semantics": "dropped"}
    after = measure(model, *measured, thresholds=THRESHOLDS, was=runs.run(teacher, measured[0]))
    model.save(options.out, options.model, threshold=0.5, int8=dict(data=f"{Path(options.data).name}, rows held out", **after["int8"]))
    write_record(options.out, model, "skim", options, dict(rows=len(read), held=len(held)), before, after)
    (options.out / CHECKPOINT).unlink(missing_ok=True)
    print(json.dumps(dict(before=before["own"], after=after["own"]), indent=1))


def plan_of(ids, batch, epochs, seed):
    """Batches of similar length (little padding), in random order, an epoch after the other."""
    plan = []
    for epoch in range(int(-(-epochs // 1))):
        r = torch.Generator(device="cpu").manual_seed(seed * 1009 + epoch)
        order = torch.randperm(len(ids), generator=r, device="cpu").tolist()
        cut = []
        for at in range(0, len(order), 50 * batch):
            stretch = sorted(order[at: at + 50 * batch], key=lambda i: len(ids[i]))
            cut += [stretch[i: i + batch] for i in range(0, len(stretch), batch)]
        plan += [cut[i] for i in torch.randperm(len(cut), generator=r, device="cpu").tolist()]
    return plan[: max(1, round(len(plan) * epochs / -(-epochs // 1)))]


def train(model, teacher, ids, labels, measured, c, stop_after=None):
    """The loop. Writes checkpoint.pt and log.jsonl into c.out; returns the model of the best measurement."""
    c.out.mkdir(parents=True, exist_ok=True)
    plan, log = plan_of(ids, c.batch, c.epochs, c.seed), c.out / "log.jsonl"
    soft = runs.run(teacher, ids)[0].softmax(-1)             # it is frozen: asked once, not once an epoch
    fast = [p for name, p in model.named_parameters() if "skim_predictors" in name]
    slow = [p for name, p in model.named_parameters() if "skim_predictors" not in name and "embeddings." not in name]
    for name, p in model.named_parameters():
        p.requires_grad_("embeddings." not in name)          # fine-tuning has moved them; frozen, a step costs less
    optimiser = torch.optim.AdamW([dict(params=slow, peak=c.lr), dict(params=fast, peak=c.predictor_lr)], lr=c.lr, weight_decay=0.01)
    at, best, worse = 0, None, 0                             # best: the model of the best measurement
    settings = {name: getattr(c, name) for name in DEFAULTS} | {"rows": len(ids)}
    if (c.out / CHECKPOINT).exists():
        left = torch.load(c.out / CHECKPOINT, map_location=torch.get_default_device(), weights_only=False)
        if left["settings"] != settings:
            other = ", ".join(name for name in settings if left["settings"].get(name) != settings[name])
            raise Refused(f"{c.out} holds a training with another {other}: give the same settings to go on, or another folder.")
        model.load_state_dict(left["model"])
        optimiser.load_state_dict(left["optimiser"])
        at, best, worse = left["at"], left["best"], left["worse"]
        print(f"Going on from step {at}.", flush=True)
    every = max(1, round(len(plan) / c.epochs / 2))
    progress, steps = machine.Progress("training"), len(plan)
    while at < steps and worse < c.patience and at != stop_after:
        share = at / steps
        torch.manual_seed(c.seed * 1_000_003 + at)           # the step's own noise: a resumed run draws the same
        for g in optimiser.param_groups:
            g["lr"] = g["peak"] * min((at + 1) / (0.1 * steps + 1), (steps - at) / (0.9 * steps))
        model.train()
        model.int8(share >= c.int8_from and at % 2 == 0)
        x, real = runs.pad([ids[i] for i in plan[at]])
        y = torch.tensor([labels[i] for i in plan[at]])
        logits, keep, p = model(x, real, sample=True)
        right = F.cross_entropy(logits, y)
        kl = F.kl_div(logits.log_softmax(-1), soft[plan[at]], reduction="batchmean")
        kept = keep.sum() / real.sum() / len(keep)           # by real tokens, never by padded ones
        asked = torch.cat([real[None], keep[:-1]]).detach()  # [L, B, T], alive before each layer
        doubt = (p * (1 - p) * asked).sum() / asked.sum()
        ramp = min(1.0, share / max(c.coefficient_warmup, 1e-9))
        loss = (1 - c.distil) * right + c.distil * kl + c.coefficient * ramp * kept + c.margin * doubt
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(slow + fast, 1.0)
        optimiser.step()
        at += 1
        said = dict(step=at, of=steps, loss=round(right.item(), 4), kl=round(kl.item(), 4), kept=round(kept.item(), 3))
        progress(at, steps, f"loss {said['loss']}, kept {said['kept']}")
        if share >= 0.5 and (at % every == 0 or at == steps):   # before that the coefficient has hardly been felt
            now = runs.figures(model.int8(False).eval(), *measured, 0.5)[0]
            said["held"] = now
            value = now["accuracy"] + 0.01 * min(now["flopsGain"], 10)   # a point of accuracy for a gain of one
            worse = 0 if best is None or value > best["value"] else worse + 1
            if worse == 0:
                best = dict(value=value, model={k: v.clone() for k, v in model.state_dict().items()})
        if at % 10 == 0 or "held" in said:
            with open(log, "a", encoding="utf-8") as file:
                file.write(json.dumps(said) + "\n")
        if at % SAVE_EVERY == 0 or at == stop_after:
            torch.save(dict(model=model.state_dict(), optimiser=optimiser.state_dict(), at=at, best=best, worse=worse, settings=settings), c.out / "part.pt")
            (c.out / "part.pt").replace(c.out / CHECKPOINT)   # a kill while writing leaves the last whole one
    if best:
        model.load_state_dict(best["model"])
    return model.int8(False).eval()
