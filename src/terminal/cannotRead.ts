import { stat } from "node:fs/promises";
import { SkimError } from "../protocol/errors.js";

/** Why a file cannot be read: by what the operating system answers. */
const answers: Record<string, string> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EACCES: "this user may not",
  EPERM: "this user may not",
  EISDIR: "it is a folder",
};

/** What went wrong while a file was opened or read, in words. */
export function whyUnread(cause: unknown): string {
  const { code = "", message } = cause as NodeJS.ErrnoException;
  return answers[code] ?? message;
}

/** Rejects with SkimError "bundle-missing" where a model's folder is none, as it was typed. */
export async function refuseModel(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory()) return;
  throw new SkimError("bundle-missing", `--model ${folder}${found ? " is no folder" : ": there is no such folder"}.`);
}
