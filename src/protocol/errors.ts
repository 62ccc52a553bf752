import { shorten } from "../words/text.js";

/** Why something could not be done. The code is for programs; the message is for people and says what to do next. */
export const skimErrorCodes = [
  "bundle-missing", // a folder or one of its files is not there
  "bundle-config", // config.json cannot be used
  "bundle-weights", // model.safetensors is damaged, or does not fit config.json
  "bundle-tokenizer", // tokenizer.json is damaged, or does not fit config.json
  "text-empty",
  "text-pair", // two texts of which neither fits beside the other
  "threshold",
  "policy", // one that a model cannot be skimmed by
  "forced", // a fate decided by hand that does not fit the text
  "message", // a message that does not fit its schema
  "run-file", // a saved run that cannot be used
  "data-set", // a file of texts that cannot be evaluated
  "engine-lost", // the worker died
  "view-gone", // the page that computed was closed, hidden or loaded anew
  "interrupted", // the window was closed or reloaded in the middle of the run
  "engine", // ONNX Runtime refused
  "webgpu", // the GPU refused or was lost; WASM may still do
] as const;
export type SkimErrorCode = (typeof skimErrorCodes)[number];

/** The one error that crosses worker, host and webview. `file` names the file at fault, where there is one. */
export class SkimError extends Error {
  override readonly name = "SkimError";

  constructor(
    readonly code: SkimErrorCode,
    message: string,
    options: { cause?: unknown; file?: string } = {},
  ) {
    super(message, { cause: options.cause });
    this.file = options.file;
  }

  readonly file: string | undefined;

  static is(error: unknown, code?: SkimErrorCode): error is SkimError {
    return error instanceof SkimError && (code === undefined || error.code === code);
  }
}

/** A SkimError as plain data. */
export interface Failure {
  code: SkimErrorCode;
  message: string;
  file?: string;
  /** Stack of the error and of its causes: for the log, never for the view. */
  detail?: string;
}

/** Characters of a message, and of its file's name: a tooltip of a megabyte stops the window. */
const longest = 600;
/** UTF-16 units of what the log says of an error. */
const longestDetail = 20_000;

export function toFailure(error: unknown): Failure {
  if (SkimError.is(error)) {
    return {
      code: error.code,
      message: shorten(error.message, longest),
      ...(error.file === undefined ? {} : { file: shorten(error.file, longest) }),
      detail: stackOf(error),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "engine", message: shorten(message, longest), detail: stackOf(error) };
}

export function fromFailure(failure: Failure): SkimError {
  return new SkimError(failure.code, failure.message, {
    cause: failure.detail,
    ...(failure.file === undefined ? {} : { file: failure.file }),
  });
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, longestDetail);
  const own = (error.stack ?? error.message).slice(0, longestDetail);
  return error.cause === undefined ? own : `${own}\ncaused by: ${stackOf(error.cause)}`;
}
