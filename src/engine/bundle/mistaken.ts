/** What is often taken for a model's file or folder, and the way out: by a file's first bytes, by what lies in a folder, by what config.json says. */
import { fromFile } from "../../words/text.js";

/** So many bytes of a file tell what it is. */
export const startBytes = 512;

const saveAgain = "save the model again with save_pretrained, which writes model.safetensors";
/** By the first bytes, as Latin-1. */
const starts: [begins: RegExp, what: string, way: string][] = [
  [/^$/, "empty", "download it again"],
  [
    /^version https:\/\/git-lfs\./,
    "a Git LFS pointer, which stands for the file",
    "run “git lfs pull” where the repository was cloned, or download the file itself",
  ],
  [
    /^(\xef\xbb\xbf)?\s*<(!doctype|!--|\?xml|html|head|body)/i,
    "a web page",
    "download the file itself, not the page that shows it",
  ],
  [/^PK\x03\x04/, "a zip archive, as PyTorch writes too", `unpack it; or, if it is PyTorch's, ${saveAgain}`],
  [/^\x80[\x02-\x05]/, "a PyTorch file (pickle)", saveAgain],
  [/^\x89HDF/, "a TensorFlow file (HDF5)", saveAgain],
  [/^GGUF/, "a GGUF file", saveAgain],
  [/^\x1f\x8b/, "a gzip archive", "unpack it"],
  [/^(\xff\xfe|\xfe\xff)/, "UTF-16 text", "save it as UTF-8"],
  [/^\0+$/, "nothing but zeros where it begins, as after a download that broke off", "download it again"],
];

/** What often lies where a bundle's file should, and what to do then: "a web page: download the file itself"; null = it is none of these. */
export function mistakenFor(start: Uint8Array): string | null {
  const text = String.fromCharCode(...start.subarray(0, startBytes));
  const found = starts.find(([begins]) => begins.test(text));
  return found ? `${found[1]}: ${found[2]}` : null;
}

const classify = "AutoModelForSequenceClassification";
/** TensorFlow's and Flax's weights were read until Transformers 5. */
const convertFrom = (kind: string) =>
  `convert them in Python with Transformers 4: ${classify}.from_pretrained(FOLDER, from_${kind}=True).save_pretrained(FOLDER)`;
const notTokenizer = /^(?!tokenizer\.json$)/;
/** By what lies in a folder that lacks a file. */
const folders: [lacks: RegExp, holds: RegExp, what: string, way: string][] = [
  [
    notTokenizer,
    /^adapter_config\.json$/,
    "a LoRA adapter without its model",
    "merge them in Python: peft.AutoPeftModelForSequenceClassification.from_pretrained(FOLDER).merge_and_unload().save_pretrained(NEW); AutoTokenizer.from_pretrained(FOLDER).save_pretrained(NEW)",
  ],
  [notTokenizer, /^tf_model\.h5$/, "weights of TensorFlow alone", convertFrom("tf")],
  [notTokenizer, /^flax_model\.msgpack$/, "weights of Flax alone", convertFrom("flax")],
  [
    notTokenizer,
    /\.gguf$/i,
    "a GGUF file, which is for llama.cpp",
    "choose the folder that it was made from, which save_pretrained wrote",
  ],
  [
    notTokenizer,
    /^onnx$|\.onnx$/i,
    "an ONNX graph, which cannot be stopped between its layers",
    "choose the folder that it was exported from, which save_pretrained wrote",
  ],
  [notTokenizer, /^checkpoint-\d+$/, "the checkpoints of a training", "choose one of its checkpoint folders"],
  [notTokenizer, /^snapshots$/, "Hugging Face's cache", "choose the one folder that is in “snapshots”"],
  [
    /^tokenizer\.json$/,
    /^(spiece|spm|tokenizer|sentencepiece\.bpe)\.model$/,
    "a SentencePiece model alone",
    "write tokenizer.json in Python: AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER)",
  ],
];

/** What a folder that lacks a file holds in its place, and what to do then; null = nothing that is known. */
export function insteadOf(file: string, names: readonly string[]): string | null {
  const found = folders.find(([lacks, holds]) => lacks.test(file) && names.some((name) => holds.test(name)));
  return found ? `${found[2]}: ${found[3]}` : null;
}

/** By the class that config.json names. */
const classes: [named: RegExp, does: string][] = [
  [/(ForCausalLM|LMHeadModel|ForConditionalGeneration|DoubleHeadsModel)$/, "writes text"],
  [/ForTokenClassification$/, "labels single words"],
  [/ForQuestionAnswering$/, "finds answers in a text"],
  [/ForMultipleChoice$/, "chooses among answers"],
];
/** By model_type: what reads each word without those after it, or reads one text and writes another. */
const writers =
  /^(m?t5|umt5|longt5|switch_transformers|m?bart|bigbird_pegasus|pegasus(_x)?|marian|m2m_100|led|blenderbot(-small)?|prophetnet|fsmt|encoder-decoder|whisper|gpt2|gpt_(neo|neox|bigcode|oss)|gptj|opt|bloom|codegen|ctrl|openai-gpt|mpt|falcon|llama\d?|mi(s|x)tral\d?|gemma\d?|phi\d?|qwen\d?(_moe)?|stablelm|starcoder\d?|cohere\d?|olmo\d?|granite|deepseek_v\d|mamba\d?|rwkv)(_text)?$/;

/** The class that config.json names, "BertForMaskedLM"; null = none. */
export function classNamed({ architectures }: Readonly<Record<string, unknown>>): string | null {
  const name: unknown = Array.isArray(architectures) ? architectures[0] : null;
  return typeof name === "string" ? name : null;
}

/** Why a config.json is no text classifier's, and what to do then; null = it may be one. */
export function noClassifier(config: Readonly<Record<string, unknown>>): string | null {
  const name = classNamed(config);
  const { model_type: type, is_encoder_decoder: two } = config;
  const does = classes.find(([named]) => name !== null && named.test(name))?.[1];
  if (does === undefined && two !== true && !(typeof type === "string" && writers.test(type))) return null;
  const called = name ?? (typeof type === "string" ? type : "is_encoder_decoder");
  const of = `a model that ${does ?? "writes text"} (“${fromFile(called)}”)`;
  return `${of}, and encoders that classify whole texts open here: fine-tune an encoder with ${classify}, and choose the folder that its save_pretrained writes`;
}

/** What makes the classifier that a sentence encoder or a masked language model lacks. */
export const makesClassifier = `fine-tune it with ${classify}, which makes one, and choose the folder that its save_pretrained writes`;

/** Python that makes a state dict, in a zip, of a file that torch.save wrote otherwise. */
export const ofOldPickle = (file: string): string =>
  `Convert it in Python: state = torch.load("${file}", map_location="cpu"); torch.save(state, "${file}")`;
/** `name`: letters, digits and _ alone. */
export const ofCheckpoint = (file: string, name: string): string =>
  `Save that alone in Python: checkpoint = torch.load("${file}", map_location="cpu"); torch.save(checkpoint["${name}"], "${file}")`;
export const ofWholeModule = (file: string): string =>
  `If you trust whoever made it, for this runs what is in it, convert it in Python: model = torch.load("${file}", map_location="cpu", weights_only=False); torch.save(model.state_dict(), "${file}")`;
/** Modules whose classes are a model's. Of others none is to be told to load them. */
export const isModelClass = (name: string): boolean => /^(transformers|torch\.nn|__main__)\./.test(name);
