"""
Cross-validation: the figures that evaluate.py left of each fold, as one table, a line a threshold:
    python folds.py logs/gpu/issues_sharp*.json
"""
import json
import sys
from pathlib import Path


def table(folds):
    mean = lambda values: sum(values) / len(values)
    dense = [f["dense"] for f in folds]
    shares = lambda values: " ".join(f"{100 * v:.1f}" for v in values)
    lines = ["| threshold | right, by fold, % | mean | lost | FLOPs gain, mean |", "|---|---|---|---|---|",
             f"| dense | {shares(dense)} | {100 * mean(dense):.2f} % | | 1 |"]
    for t in folds[0]["thresholds"]:
        at = [f["thresholds"][t] for f in folds]
        right = [a["accuracy"] for a in at]
        lines.append(f"| {t} | {shares(right)} | {100 * mean(right):.2f} % | {100 * (mean(dense) - mean(right)):.2f} | {mean([a['flopsGain'] for a in at]):.2f} |")
    eight = [f["int8"] for f in folds]
    by = lambda key: 100 * mean([e[key] for e in eight])
    lines.append(f"\nint8 against fp32 at threshold {folds[0]['threshold']}: same label {by('sameLabel'):.2f} %, same exit depth {by('sameDepth'):.2f} %, "
                 f"accuracy {by('accuracy'):.2f} against {by('accuracyFp32'):.2f} %")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table([json.loads(Path(f).read_text()) for f in sys.argv[1:]]))
