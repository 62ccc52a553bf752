import {
  ProgressLocation,
  StatusBarAlignment,
  ThemeColor,
  window,
  type CancellationToken,
  type InputBoxOptions,
  type LogOutputChannel,
  type QuickPickItem,
  type QuickPickOptions,
} from "vscode";
import { toFailure } from "../protocol/errors.js";
import { plain } from "./plain.js";

/*
 * All that VS Code itself draws of our words goes through here, for some of them are a file's: lint refuses these calls anywhere else.
 */

/** Units that fit into a status bar beside others. */
const longestStatus = 80;

/** Gives the button that was pressed. */
export function inform(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return window.showInformationMessage(plain(message), ...buttons);
}

/** True where the person says `yes`: it is asked in the middle of the window, and nothing goes on meanwhile. */
export async function sure(question: string, yes: string): Promise<boolean> {
  return (await window.showWarningMessage(plain(question), { modal: true }, yes)) === yes;
}

/** A warning with the way to the log. */
export function warn(message: string, log: LogOutputChannel): void {
  const show = "Show Log";
  void window.showWarningMessage(plain(message), show).then((button) => button === show && log.show());
}

/** What went wrong, with the way to the log. */
export function sayError(error: unknown, log: LogOutputChannel): void {
  const show = "Show Log";
  const message = plain(`Transkimmer: ${toFailure(error).message}`);
  void window.showErrorMessage(message, show).then((button) => button === show && log.show());
}

/** A few words that go by themselves. */
export function sayBriefly(words: string): void {
  void window.setStatusBarMessage(plain(words, longestStatus), 3000);
}

/** How far the work is: what it does now, and percent points since the last report. */
export type Report = (step: string, increment?: number) => void;

/** In the status bar, or where `cancellable` in a notification. */
export function sayProgress<T>(
  title: string,
  cancellable: boolean,
  work: (report: Report, stop: CancellationToken) => Promise<T>,
): Thenable<T> {
  const location = cancellable ? ProgressLocation.Notification : ProgressLocation.Window;
  return window.withProgress({ location, title: plain(title), cancellable }, (progress, stop) =>
    work((step, increment) => {
      progress.report({ message: plain(step), ...(increment === undefined ? {} : { increment }) });
    }, stop),
  );
}

/** `icon`: a codicon's name, in front of the label. */
export type Choice = QuickPickItem & { icon?: string };

/** The item that the person picks from a list. */
export async function pick<T extends Choice>(
  items: readonly T[] | Promise<readonly T[]>,
  options: QuickPickOptions,
): Promise<T | undefined> {
  const drawn = (item: T) => {
    const { icon, label, description, detail } = item;
    return {
      ...item,
      item,
      label: `${icon === undefined ? "" : `$(${icon}) `}${plain(label)}`,
      ...(description === undefined ? {} : { description: plain(description) }),
      ...(detail === undefined ? {} : { detail: plain(detail) }),
    };
  };
  const list = Array.isArray(items) ? items.map(drawn) : (async () => (await items).map(drawn))();
  return (await window.showQuickPick(list, options))?.item;
}

/** What the person types. */
export function askText(options: InputBoxOptions & { prompt: string }): Thenable<string | undefined> {
  return window.showInputBox({
    ...options,
    prompt: plain(options.prompt),
    ...(options.placeHolder === undefined ? {} : { placeHolder: plain(options.placeHolder) }),
  });
}

/** The status bar's item. `sentence`: its tooltip, and what a screen reader says. */
export class StatusItem {
  readonly #item;

  constructor(id: string, name: string, command: string, priority: number) {
    this.#item = window.createStatusBarItem(id, StatusBarAlignment.Right, priority);
    this.#item.name = name;
    this.#item.command = command;
    this.#item.show();
  }

  set({ icon, text, warn, sentence }: { icon: string; text: string; warn: boolean; sentence: string }): void {
    this.#item.text = `$(${icon}) ${plain(text, longestStatus)}`;
    this.#item.backgroundColor = warn ? new ThemeColor("statusBarItem.warningBackground") : undefined;
    const label = plain(sentence);
    this.#item.tooltip = label;
    this.#item.accessibilityInformation = { label, role: "button" };
  }

  dispose(): void {
    this.#item.dispose();
  }
}
