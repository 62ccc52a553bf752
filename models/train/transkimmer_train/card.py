"""Writes a bundle's model card, README.md, from what its training has left: figures before and after, settings, a row a matrix."""
import json
from pathlib import Path

from . import frontier
from .classifier import Classifier
from .linears import flops_of, linears_of, shape_of
from .refused import Refused

RECORD = "training.json"


def add_options(parser):
    parser.add_argument("bundle", type=Path, help="a folder that skim or factor has written")


def run(options):
    if not (options.bundle / RECORD).is_file():
        raise Refused(f"{options.bundle} has no {RECORD}: give a folder that skim or factor has written.")
    write(options.bundle, Classifier.open(options.bundle))
    print(f"{options.bundle / 'README.md'} is written.")


def write_record(bundle, model, command, options, data, before, after):
    """Leaves what was done beside the weights, and the card of it. `before`, `after`: evaluate.measure's, on the rows held out."""
    settings = {name: str(value) if isinstance(value, Path) else value for name, value in vars(options).items() if name != "run"}
    (bundle / RECORD).write_text(json.dumps(dict(command=command, settings=settings, data=data, before=before, after=after), indent=1) + "\n")
    write(bundle, model)


def percent(x):
    return f"{100 * x:.1f} %"


def row(*cells):
    return "| " + " | ".join(map(str, cells)) + " |"


def figure(name, of):
    kept = " ".join(f"{k:.2f}" for k in of.get("kept", []))
    return row(name, f"{percent(of['accuracy'])} ± {100 * of['standardError']:.1f}", of["flopsGain"], kept)


def write(bundle, model):
    r = json.loads((bundle / RECORD).read_text())
    before, after, data = r["before"], r["after"], r["data"]
    lost = 100 * (before["own"]["accuracy"] - after["own"]["accuracy"])
    out = [f"# {bundle.resolve().name}", "", f"Labels: {', '.join(model.labels)}. Made by `python -m transkimmer_train {r['command']}`.", "",
           f"Measured on {data['held']} of {data['rows']} rows, which were held out of training{' and chose the checkpoint' if r['command'] == 'skim' else ''}, one run. ± is one standard error. FLOPs gain: the plain model's FLOPs over this one's, unpadded, predictors and factors counted.", "",
           row("", "accuracy", "FLOPs gain", "kept by layer"), "|---|---|---|---|", figure("before", before["own"]), figure("**after**", after["own"])]
    if "nothingSkimmed" in after:
        out += [figure("after, nothing skimmed", after["nothingSkimmed"])]
        out += [figure(f"after, threshold {t['threshold']}", t) for t in after["thresholds"]]
    out += ["", f"It {'loses' if lost >= 0 else 'gains'} {abs(lost):.1f} points. In eight bits {percent(after['int8']['accuracy'])}, fp32's label on {percent(after['int8']['sameLabel'])} of the rows and its exit depth for {percent(after['int8']['sameDepth'])} of the tokens."]
    same = after["asBefore"]
    depth = f", its exit depth for {percent(same['sameDepth'])} of the tokens and all masks of {percent(same['sameMasks'])} of the texts" if "sameDepth" in same else ""
    out += ["", f"It gives the label of the model before on {percent(same['sameLabel'])} of the rows{depth}."]
    if after.get("thresholds"):
        (bundle / "frontier.svg").write_text(frontier.drawing(before["own"], after["own"], after["thresholds"]), encoding="utf-8")
        out += ["", "![Accuracy against FLOPs gain at nine thresholds; the figures stand in the table above](frontier.svg)"]
    linears = {name.removeprefix("model."): (shape_of(linear), flops_of(linear)) for name, linear in linears_of(model).items()}
    if any(rank is not None for (_, _, rank), _ in linears.values()):
        whole = sum(2 * o * i for (o, i, _), _ in linears.values())
        out += ["", "## Matrices", "", f"{sum(f for _, f in linears.values()) / whole:.2f} of the FLOPs a token, {sum(f for _, f in linears.values()) / 1e6:.1f} MB in F16.", "",
                row("matrix", "shape", "rank", "FLOPs a token", "MB"), "|---|---|---|---|---|"]
        out += [row(f"`{name}`", f"{o} × {i}", "whole" if rank is None else rank, f"{flops:,}", f"{flops / 1e6:.2f}") for name, ((o, i, rank), flops) in linears.items()]
    settings = {name: value for name, value in r["settings"].items() if value is not None}
    out += ["", "## Settings", "", "```json", json.dumps(settings, indent=1), "```", ""]
    (bundle / "README.md").write_text("\n".join(out), encoding="utf-8")
