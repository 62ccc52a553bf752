"""Transkimmer's skim predictor (Guan et al., ACL 2022): whether a token goes on to a layer."""
import torch
import torch.nn as nn

from .linears import Linear8


class SkimPredictor(nn.Module):
    """Two logits a token: 0 skims, 1 keeps. LayerNorm has PyTorch's eps 1e-5 here, not BERT's 1e-12."""
    def __init__(self, hidden):
        super().__init__()
        self.predictor = nn.Sequential(nn.LayerNorm(hidden), Linear8(hidden, hidden), nn.LayerNorm(hidden), nn.GELU(), nn.Linear(hidden, 2))
        nn.init.normal_(self.predictor[4].weight, std=0.02)
        with torch.no_grad():
            self.predictor[4].bias.copy_(torch.tensor([-5.0, 5.0]))   # starts with everything kept

    def forward(self, h):                                    # [.., H] -> [.., 2]
        return self.predictor(h)
