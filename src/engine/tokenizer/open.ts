import { missing, readJson, readText, type BundleFiles } from "../bundle/bundleFiles.js";
import { Tokenizer } from "./tokenizer.js";
import { readTokenizerConfig, withNormalizerOf } from "./tokenizerConfig.js";
import { reading } from "./unusable.js";
import { fromVocabAndMerges } from "./vocabAndMerges.js";
import { fromVocabTxt } from "./vocabTxt.js";

/** Embedding matrices are padded to a multiple of this: so many rows without a piece are nothing to speak of. */
const padding = 128;

/**
 * A folder's tokenizer: tokenizer.json with what tokenizer_config.json changes of it, or what vocab.txt, or vocab.json
 * and merges.txt, make with tokenizer_config.json.
 * `notes` are plain sentences on what was assumed. Throws SkimError "bundle-missing" or "bundle-tokenizer".
 */
export async function openTokenizer(
  files: BundleFiles,
  config: { vocab: number },
): Promise<{ tokenizer: Tokenizer; notes: string[] }> {
  const notes: string[] = [];
  const opened = (json: unknown, file: string) => {
    const tokenizer = Tokenizer.create(json, config, file);
    if (config.vocab >= tokenizer.size + padding)
      notes.push(
        `The embeddings have ${config.vocab} rows and ${file} has ${tokenizer.size} pieces: the rows beyond them are never read.`,
      );
    return { tokenizer, notes };
  };
  const has = async (file: string) => (await files.size(file)) !== null;
  const settings = await readTokenizerConfig(files);
  if (await has("tokenizer.json")) {
    const json = withNormalizerOf(await readJson(files, "tokenizer.json"), settings, notes);
    return opened(json, "tokenizer.json");
  }
  if (await has("vocab.txt")) {
    notes.push("There is no tokenizer.json: the tokenizer was made of vocab.txt and tokenizer_config.json.");
    const text = await readText(files, "vocab.txt");
    const json = reading("vocab.txt", () => fromVocabTxt(text, settings));
    return opened(json, "vocab.txt");
  }
  if ((await has("vocab.json")) && (await has("merges.txt"))) {
    notes.push(
      "There is no tokenizer.json: the tokenizer was made of vocab.json, merges.txt and tokenizer_config.json.",
    );
    const [vocab, merges] = [await readJson(files, "vocab.json"), await readText(files, "merges.txt")];
    const json = reading("vocab.json", () => fromVocabAndMerges(vocab, merges, settings));
    return opened(json, "vocab.json");
  }
  throw await missing(files, "tokenizer.json");
}
