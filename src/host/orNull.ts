import { FileSystemError } from "vscode";

/** What VS Code's file system gives; null where it says no: the file is not there, mostly. */
export async function orNull<T>(work: Thenable<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof FileSystemError) return null;
    throw error;
  }
}
