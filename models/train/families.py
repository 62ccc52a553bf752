"""
A tiny random classifier of each family that the engine computes, made by Transformers' own classes, and PyTorch's numbers on it:

    python families.py ../../test/fixtures/families [NAME…]

writes a folder each as save_pretrained does, and its numbers as pytorch.json: of the whole model, and of runs in which tokens leave.
Those are computed on gathered rows by the family's own layer modules. What hears by places is told the rows' own.

A family is an entry of FAMILIES, a class that says what BERT's relatives do otherwise. A name that ends in "-skim" is the family with
Transkimmer's predictors.
"""
import json
import random
import shutil
import sys
from pathlib import Path

import torch
import torch.nn as nn
import transformers
from tokenizers import AddedToken, decoders, normalizers, pre_tokenizers, processors
from transformers import AutoModelForSequenceClassification
from transformers.models.deberta_v2.modeling_deberta_v2 import make_log_bucket_position

from fixtures import TEXTS
from model import SkimPredictor
from tiny import small_tokenizer
from tokenizer_fixtures import utf16
from tokenizer_kinds import byte_bpe, unigram

THRESHOLDS = [0.3, 0.5, 0.7]
LEAVE = [0.3, 0.9]                                           # shares of the tokens that fates decided by hand take out
SIZES = {"hidden_size": 24, "num_hidden_layers": 3, "num_attention_heads": 3, "intermediate_size": 40,
         "max_position_embeddings": 300}


class Family:
    """BERT's relatives: what they share."""
    config: str                                              # Transformers' class
    base: str                                                # the model's part that is the encoder
    encoder = "encoder"                                      # the part of it whose layers these are
    settings = SIZES
    texts = TEXTS

    def tokenizer(self):
        raise NotImplementedError

    def model(self, vocab_size, pad):
        config = getattr(transformers, self.config)(**self.settings, vocab_size=vocab_size, pad_token_id=pad, num_labels=3)
        return AutoModelForSequenceClassification.from_config(config).eval()

    def stem(self, base):                                    # the part that has the layers, and the predictors
        return getattr(base, self.encoder)

    def settle(self, config):                                # the settings' file, as others than this Transformers write it
        pass

    def embed(self, base, ids):                              # [1, n] -> [1, n, H], the first layer's input
        return base.embeddings(input_ids=ids)

    def layer(self, base, l, h, places):                     # [1, k, H], [k] -> [1, k, H]
        return self.stem(base).layer[l](h)

    def logits(self, model, h):                              # the final states [1, n, H] -> [1, C]
        return model.classifier(h)


def wordpiece(special=None):
    """The vocabulary of the tiny bundles, cut; `special` renames its special pieces."""
    vocab = small_tokenizer(400)[0]["model"]["vocab"]
    return {(special or {}).get(piece, piece): at for piece, at in vocab.items()}


class DistilBert(Family):
    config, base, encoder = "DistilBertConfig", "distilbert", "transformer"
    settings = {"dim": 24, "n_layers": 3, "n_heads": 3, "hidden_dim": 40, "max_position_embeddings": 300}

    def tokenizer(self):
        return transformers.DistilBertTokenizer(vocab=wordpiece())

    def logits(self, model, h):
        return model.classifier(model.pre_classifier(h[:, 0]).relu())


class Electra(Family):
    config, base = "ElectraConfig", "electra"
    settings = {**SIZES, "embedding_size": 16, "hidden_act": "gelu_new"}   # its head has gelu all the same

    def tokenizer(self):
        return transformers.ElectraTokenizer(vocab=wordpiece())

    def embed(self, base, ids):
        return base.embeddings_project(base.embeddings(input_ids=ids))


def learnt(tokenizer):
    return json.loads(tokenizer.to_str())["model"]


class Roberta(Family):
    config, base = "RobertaConfig", "roberta"
    settings = {**SIZES, "type_vocab_size": 1, "layer_norm_eps": 1e-5}
    texts = [*TEXTS, "A <pad> takes no place, <mask> does."]

    def tokenizer(self):
        pieces = learnt(byte_bpe(pre_tokenizers.ByteLevel(add_prefix_space=False), size=400))
        return transformers.RobertaTokenizer(vocab=pieces["vocab"], merges=[tuple(pair) for pair in pieces["merges"]])


