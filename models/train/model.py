"""
A BERT encoder that skims, whole, in one file.

Before layer l a small predictor asks every token that is still alive: keep, or skim? A skimmed token leaves for good,
and its last hidden state is forwarded to the end (Guan et al., "Transkimmer", ACL 2022, arXiv 2205.07324).

Two ways to run it, and they give the same logits (test_smoke.py checks it):
  forward()  a padded batch, skimmed tokens masked      - for training, where the masks need a gradient
  skim()     one text, skimmed rows really gathered away - for inference, evaluation and the parity fixtures

Where we leave the authors' code, on purpose: the mask enters attention *before* the softmax normalises, so that a masked
token and a dropped one are the same thing, and nothing is sampled outside training.

Module names are chosen so that state_dict() is the file: Hugging Face's names for BertForSequenceClassification, plus
bert.encoder.skim_predictors.{l}.predictor.{0,1,2,4}.

Shapes: B texts, T tokens (padded), n tokens of one text, H hidden, I intermediate, A heads, L layers, C classes.
"""
import json
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from transkimmer_train.linears import Linear8, linears_of, round_tokens, take_forms
from transkimmer_train.predictor import SkimPredictor


# ---- the parts, in the order a token meets them -----------------------------------------------------------------

@dataclass
class Config:
    vocab_size: int
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    max_position_embeddings: int
    type_vocab_size: int = 2
    layer_norm_eps: float = 1e-12
    num_labels: int = 2
    pooling: str = "cls"      # "cls": position 0; "mean": all final states, the forwarded ones included
    dropout: float = 0.0


