import { quote } from "../bundle/json.js";
import { addedTokens, type TokenizerConfig } from "./tokenizerConfig.js";
import { Unusable } from "./unusable.js";

/** Classes that a vocab.txt is all of, but for tokenizer_config.json. BERTweet's and the Japanese ones need more than that. */
const classes = /^(Bert|DistilBert|Electra|MobileBert|SqueezeBert|ConvBert|MPNet)Tokenizer(Fast)?$/;

/**
 * The tokenizer.json that Transformers makes of a vocab.txt, one piece a line, and of tokenizer_config.json. Throws Unusable
 * where the file is of another kind of tokenizer.
 */
export function fromVocabTxt(text: string, config: TokenizerConfig): unknown {
  const named = config.tokenizer_class;
  if (named && !classes.test(named))
    throw new Unusable(
      `it belongs to a ${quote(named)}, which needs more than this file; save the tokenizer as tokenizer.json, if Transformers has a fast one`,
    );
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === "") lines.pop();
  const vocab = new Map(lines.map((piece, id) => [piece, id]));
  // MPNet's special tokens are RoBERTa's.
  const [begin, end] = vocab.has("[CLS]") || !vocab.has("<s>") ? ["[CLS]", "[SEP]"] : ["<s>", "</s>"];
  const [cls, sep, unk] = [config.cls_token ?? begin, config.sep_token ?? end, config.unk_token ?? "[UNK]"];
  const id = (piece: string): number => {
    const found = vocab.get(piece);
    if (found === undefined) throw new Unusable(`it has no line ${quote(piece)}`);
    return found;
  };
  const special = [cls, sep, unk, config.pad_token ?? "[PAD]", config.mask_token ?? "[MASK]"];
  const ends = { sep: [sep, id(sep)], cls: [cls, id(cls)] };
  return {
    added_tokens: addedTokens(special, (piece) => vocab.get(piece), config),
    normalizer: {
      type: "BertNormalizer",
      lowercase: config.do_lower_case ?? true,
      strip_accents: config.strip_accents ?? null,
      handle_chinese_chars: config.tokenize_chinese_chars ?? true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: { type: begin === "<s>" ? "RobertaProcessing" : "BertProcessing", ...ends },
    model: { type: "WordPiece", unk_token: unk, vocab: Object.fromEntries(vocab) },
  };
}
