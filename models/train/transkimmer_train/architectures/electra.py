from .bert import Bert


class Electra(Bert):
    def embed(self, ids):
        h = self.base.embeddings(input_ids=ids)
        return self.base.embeddings_project(h) if hasattr(self.base, "embeddings_project") else h

    def head(self, pooled):
        return self.model.classifier(pooled[:, None])        # it takes the first of the states itself