class Embeddings(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.word_embeddings = nn.Embedding(c.vocab_size, c.hidden_size)
        self.position_embeddings = nn.Embedding(c.max_position_embeddings, c.hidden_size)
        self.token_type_embeddings = nn.Embedding(c.type_vocab_size, c.hidden_size)
        self.LayerNorm = nn.LayerNorm(c.hidden_size, eps=c.layer_norm_eps)

    def forward(self, ids):                                  # [.., T] -> [.., T, H]
        position = self.position_embeddings.weight[: ids.shape[-1]]
        return self.LayerNorm(self.word_embeddings(ids) + position + self.token_type_embeddings.weight[0])


class SelfAttention(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.heads = c.num_attention_heads
        self.query = Linear8(c.hidden_size, c.hidden_size)
        self.key = Linear8(c.hidden_size, c.hidden_size)
        self.value = Linear8(c.hidden_size, c.hidden_size)

    def forward(self, h, alive=None):                        # h [B, T, H], alive [B, T] or None
        B, T, H = h.shape
        if self.query.int8:
            h = round_tokens(h)                              # query, key and value share one rounding
        q, k, v = (f(h, rounded=True).view(B, T, self.heads, -1).transpose(1, 2)
                   for f in (self.query, self.key, self.value))         # [B, A, T, H/A]
        score = q @ k.transpose(2, 3) * (H // self.heads) ** -0.5       # [B, A, T, T]
        if alive is None:
            attention = score.softmax(-1)
            self.probability = attention.detach()            # read by evaluate.py's attention baseline
        elif not alive.requires_grad:
            attention = score.masked_fill(alive[:, None, None] == 0, -torch.inf).softmax(-1)
        else:
            # exp x mask, then normalise: the same numbers as -inf, but the mask gets a gradient. The maximum goes
            # first, without gradient; the floor is far below any real sum.
            e = (score - score.amax(-1, keepdim=True).detach()).exp() * alive[:, None, None]
            attention = e / e.sum(-1, keepdim=True).clamp_min(1e-30)
        return (attention @ v).transpose(1, 2).reshape(B, T, H)         # [B, T, H]


class ResidualOutput(nn.Module):
    def __init__(self, width: int, c: Config):
        super().__init__()
        self.dense = Linear8(width, c.hidden_size)
        self.LayerNorm = nn.LayerNorm(c.hidden_size, eps=c.layer_norm_eps)
        self.dropout = c.dropout

    def forward(self, x, residual):                          # [B, T, width], [B, T, H] -> [B, T, H]
        x = self.dense(x)
        if self.training and self.dropout:
            x = F.dropout(x, self.dropout)
        return self.LayerNorm(x + residual)


class Layer(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.attention = nn.ModuleDict({"self": SelfAttention(c), "output": ResidualOutput(c.hidden_size, c)})
        self.intermediate = nn.ModuleDict({"dense": Linear8(c.hidden_size, c.intermediate_size)})
        self.output = ResidualOutput(c.intermediate_size, c)

    def forward(self, h, alive=None):                        # [B, T, H] -> [B, T, H]
        h = self.attention["output"](self.attention["self"](h, alive), h)
        return self.output(F.gelu(self.intermediate["dense"](h)), h)


# ---- the whole --------------------------------------------------------------------------------------------------

@dataclass
class Run:
    """What one text gave. Kept sets are nested, so `depth` says it all: the layers a token went through, 0 .. L."""
    score: list          # [L][n] p(keep), None where it was not asked (position 0, and tokens already gone)
    keep: list           # [L][n] bool
    depth: list          # [n] int
    logits: torch.Tensor  # [C]

    def kept(self):
        return [sum(k) for k in self.keep]


class Transkimmer(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.config = c
        self.bert = nn.Module()
        self.bert.embeddings = Embeddings(c)
        self.bert.encoder = nn.Module()
        self.bert.encoder.layer = nn.ModuleList(Layer(c) for _ in range(c.num_hidden_layers))
        self.bert.encoder.skim_predictors = nn.ModuleList(SkimPredictor(c.hidden_size) for _ in range(c.num_hidden_layers))
        self.bert.pooler = nn.ModuleDict({"dense": nn.Linear(c.hidden_size, c.hidden_size)})
        self.classifier = nn.Linear(c.hidden_size, c.num_labels)
        nn.init.normal_(self.classifier.weight, std=0.02)
        nn.init.zeros_(self.classifier.bias)

    @property
    def device(self):
        return self.classifier.weight.device

    def int8(self, on: bool, but=()):
        """Every linear of the layers and predictors in the engine's eight bits, or none. `but` names those left in fp32."""
        for name, linear in linears_of(self).items():
            linear.set_int8(on and name not in but)
        return self

    def head(self, pooled):                                  # [.., H] -> [.., C]
        pooled = self.bert.pooler["dense"](pooled).tanh()
        if self.training and self.config.dropout:
            pooled = F.dropout(pooled, self.config.dropout)
        return self.classifier(pooled)

    def forward(self, ids, real, threshold=None, sample=False):
        """ids, real [B, T] -> logits [B, C], keep [L, B, T], p(keep) [L, B, T]. No threshold, no sample: a dense run."""
        skims = sample or threshold is not None
        h = self.bert.embeddings(ids)                        # [B, T, H]
        if self.training and self.config.dropout:
            h = F.dropout(h, self.config.dropout)
        alive = real                                         # [B, T], 1 = still here
        first = torch.zeros_like(real)
        first[:, 0] = 1                                      # position 0 is always kept
        keeps, scores = [], []
        for l, layer in enumerate(self.bert.encoder.layer):
            if skims:
                z = self.bert.encoder.skim_predictors[l](h)  # [B, T, 2]
                p = z.softmax(-1)[..., 1]                    # [B, T]
                if sample:                                   # straight-through Gumbel-softmax, hard, temperature 1
                    gumbel = -torch.log(torch.empty_like(z).exponential_())
                    soft = (z + gumbel).softmax(-1)[..., 1]
                    choice = (soft > 0.5).float() + soft - soft.detach()
                else:
                    choice = (p >= (threshold if isinstance(threshold, (int, float)) else threshold[l])).float()
                alive = alive * torch.where(first == 1, first, choice)
                scores.append(p)
                keeps.append(alive)
            new = layer(h, alive)
            h = torch.lerp(h, new, alive[..., None]) if skims else new  # a skimmed token's state is forwarded
        if self.config.pooling == "mean":
            pooled = (h * real[..., None]).sum(1) / real.sum(1, keepdim=True)
        else:
            pooled = h[:, 0]
        self.pooled = pooled                                 # [B, H], for train.py's contrastive loss
        return self.head(pooled), (torch.stack(keeps) if keeps else None), (torch.stack(scores) if scores else None)

    @torch.no_grad()
    def skim(self, ids, threshold=0.5, dense=False, choose=None, forced=()) -> Run:
        """
        One text of n tokens, with real dropping. `choose(l, h, index)` replaces the predictors (the baselines use it).
        `forced`: (token, from, keep), a token's fate from layer `from` on whatever its score; of several fates of one token the
        one with the highest `from` holds, of equal ones the last. Once skimmed it is gone, and position 0 always stays.
        """
        L, n = self.config.num_hidden_layers, len(ids)
        h = self.bert.embeddings(torch.as_tensor(ids))       # [n, H]
        final = h.clone()                                    # [n, H], the last state that each token had
        index = torch.arange(n)                              # the tokens alive, by their place in the text
        score, keep = [], []
        for l, layer in enumerate(self.bert.encoder.layer):
            p = [None] * n
            if not dense:
                if choose is not None:
                    chosen = choose(l, h, index)             # [k] bool
                else:
                    at = threshold if isinstance(threshold, (int, float)) else threshold[l]
                    asked = self.bert.encoder.skim_predictors[l](h).softmax(-1)[:, 1]   # [k]
                    for i, v in zip(index.tolist(), asked.tolist()):
                        p[i] = v
                    chosen = asked >= at
                for token, start, fate in sorted(forced, key=lambda f: f[1]):
                    if l >= start:
                        chosen = torch.where(index == token, fate, chosen)
                chosen = chosen | (index == 0)
                p[0] = None
                h, index = h[chosen], index[chosen]
            alive = [False] * n
            for i in index.tolist():
                alive[i] = True
            score.append(p)
            keep.append(alive)
            h = layer(h[None])[0]                            # [k, H]
            final[index] = h
        pooled = final.mean(0) if self.config.pooling == "mean" else final[0]
        return Run(score, keep, [sum(k[i] for k in keep) for i in range(n)], self.head(pooled))

    # ---- folders --------------------------------------------------------------------------------------------

    @staticmethod
    def open(folder, **change) -> "Transkimmer":
        """Any Hugging Face BERT folder; a plain BertModel's tensors (no "bert." prefix) and missing parts are fine."""
        folder = Path(folder)
        c = json.loads((folder / "config.json").read_text())
        known = {k: c[k] for k in Config.__dataclass_fields__ if k in c}
        known["num_labels"] = len(c["id2label"]) if "id2label" in c else 2
        known["pooling"] = c.get("skim", {}).get("pooling", "cls")
        model = Transkimmer(Config(**{**known, **change}))
        tensors = {k if k.startswith(("bert.", "classifier.")) else "bert." + k: v.float()
                   for k, v in load_file(folder / "model.safetensors").items()}
        take_forms(model, tensors)
        own = model.state_dict()
        model.load_state_dict({**own, **{k: v for k, v in tensors.items() if k in own and v.shape == own[k].shape}})
        return model

    def save(self, folder, labels, skim=None, dtype=torch.float16):
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        c = self.config
        config = {"architectures": ["BertForSequenceClassification"], "model_type": "bert", "hidden_act": "gelu",
                  **{k: getattr(c, k) for k in ("vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads",
                     "intermediate_size", "max_position_embeddings", "type_vocab_size", "layer_norm_eps")},
                  "pad_token_id": 0, "id2label": {str(i): name for i, name in enumerate(labels)},
                  "label2id": {name: i for i, name in enumerate(labels)},
                  "skim": {"threshold": 0.5, "pooling": c.pooling, **(skim or {})}}
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
        save_file({k: v.to(dtype).contiguous() for k, v in self.state_dict().items()},
                  folder / "model.safetensors", metadata={"format": "pt"})


def flops(kept, n, c: Config, predictors=True) -> int:
    """2 a multiply-add, real tokens only; embeddings, pooler and classifier left out. kept: tokens at each layer."""
    H, I = c.hidden_size, c.intermediate_size
    layers = sum(k * (8 * H * H + 4 * H * I) + 4 * k * k * H for k in kept)
    asked = [n, *kept[:-1]]
    return layers + (sum(k * (2 * H * H + 4 * H) for k in asked) if predictors else 0)
