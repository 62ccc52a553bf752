"""Measures a model on labelled texts: accuracy with its standard error, FLOPs gain, tokens kept; as fp32 and as the engine's int8."""
import json

from . import machine, rows, runs
from .classifier import Classifier, open_tokenizer

THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def add_options(parser):
    parser.add_argument("model", help="a model's folder")
    rows.add_options(parser)
    parser.add_argument("--threshold", type=float, help="of skimming; the model's own where it is left away")
    parser.add_argument("--max-tokens", type=int, help="a longer text is cut")
    parser.add_argument("--seed", type=int, default=1)
    machine.add_options(parser)


def run(options):
    machine.take(options)
    model = Classifier.open(options.model)
    read = rows.read_rows(options.data, model.labels, options.text, options.label, options.labels)
    print(json.dumps(measure(model, *coded(model, options.model, read, options.max_tokens), options.threshold), indent=1))


def coded(model, folder, read, most=None):
    """-> ids, labels"""
    most = min(most or 10**6, getattr(model.model.config, "max_position_embeddings", 512) - 2, 512)
    return open_tokenizer(folder)([text for text, _ in read], most), [y for _, y in read]


def own_threshold(model):
    """None = it has no predictors."""
    return None if model.predictors is None else model.settings.get("threshold", 0.5)


def measure(model, ids, labels, threshold=None, thresholds=(), was=None):
    """-> dict; with predictors what nothing skimmed and other thresholds come to, too. `was`: runs.run's of the model that it was made from."""
    threshold = own_threshold(model) if threshold is None else threshold
    own, *fp32 = runs.figures(model, ids, labels, threshold)
    _, *eight = runs.figures(model.int8(True), ids, labels, threshold)
    model.int8(False)
    out = dict(own=own, int8=runs.agreement(fp32, eight, labels))
    if was is not None:
        same = runs.agreement(was, fp32, labels)
        names = ("sameLabel", "sameDepth", "sameMasks") if was[1][0] else ("sameLabel",)   # where nothing skimmed before, there is no depth
        out["asBefore"] = {name: same[name] for name in names}
    if threshold is not None:
        out["nothingSkimmed"] = runs.figures(model, ids, labels)[0]
        out["thresholds"] = [runs.figures(model, ids, labels, t)[0] for t in thresholds]
    return out
