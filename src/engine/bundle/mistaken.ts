/** So many bytes of a file tell what it is. */
export const startBytes = 512;

const pickle = "save the model again with save_pretrained, which writes model.safetensors";
/** By the first bytes, as Latin-1. */
const kinds: [begins: RegExp, what: string, instead: string][] = [
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
  [/^PK\x03\x04/, "a zip archive, as PyTorch writes too", `unpack it; or, if it is PyTorch's, ${pickle}`],
  [/^\x80[\x02-\x05]/, "a PyTorch file (pickle)", pickle],
  [/^\x89HDF/, "a TensorFlow file (HDF5)", pickle],
  [/^GGUF/, "a GGUF file", pickle],
  [/^\x1f\x8b/, "a gzip archive", "unpack it"],
  [/^(\xff\xfe|\xfe\xff)/, "UTF-16 text", "save it as UTF-8"],
  [/^\0+$/, "nothing but zeros where it begins, as after a download that broke off", "download it again"],
];

/** What often lies where a bundle's file should, and what to do then: "a web page: download the file itself"; null = it is none of these. */
export function mistakenFor(start: Uint8Array): string | null {
  const text = String.fromCharCode(...start.subarray(0, startBytes));
  const kind = kinds.find(([begins]) => begins.test(text));
  return kind ? `${kind[1]}: ${kind[2]}` : null;
}
