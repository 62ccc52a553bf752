import { env, Uri, window, type LogOutputChannel } from "vscode";
import type { PictureName, Shown } from "../../export/picture/shown.js";
import { SkimError } from "../../protocol/errors.js";
import { parseFigureMessage } from "../../protocol/figureSchema.js";
import type { FigureFormat, FigureToHost, HostToFigure } from "../../protocol/figureView.js";
import { sayBriefly } from "../say.js";
import { freeColumn } from "../view/freeColumn.js";
import { Page } from "../view/page.js";

/** Writes a figure's bytes where a person says, or where `to` does. */
export type SaveFigure = (as: FigureFormat, picture: PictureName, bytes: Uint8Array, shown: Shown) => Promise<void>;

/** The page on which a figure is made ready for a paper. It draws what was on the screen when it was opened. */
export class FigurePanel {
  #page: Page<FigureToHost, HostToFigure> | null = null;
  #shown: Shown | null = null;
  #first: PictureName | null = null;
  /** What a command asks the page to make: it waits until the page is there. */
  #asked: { as: FigureFormat; done: (bytes: Uint8Array) => void; fail: (why: Error) => void } | null = null;

  constructor(
    private readonly extensionUri: Uri,
    private readonly log: LogOutputChannel,
    private readonly save: SaveFigure,
  ) {}

  show(shown: Shown, first: PictureName | null): void {
    this.#shown = shown;
    this.#first = first;
    if (this.#page) {
      this.#page.panel.reveal();
      this.#refresh();
      return;
    }
    const panel = window.createWebviewPanel("transkimmer.figure", "Figure", freeColumn(), { enableScripts: true });
    panel.iconPath = Uri.joinPath(this.extensionUri, "media", "icon.svg");
    const page = new Page<FigureToHost, HostToFigure>(panel, {
      extensionUri: this.extensionUri,
      page: "figure",
      log: this.log,
      name: "the figure's page",
      parse: parseFigureMessage,
      refresh: () => this.#refresh(),
      onMessage: (message) => this.#receive(message),
      onClosed: () => {
        if (this.#page === page) this.#page = null;
        this.#asked?.fail(new SkimError("engine", "The figure was not drawn: its page was closed."));
      },
    });
    this.#page = page;
  }

  /** The shown figure's bytes, drawn as the page is set. */
  make(as: FigureFormat): Promise<Uint8Array> {
    return new Promise((done, fail) => {
      this.#asked?.fail(new SkimError("engine", "Another figure was asked for."));
      this.#asked = { as, done, fail };
      this.#page?.post({ type: "make", as });
    });
  }

  dispose(): void {
    this.#page?.panel.dispose();
  }

  #refresh(): void {
    if (!this.#shown) return;
    this.#page?.post({ type: "shown", shown: this.#shown, first: this.#first });
    if (this.#asked) this.#page?.post({ type: "make", as: this.#asked.as });
  }

  async #receive(message: FigureToHost): Promise<void> {
    const asked = this.#asked;
    switch (message.type) {
      case "ready":
      case "refresh":
        return; // the page's own
      case "copy":
        await env.clipboard.writeText(message.text);
        sayBriefly("Transkimmer: copied");
        return;
      case "failed": {
        const why = new SkimError("engine", `The figure was not drawn: ${message.why}. Save it as SVG, or try again.`);
        if (!asked) throw why;
        this.#asked = null;
        asked.fail(why);
        return;
      }
      case "save":
        this.#asked = null;
        if (asked) asked.done(message.bytes);
        else if (this.#shown) await this.save(message.as, message.picture, message.bytes, this.#shown);
    }
  }
}