class XLMRoberta(Roberta):
    config = "XLMRobertaConfig"

    def tokenizer(self):
        pieces = learnt(unigram(None, pre_tokenizers.Metaspace(), size=300))["vocab"]
        return transformers.XLMRobertaTokenizer(vocab=[tuple(piece) for piece in pieces])


class Camembert(Roberta):
    config = "CamembertConfig"

    def tokenizer(self):
        pieces = learnt(unigram(None, pre_tokenizers.Metaspace(), size=300))["vocab"][5:]
        first = [(name, 0.0) for name in ("<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED", "<s>", "</s>")]
        return transformers.CamembertTokenizer(vocab=[*first, *(tuple(piece) for piece in pieces), ("<mask>", 0.0)])


class Albert(Family):
    config, base = "AlbertConfig", "albert"
    settings = {**SIZES, "embedding_size": 16}

    def tokenizer(self):
        plain = normalizers.Sequence([normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()])
        pieces = learnt(unigram(plain, pre_tokenizers.Metaspace(), size=300))["vocab"][5:]
        first = [(name, 0.0) for name in ("<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]")]
        return transformers.AlbertTokenizer(vocab=[*first, *(tuple(piece) for piece in pieces)])

    def embed(self, base, ids):
        return base.encoder.embedding_hidden_mapping_in(base.embeddings(input_ids=ids))

    def layer(self, base, l, h, places):
        return base.encoder.albert_layer_groups[0].albert_layers[0](h)

    def logits(self, model, h):
        return model.classifier(model.albert.pooler(h[:, 0]).tanh())


class MPNet(Roberta):
    config, base = "MPNetConfig", "mpnet"
    settings = SIZES

    def tokenizer(self):
        names = {"[CLS]": "<s>", "[PAD]": "<pad>", "[SEP]": "</s>", "[MASK]": "<mask>"}
        first = ["<s>", "<pad>", "</s>"]                     # ids 0, 1, 2, as its checkpoints have them
        pieces = [*first, *(piece for piece in wordpiece(names) if piece not in first)]
        return transformers.MPNetTokenizer(vocab={piece: at for at, piece in enumerate(pieces)})

    def layer(self, base, l, h, places):
        whole = base.encoder.compute_position_bias(torch.empty(1, int(places[-1]) + 1))   # 1 × heads × n × n
        return base.encoder.layer[l](h, position_bias=whole[:, :, places][..., places])[0]


class DebertaV2(Family):
    """As v3's checkpoints are: buckets of distances, keys and queries of them by the content's own linears."""
    config, base = "DebertaV2Config", "deberta"
    settings = {**SIZES, "relative_attention": True, "position_buckets": 8, "max_relative_positions": 32,
                "pos_att_type": "p2c|c2p", "share_att_key": True, "norm_rel_ebd": "layer_norm",
                "position_biased_input": False}
    texts = [*TEXTS, "Blanks  and\tlines\r\n\nare one blank, at the end none. \n"]

    def tokenizer(self):
        pieces = learnt(unigram(None, pre_tokenizers.Metaspace(), size=300))["vocab"][5:]
        first = [(name, 0.0) for name in ("[PAD]", "[CLS]", "[SEP]", "[UNK]")]
        return transformers.DebertaV2Tokenizer(vocab=[*first, *(tuple(piece) for piece in pieces), ("[MASK]", 0.0)])

    def layer(self, base, l, h, places):
        apart = places[:, None] - places
        if base.encoder.position_buckets > 0:
            apart = make_log_bucket_position(apart, base.encoder.position_buckets, base.encoder.max_relative_positions)
        seen = torch.ones(1, 1, len(places), len(places))
        return base.encoder.layer[l](h, seen, relative_pos=apart.long()[None], rel_embeddings=base.encoder.get_rel_embedding())[0]

    def logits(self, model, h):
        return model.classifier(model.pooler(h))


class DebertaV2Own(DebertaV2):
    """What the architecture has besides: distances themselves, linears of their own, places, token types, a projection."""
    settings = {**SIZES, "relative_attention": True, "max_relative_positions": 24, "pos_att_type": ["c2p"],
                "embedding_size": 16, "type_vocab_size": 2, "pooler_hidden_act": "tanh"}


