import { isRecord, quote } from "../bundle/json.js";
import { addedTokens, type TokenizerConfig } from "./tokenizerConfig.js";
import { Unusable } from "./unusable.js";

/** Classes that these two files are all of, but for tokenizer_config.json. */
const classes = /^(Roberta|Longformer)Tokenizer(Fast)?$/;

/**
 * The tokenizer.json that Transformers makes of RoBERTa's vocab.json and merges.txt, and of tokenizer_config.json. Throws Unusable where
 * the files are of another kind of tokenizer.
 */
export function fromVocabAndMerges(vocab: unknown, merges: string, config: TokenizerConfig): unknown {
  const named = config.tokenizer_class;
  if (named && !classes.test(named))
    throw new Unusable(
      `it belongs to a ${quote(named)}, which is not read from it; save the tokenizer as tokenizer.json, if Transformers has a fast one`,
    );
  if (!isRecord(vocab)) throw new Unusable(`it holds ${quote(vocab)}, not an object`);
  const [cls, sep, unk] = [config.cls_token ?? "<s>", config.sep_token ?? "</s>", config.unk_token ?? "<unk>"];
  const id = (piece: string): unknown => {
    if (!Object.hasOwn(vocab, piece)) throw new Unusable(`it has no ${quote(piece)}`);
    return vocab[piece];
  };
  const prefix = config.add_prefix_space ?? false;
  const special = [cls, sep, unk, config.pad_token ?? "<pad>", config.mask_token ?? "<mask>"];
  return {
    added_tokens: addedTokens(special, (piece) => (Object.hasOwn(vocab, piece) ? vocab[piece] : undefined), config),
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: prefix },
    post_processor: {
      type: "RobertaProcessing",
      sep: [sep, id(sep)],
      cls: [cls, id(cls)],
      add_prefix_space: prefix,
    },
    model: { type: "BPE", vocab, merges: merges.split(/\r?\n/).filter((line) => line !== "") },
  };
}
