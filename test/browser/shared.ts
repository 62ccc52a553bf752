import type { Backend } from "../../src/run/run.js";
import { EnginePage, type WorkerHandle } from "./enginePage.js";

let opened: Promise<EnginePage> | null = null;
const workers = new Map<Backend, Promise<WorkerHandle>>();

/** A page with WebGPU, one for all files of tests in one process: it ends with it. */
export const sharedPage = (): Promise<EnginePage> => (opened ??= EnginePage.open());

/** The engine in a worker of that page, one for each backend: what WebGPU has compiled for one model is there for the next. */
export function sharedWorker(backend: Backend): Promise<WorkerHandle> {
  const worker = workers.get(backend) ?? sharedPage().then((page) => page.start({ backend }));
  workers.set(backend, worker);
  return worker;
}
