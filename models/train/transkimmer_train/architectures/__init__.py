"""The encoders that can be trained, by config.json's model_type: one file each, the same names as in src/engine/architectures."""
from .bert import Bert
from .distilbert import DistilBert
from .electra import Electra
from .roberta import Roberta

BY_TYPE = {"bert": Bert, "distilbert": DistilBert, "electra": Electra, "roberta": Roberta, "xlm-roberta": Roberta, "camembert": Roberta}
