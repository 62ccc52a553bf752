import { ResponseError } from "vscode-jsonrpc";
import { fromFailure, type Failure } from "../protocol/errors.js";

/** What a request comes to: the engine's own failures, which come as data of a ResponseError, are thrown as SkimError. */
export async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ResponseError && isFailure(error.data)) throw fromFailure(error.data);
    throw error;
  }
}

function isFailure(data: unknown): data is Failure {
  return typeof data === "object" && data !== null && "code" in data && "message" in data;
}
