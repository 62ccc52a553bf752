import { SkimError } from "../protocol/errors.js";

/** Why a file cannot be written, and what to do: by what the operating system answers. */
const answers: Record<string, [why: string, next: string]> = {
  ENOSPC: ["the disk is full", "Free some space."],
  EDQUOT: ["your share of the disk is full", "Free some space."],
  EFBIG: ["it would be larger than files may be here", "Name another place."],
  EROFS: ["the disk is read-only", "Name another place."],
  EACCES: ["this user may not", "Change its permissions, or name another place."],
  EPERM: ["this user may not", "Change its permissions, or name another place."],
  ENOENT: ["its folder is not there, or it was deleted meanwhile", "Make the folder, or name another place."],
  ENOTDIR: ["what should be its folder is none", "Name another place."],
  EISDIR: ["it is a folder", "Name a file."],
};

/** What went wrong while a file was written, as an error for people. */
export function cannotWrite(file: string, cause: unknown): SkimError {
  const { code = "", message } = cause as NodeJS.ErrnoException;
  const [why, next] = answers[code] ?? [message, "Name another place."];
  return new SkimError("data-set", `${file} cannot be written (${why}). ${next}`, { cause, file });
}
