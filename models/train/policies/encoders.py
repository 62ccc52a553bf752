"""Transformers' classifiers taken apart: their own modules, called one after another, so that rows can leave between them."""
import torch
from transformers import BertForSequenceClassification, DistilBertForSequenceClassification, RobertaForSequenceClassification


class Bert:
    """`pooling`: "mean" puts the mean over tokens where position 0 stands."""
    kind = BertForSequenceClassification

    def __init__(self, folder, pooling="cls"):
        self.model = self.kind.from_pretrained(folder).eval().double()
        self.base = getattr(self.model, self.model.base_model_prefix)
        self.pooling = pooling
        c = self.model.config
        self.layers, self.heads, self.hidden, self.between = c.num_hidden_layers, c.num_attention_heads, c.hidden_size, self.width(c)

    def width(self, config):
        return config.intermediate_size

    def embed(self, ids):                                    # n -> n × H
        return self.base.embeddings(input_ids=torch.tensor([ids]))[0]

    def projections(self, l):
        own = self.base.encoder.layer[l].attention.self
        return own.query, own.key, own.value

    def after_attention(self, l, context, h):                # with the residual and its LayerNorm
        return self.base.encoder.layer[l].attention.output(context, h)

    def feed_forward(self, l, h):
        layer = self.base.encoder.layer[l]
        return layer.output(layer.intermediate(h), h)

    def logits(self, final):                                 # n × H -> C
        first = final.mean(0) if self.pooling == "mean" else final[0]
        return self.model.classifier(self.base.pooler.dense(first).tanh())


class Roberta(Bert):
    kind = RobertaForSequenceClassification

    def logits(self, final):
        return self.model.classifier(final[None])[0]


class DistilBert(Bert):
    kind = DistilBertForSequenceClassification

    def width(self, config):
        return config.hidden_dim

    def projections(self, l):
        own = self.base.transformer.layer[l].attention
        return own.q_lin, own.k_lin, own.v_lin

    def after_attention(self, l, context, h):
        layer = self.base.transformer.layer[l]
        return layer.sa_layer_norm(layer.attention.out_lin(context) + h)

    def feed_forward(self, l, h):
        layer = self.base.transformer.layer[l]
        return layer.output_layer_norm(layer.ffn(h) + h)

    def logits(self, final):
        return self.model.classifier(self.model.pre_classifier(final[0]).relu())