class ModernBert(Family):
    config, base = "ModernBertConfig", "model"
    settings = {**SIZES, "num_hidden_layers": 4, "local_attention": 8}
    texts = [*TEXTS, "def f(x):\n        return   x\t\t# runs of blanks", "A [MASK] takes the blank before it, cafe\u0301."]

    def tokenizer(self):
        """Of no class of its own: its tokenizer.json says all, and has names and runs of blanks behind the pieces."""
        t = byte_bpe(pre_tokenizers.ByteLevel(add_prefix_space=False), 400, normalizers.NFC(), ["<|padding|>", "<|endoftext|>"])
        t.add_tokens([AddedToken(blank * n, normalized=False) for blank in " \t" for n in range(2, 25)])
        t.add_special_tokens(["[UNK]", "[CLS]", "[SEP]", "[PAD]", AddedToken("[MASK]", lstrip=True, normalized=False)])
        ids = [(name, t.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
        t.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=ids)
        t.decoder = decoders.ByteLevel()
        names = {f"{kind}_token": f"[{kind.upper()}]" for kind in ("unk", "cls", "sep", "pad", "mask")}
        return transformers.PreTrainedTokenizerFast(tokenizer_object=t, **names)

    def stem(self, base):
        return base

    def layer(self, base, l, h, places):
        kind = base.config.layer_types[l]
        near = (places[:, None] - places).abs() <= base.config.local_attention // 2
        mask = near[None, None] if kind == "sliding_attention" else None
        return base.layers[l](h, attention_mask=mask, position_embeddings=base.rotary_emb(h, places[None], kind))

    def logits(self, model, h):
        h = model.model.final_norm(h)
        return model.classifier(model.head(h[:, 0] if model.config.classifier_pooling == "cls" else h.mean(1)))


class ModernBertOld(ModernBert):
    """The settings as files before Transformers 5 have them."""
    settings = {**ModernBert.settings, "global_rope_theta": 2000.0, "local_rope_theta": 20.0}

    def settle(self, config):
        saved = json.loads(config.read_text())
        del saved["layer_types"]
        ropes = saved.pop("rope_parameters")
        saved.update(global_attn_every_n_layers=3, global_rope_theta=ropes["full_attention"]["rope_theta"],
                     local_rope_theta=ropes["sliding_attention"]["rope_theta"])
        config.write_text(json.dumps(saved, indent=2) + "\n")


class ModernBertMean(ModernBert):
    """What the architecture has besides: a mean, biases, what layers hear said layer by layer."""
    settings = {**ModernBert.settings, "classifier_pooling": "mean", "norm_bias": True, "attention_bias": True, "mlp_bias": True,
                "classifier_bias": True, "hidden_activation": "silu",
                "layer_types": ["sliding_attention", "full_attention", "sliding_attention", "full_attention"]}


FAMILIES = {"roberta": Roberta, "xlm-roberta": XLMRoberta, "camembert": Camembert, "distilbert": DistilBert, "electra": Electra,
            "albert": Albert, "mpnet": MPNet, "deberta-v2": DebertaV2, "deberta-v2-own-skim": DebertaV2Own,
            "modernbert": ModernBertOld, "modernbert-mean-skim": ModernBertMean}
SKIMMED = ["roberta", "distilbert", "mpnet"]                      # those that get predictors, too


def randomize(model):
    """Weights wide enough that texts, places and layers differ."""
    for name, p in model.named_parameters():
        if name.endswith("predictor.4.weight"):
            nn.init.normal_(p, std=0.6)                      # p(keep) then spreads over 0 .. 1
        elif p.dim() > 1:
            nn.init.normal_(p, std=1 if "embedding" in name or "relative" in name else 1.2 / p.shape[-1] ** 0.5)
        else:
            nn.init.normal_(p, mean=1 if name.endswith("weight") else 0, std=0.1)


def predictors(family, model):
    return getattr(family.stem(getattr(model, family.base)), "skim_predictors", None)


@torch.no_grad()
def walk(family, model, ids, threshold=0.0, forced=()):
    """A run in which tokens leave, those that `forced` says (token, from, keep) and those below the threshold: a token's state is that of its last layer."""
    base, scorers = getattr(model, family.base), predictors(family, model)
    h = family.embed(base, torch.tensor([ids]))              # [1, k, H]
    final, places = h.clone(), torch.arange(len(ids))        # places [k] of the tokens that are still here
    depth, p = [0] * len(ids), []
    for l in range(model.config.num_hidden_layers):
        stay = torch.ones(len(places), dtype=torch.bool)
        if scorers is not None:
            score = scorers[l](h)[0].softmax(-1)[:, 1]
            stay = score >= threshold
            p.append([None] * len(ids))
            for at, value in zip(places.tolist()[1:], score.tolist()[1:]):
                p[l][at] = round(value, 6)
        for token, start, keep in sorted(forced, key=lambda f: f[1]):
            if l >= start:
                stay[places == token] = keep
        stay[0] = True                                       # place 0 is always here
        h, places = h[:, stay], places[stay]
        h = family.layer(base, l, h, places)
        final[:, places] = h
        for at in places.tolist():
            depth[at] = l + 1
    return {"threshold": threshold, "forced": [{"token": t, "from": l, "keep": k} for t, l, k in forced],
            "p": p, "depth": depth, "logits": family.logits(model, final)[0].tolist()}


def fates(text, count, layers):
    """The same at every writing: some tokens leave, each before a layer of its own."""
    chance = random.Random(text)
    return [[(token, chance.randrange(layers), False) for token in range(1, count) if chance.random() < share] for share in LEAVE]


@torch.no_grad()
def numbers(family, model, tokenizer):
    cases, layers, skims = [], model.config.num_hidden_layers, predictors(family, model) is not None
    for text in family.texts if skims else [*family.texts, *(f"{text} {text}" for text in family.texts)]:
        coded = tokenizer(text, return_offsets_mapping=True)
        ids, offsets = coded["input_ids"], [[utf16(text, at) for at in span] for span in coded["offset_mapping"]]
        dense = model(torch.tensor([ids])).logits[0]
        runs = [walk(family, model, ids)]
        assert torch.allclose(torch.tensor(runs[0]["logits"]), dense, atol=1e-5), "the walk is not the model"
        runs[0]["logits"] = dense.tolist()
        runs += [walk(family, model, ids, forced=forced) for forced in fates(text, len(ids), layers)]
        if skims:
            runs += [walk(family, model, ids, threshold) for threshold in THRESHOLDS]
            runs.append(walk(family, model, ids, 0.5, [(1, 0, True), (2, 1, True), (3, 0, False)]))
        cases.append({"text": text, "ids": ids, "offsets": offsets, "runs": runs})
    return cases


def spread(cases):
    """How far texts differ in the label's logit in which they differ least."""
    return torch.tensor([case["runs"][0]["logits"] for case in cases]).std(0).min().item()


def write(name, folder):
    family = (FAMILIES.get(name) or FAMILIES[name.removesuffix("-skim")])()
    tokenizer = family.tokenizer()
    for seed in range(9):                                    # where texts hardly differ a wrong number would not be seen
        torch.manual_seed(seed)
        model = family.model(len(tokenizer), tokenizer.pad_token_id)
        if name.endswith("-skim"):
            family.stem(getattr(model, family.base)).skim_predictors = nn.ModuleList(SkimPredictor(model.config.hidden_size) for _ in range(model.config.num_hidden_layers))
        randomize(model)
        cases = numbers(family, model, tokenizer)
        if spread(cases) > 0.1:
            break
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    family.settle(folder / "config.json")
    tokenizer.save_pretrained(folder)
    (folder / "pytorch.json").write_text(json.dumps(cases), encoding="utf-8")
    print(f"{name}: {sum(f.stat().st_size for f in folder.iterdir()) / 1000:.0f} kB, logits differ by {spread(cases):.2f}")


if __name__ == "__main__":
    home = Path(sys.argv[1])
    for name in sys.argv[2:] or [*FAMILIES, *(f"{name}-skim" for name in SKIMMED)]:
        write(name, home / name)
