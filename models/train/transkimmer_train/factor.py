"""Puts two low-rank factors in place of each matrix, without training: calibrated on your texts, ranks by what they cost the loss."""
import json
import random
from pathlib import Path

from . import low_rank, machine, rows, runs
from .card import write_record
from .classifier import Classifier
from .evaluate import coded, measure, own_threshold
from .linears import linears_of, shape_of
from .refused import Refused


def add_options(parser):
    parser.add_argument("model", help="a fine-tuned classifier's folder, skimming or not")
    rows.add_options(parser)
    parser.add_argument("-o", "--out", type=Path, required=True, help="the bundle's folder")
    parser.add_argument("--flops", type=float, default=0.4, help="share of the matrices' FLOPs that stays (default 0.4)")
    parser.add_argument("--ranks", choices=("loss", "uniform"), default="loss", help="how ranks are found: by each matrix's KL when it alone is cut, or the same share for all")
    parser.add_argument("--texts", type=int, default=300, help="texts to calibrate on (default 300)")
    parser.add_argument("--asked", type=int, default=64, help="of these, texts to ask the loss of (default 64)")
    parser.add_argument("--max-tokens", type=int, default=128, help="a longer text is cut (default 128)")
    parser.add_argument("--seed", type=int, default=1)
    machine.add_options(parser)


def run(options):
    machine.take(options)
    model = Classifier.open(options.model)
    read = rows.read_rows(options.data, model.labels, options.text, options.label, options.labels)
    train, held = rows.split(read, options.data, seed=options.seed)
    print(f"{len(read)} rows: {len(train)} to calibrate on, of which {min(len(train), options.texts)} texts are read, {len(held)} held out to measure on.", flush=True)
    measured = coded(model, options.model, held, options.max_tokens)
    before, was = measure(model, *measured), runs.run(model, measured[0], own_threshold(model))
    factored(model, coded(model, options.model, train, options.max_tokens)[0], options.flops, options.ranks, options.texts, options.asked, options.seed)
    after = measure(model, *measured, was=was)
    model.save(options.out, options.model, factored=dict(flops=options.flops, ranks=options.ranks), int8=dict(data=f"{Path(options.data).name}, rows held out", **after["int8"]))
    write_record(options.out, model, "factor", options, dict(rows=len(read), held=len(held)), before, after)
    print(json.dumps(dict(before=before["own"], after=after["own"]), indent=1))


def factored(model, ids, share, ranks="loss", texts=300, asked=64, seed=1):
    """Cuts the model's matrices where they stand."""
    if not 0.05 <= share < 1:
        raise Refused(f"--flops {share}: give a share of 0.05 to less than 1.")
    threshold = own_threshold(model)
    ids = random.Random(seed).sample(ids, min(texts, len(ids)))
    fitted = low_rank.fit(model, ids, threshold, machine.Progress("calibrating"))
    if ranks == "uniform":
        chosen = low_rank.uniform(model, share)
    else:
        table = low_rank.losses(model, fitted, ids[:asked], threshold, machine.Progress("asking the loss"))
        chosen = low_rank.by_loss(model, table, share)
    low_rank.factor(model, fitted, chosen)
    two = sum(shape_of(linear)[2] is not None for linear in linears_of(model).values())
    print(f"{two} of {len(linears_of(model))} matrices are two factors.", flush=True)
