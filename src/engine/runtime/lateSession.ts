import { SkimError } from "../../protocol/errors.js";
import type { Session } from "./session.js";

/**
 * A session that is made when it is first asked for: of 6 layers one is half of the first run's way to its first picture, and
 * the others follow while that one is looked at. One that could not be made is tried again the next time.
 */
export class LateSession {
  private made: Promise<Session> | null = null;
  private closed = false;

  constructor(private readonly make: () => Promise<Session>) {}

  /** Throws SkimError "engine" or "webgpu". */
  get(): Promise<Session> {
    if (this.closed) return Promise.reject(new SkimError("engine", "The model was closed: load it again."));
    this.made ??= this.make().catch((error: unknown) => {
      this.made = null;
      throw error;
    });
    return this.made;
  }

  /** Frees it where it was made; may be called twice. */
  async release(): Promise<void> {
    this.closed = true;
    const session = await this.made?.catch(() => null);
    await session?.release();
  }
}
