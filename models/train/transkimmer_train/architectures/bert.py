class Bert:
    """Transformers' classifier taken apart: its own modules, called one after another. B texts, T tokens, H hidden, C classes."""
    encoder = "encoder"                                      # the part of the base model that has the layers, and the predictors
    LINEARS = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense")

    def __init__(self, model):
        self.model, self.base = model, getattr(model, model.base_model_prefix)
        self.heads, self.hidden = model.config.num_attention_heads, model.config.hidden_size

    @property
    def stem(self):
        return getattr(self.base, self.encoder)

    @property
    def layers(self):
        return self.stem.layer

    def embed(self, ids):                                    # [B, T] -> [B, T, H]
        return self.base.embeddings(input_ids=ids)

    def projections(self, layer):                            # query, key, value
        own = layer.attention.self
        return own.query, own.key, own.value

    def hear(self, layer, heard, h):                         # what a row becomes by what it heard, with its norm
        return layer.attention.output(heard, h)

    def feed(self, layer, a):
        return layer.output(layer.intermediate(a), a)

    def head(self, pooled):                                  # [B, H] -> [B, C]
        return self.model.classifier(self.base.pooler.dense(pooled).tanh())
