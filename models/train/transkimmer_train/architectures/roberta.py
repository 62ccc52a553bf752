from .bert import Bert


class Roberta(Bert):
    def head(self, pooled):
        return self.model.classifier(pooled[:, None])        # it takes the first of the states itself
