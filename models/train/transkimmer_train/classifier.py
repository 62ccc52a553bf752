"""
A Hugging Face classifier as the engine runs it: its layers one after another, before each of which tokens may leave.

The mask enters attention before the softmax normalises, so a masked token and a dropped one are the same thing: figures of padded
batches are those of rows that are really gone. state_dict() is the file: Hugging Face's names, those of the predictors
({stem}.skim_predictors.{l}.predictor.{0,1,2,4}) and of factors (linears.py).

Shapes: B texts, T tokens (padded), H hidden, L layers, C classes.
"""
import json
import shutil
from pathlib import Path

import torch
import torch.nn as nn
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

from .architectures import BY_TYPE
from .linears import Linear8, flops_of, linears_of, round_tokens, shape_of, take_forms
from .predictor import SkimPredictor
from .refused import Refused

TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "vocab.json", "merges.txt", "special_tokens_map.json", "added_tokens.json", "sentencepiece.bpe.model")


class Classifier(nn.Module):
    def __init__(self, model, skim=None):
        """`skim`: config.json's block, or None. Predictors are not there until `add_predictors`."""
        super().__init__()
        self.model = model
        self.settings = dict(skim or {})
        self.parts = BY_TYPE[model.config.model_type](model)
        for layer in self.parts.layers:
            for name in self.parts.LINEARS:
                layer.get_submodule(name).__class__ = Linear8
        for part in model.modules():
            if isinstance(part, nn.Dropout):
                part.p = 0.0                                 # what is trained here is distilled

    @property
    def predictors(self):
        return getattr(self.parts.stem, "skim_predictors", None)

    @property
    def labels(self):
        return [self.model.config.id2label[i] for i in range(self.model.config.num_labels)]

    def add_predictors(self):
        if self.predictors is None:
            self.parts.stem.skim_predictors = nn.ModuleList(SkimPredictor(self.parts.hidden) for _ in self.parts.layers)

    def int8(self, on):
        for linear in linears_of(self).values():
            linear.set_int8(on)
        return self

    def layer(self, l, h, alive):
        """[B, T, H], [B, T] (1 = there) -> [B, T, H]"""
        layer, (B, T, H) = self.parts.layers[l], h.shape
        query, key, value = self.parts.projections(layer)
        x = round_tokens(h) if query.int8 else h             # the three share one rounding
        q, k, v = (f(x, rounded=True).view(B, T, self.parts.heads, -1).transpose(1, 2) for f in (query, key, value))
        score = q @ k.transpose(2, 3) * (H // self.parts.heads) ** -0.5
        if alive.requires_grad:
            # exp x mask, then normalise: the same numbers as -inf, but the mask gets a gradient. The maximum goes first,
            # without gradient; the floor is far below any real sum.
            e = (score - score.amax(-1, keepdim=True).detach()).exp() * alive[:, None, None]
            attention = e / e.sum(-1, keepdim=True).clamp_min(1e-30)
        else:
            attention = score.masked_fill(alive[:, None, None] == 0, -torch.inf).softmax(-1)
        heard = (attention @ v).transpose(1, 2).reshape(B, T, H)
        return self.parts.feed(layer, self.parts.hear(layer, heard, h))

    def step(self, l, h, alive, threshold=None, sample=False):
        """One layer and the decision before it -> states, who is alive, p(keep) or None."""
        alive, p = self.decide(l, h, alive, threshold, sample)
        new = self.layer(l, h, alive)
        return (h.lerp(new, alive[..., None]) if p is not None else new), alive, p   # a skimmed token's state is forwarded

    def decide(self, l, h, alive, threshold=None, sample=False):
        """-> who goes on to layer l, p(keep) or None. `threshold`: a number, or a list of one a layer; without it and without `sample` all go on."""
        p = None
        if sample or threshold is not None:
            z = self.predictors[l](h)                        # [B, T, 2]
            p = z.softmax(-1)[..., 1]
            if sample:                                       # straight-through Gumbel-softmax, hard, temperature 1
                soft = (z - torch.log(torch.empty_like(z).exponential_())).softmax(-1)[..., 1]
                choice = (soft > 0.5).float() + soft - soft.detach()
            else:
                choice = (p >= (threshold[l] if isinstance(threshold, list) else threshold)).float()
            alive = alive * torch.cat([torch.ones_like(choice[:, :1]), choice[:, 1:]], 1)   # position 0 is always kept
        return alive, p

    def finish(self, h, real):
        mean = self.settings.get("pooling") == "mean"
        return self.parts.head((h * real[..., None]).sum(1) / real.sum(1, keepdim=True) if mean else h[:, 0])

    def forward(self, ids, real, threshold=None, sample=False):
        """ids, real [B, T] -> logits [B, C], keep [L, B, T], p(keep) [L, B, T]; None, None for a dense run."""
        h, alive, keeps, scores = self.parts.embed(ids), real, [], []
        for l in range(len(self.parts.layers)):
            h, alive, p = self.step(l, h, alive, threshold, sample)
            keeps.append(alive)
            scores.append(p)
        skims = scores[0] is not None
        return self.finish(h, real), (torch.stack(keeps) if skims else None), (torch.stack(scores) if skims else None)

    def flops(self, kept, n):
        """-> own, plain: of a text of n tokens, kept[l] of them at layer l (None = all, nothing scored); the plain model's beside it."""
        skims, kept, own, plain = kept is not None, kept or [n] * len(self.parts.layers), 0, 0
        for l, layer in enumerate(self.parts.layers):
            linears = [layer.get_submodule(name) for name in self.parts.LINEARS]
            own += kept[l] * sum(map(flops_of, linears)) + 4 * kept[l] ** 2 * self.parts.hidden
            plain += n * sum(2 * out * into for out, into, _ in map(shape_of, linears)) + 4 * n * n * self.parts.hidden
            if skims:
                asked, predictor = n if l == 0 else kept[l - 1], self.predictors[l].predictor
                own += asked * (flops_of(predictor[1]) + flops_of(predictor[4]))
        return own, plain

    # ---- folders ----------------------------------------------------------------------------------------------------

    @staticmethod
    def open(folder):
        folder = Path(folder)
        if not (folder / "config.json").is_file():
            raise Refused(f"{folder} is no model folder, for it has no config.json: give a folder that save_pretrained wrote.")
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        except ValueError:
            raise Refused(f"{folder}/config.json holds no JSON: save the model again.") from None
        if config.get("model_type") not in BY_TYPE:
            raise Refused(f"{folder} is of the type {config.get('model_type')!r}; {', '.join(BY_TYPE)} can be trained here.")
        if config.get("problem_type") in ("regression", "multi_label_classification"):
            raise Refused(f"{folder} answers with {'a number' if config['problem_type'] == 'regression' else 'several labels'}; models of one label a text can be trained here.")
        model = AutoModelForSequenceClassification.from_config(AutoConfig.from_pretrained(folder)).eval()
        classifier, tensors = Classifier(model, config.get("skim")), tensors_of(folder)
        if any(".skim_predictors." in name for name in tensors):
            classifier.add_predictors()
        take_forms(model, tensors)
        try:
            missing = [name for name in model.load_state_dict(tensors, strict=False).missing_keys if "position_ids" not in name]
        except RuntimeError as error:
            raise Refused(f"{folder}: its tensors are not of the shapes that config.json says ({str(error).splitlines()[1].strip()}).") from None
        if missing:
            raise Refused(f"{folder} is no whole classifier, for it has no {missing[0]}: fine-tune and save a ForSequenceClassification model.")
        return classifier.eval()

    def save(self, out, source, **said):
        """Writes a bundle in F16 that the extension opens: `source`'s tokenizer and settings, what was `said` in the skim block."""
        out.mkdir(parents=True, exist_ok=True)
        for name in TOKENIZER_FILES:
            if (Path(source) / name).is_file():
                shutil.copyfile(Path(source) / name, out / name)
        config = json.loads((Path(source) / "config.json").read_text(encoding="utf-8"))
        config["skim"] = {**self.settings, **said}
        if self.predictors is not None:
            config["skim"] = {"threshold": 0.5, "semantics": "dropped", **config["skim"]}
        (out / "config.json").write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        tensors = {name: t.to(torch.float16).contiguous() for name, t in self.model.state_dict().items() if t.is_floating_point()}
        save_file(tensors, out / "model.safetensors", metadata={"format": "pt"})


def tensors_of(folder):
    whole, pickled = folder / "model.safetensors", folder / "pytorch_model.bin"
    if whole.is_file():
        return {name: t.float() for name, t in load_file(whole).items()}
    if pickled.is_file():
        return {name: t.float() for name, t in torch.load(pickled, map_location="cpu", weights_only=True).items() if t.is_floating_point()}
    raise Refused(f"{folder} has neither model.safetensors nor pytorch_model.bin: save the model in one file.")


def open_tokenizer(folder):
    """-> texts, most tokens a text -> ids: [CLS] pieces [SEP], cut with [SEP] kept at the end."""
    file = Path(folder) / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(file)) if file.is_file() else AutoTokenizer.from_pretrained(folder).backend_tokenizer
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def encode(texts, most):
        ids = [coded.ids for coded in tokenizer.encode_batch(list(texts))]
        return [i if len(i) <= most else i[: most - 1] + i[-1:] for i in ids]
    return encode
