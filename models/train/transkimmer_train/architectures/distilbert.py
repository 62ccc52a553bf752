from .bert import Bert


class DistilBert(Bert):
    encoder = "transformer"
    LINEARS = ("attention.q_lin", "attention.k_lin", "attention.v_lin", "attention.out_lin", "ffn.lin1", "ffn.lin2")

    def projections(self, layer):
        own = layer.attention
        return own.q_lin, own.k_lin, own.v_lin

    def hear(self, layer, heard, h):
        return layer.sa_layer_norm(layer.attention.out_lin(heard) + h)

    def feed(self, layer, a):
        return layer.output_layer_norm(layer.ffn(a) + a)

    def head(self, pooled):
        return self.model.classifier(self.model.pre_classifier(pooled).relu())
