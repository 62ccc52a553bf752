"""
The mean of several runs' weights:  python average.py RUNS/sst2_dense RUNS/sst2_phrases --out RUNS/sst2_mean

Runs from the same start that differ in seed end in one valley, and its middle lies lower than its sides (Wortsman et al. 2022,
"Model soups", arXiv 2203.05482): one model's size and speed, nearly an ensemble's accuracy.
"""
import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file


def average(runs, out):
    """Folders of runs -> a folder with the mean of their weights, and the first one's configuration and tokenizer."""
    parts = [load_file(run / "model.safetensors") for run in runs]
    out.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "tokenizer.json"):
        shutil.copy(runs[0] / name, out)
    save_file({k: torch.stack([p[k] for p in parts]).mean(0) for k in parts[0]}, out / "model.safetensors", metadata={"format": "pt"})


if __name__ == "__main__":
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("runs", type=Path, nargs="+")
    a.add_argument("--out", type=Path, required=True)
    a = a.parse_args()
    average(a.runs, a.out)
    print(f"{a.out.name}: the mean of {len(a.runs)} runs")
