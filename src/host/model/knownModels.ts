import { EventEmitter, Uri, type Disposable, type Memento } from "vscode";
import type { Inspected } from "../../protocol/engine.js";
import { foundOf, readFound, readKnown, withFound, withOpened, type Found } from "../../saved/knownModels.js";

const places = { known: "models.known", found: "models.found" };

/** The model folders that were opened on this machine, and what was found in them: all windows share it. */
export class KnownModels implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(private readonly memory: Memento) {}

  /** Newest first. */
  get folders(): Uri[] {
    return readKnown(this.memory.get(places.known)).map((uri) => Uri.parse(uri));
  }

  /** What was found there when its files were as they are by this stamp; null = it is not known. */
  found(uri: Uri, stamp: string): Found | null {
    const found = readFound(this.memory.get(places.found)).get(uri.toString());
    return found?.stamp === stamp ? found : null;
  }

  /** A folder was opened by a person's wish. */
  async opened(uri: Uri): Promise<void> {
    const before = readKnown(this.memory.get(places.known));
    if (before[0] === uri.toString()) return;
    await this.memory.update(places.known, withOpened(before, uri.toString()));
    this.#changed.fire();
  }

  /** What a folder holds. */
  async learn(uri: Uri, stamp: string, inspected: Inspected): Promise<void> {
    const all = readFound(this.memory.get(places.found));
    if (all.get(uri.toString())?.stamp === stamp) return;
    await this.memory.update(places.found, withFound(all, uri.toString(), foundOf(inspected, stamp)));
    this.#changed.fire();
  }

  async remove(uris: readonly Uri[]): Promise<void> {
    const gone = new Set(uris.map(String));
    const before = readKnown(this.memory.get(places.known));
    await this.memory.update(
      places.known,
      before.filter((uri) => !gone.has(uri)),
    );
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
