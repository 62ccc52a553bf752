import {
  ProgressLocation,
  QuickInputButtons,
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
import { linesOf, plain } from "./plain.js";

/*
 * All that VS Code itself draws of our words goes through here, for some of them are a file's: test/unit/fences.test.ts refuses these calls anywhere else.
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

/** A warning with what can be done; gives the button that was pressed. */
export function warnWith(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return window.showWarningMessage(plain(message), ...buttons.map((button) => plain(button)));
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

function drawn<T extends Choice>(item: T) {
  const { icon, label, description, detail } = item;
  return {
    ...item,
    item,
    label: `${icon === undefined ? "" : `$(${icon}) `}${plain(label)}`,
    ...(description === undefined ? {} : { description: plain(description) }),
    ...(detail === undefined ? {} : { detail: plain(detail) }),
  };
}

/** The item that the person picks from a list. */
export async function pick<T extends Choice>(
  items: readonly T[] | Promise<readonly T[]>,
  options: QuickPickOptions,
): Promise<T | undefined> {
  const list = Array.isArray(items) ? items.map((item: T) => drawn(item)) : (async () => (await items).map(drawn))();
  return (await window.showQuickPick(list, options))?.item;
}

/** The items that the person picks, of which `picked` are to begin with. */
export async function pickSome<T extends Choice>(
  items: readonly T[],
  options: Omit<QuickPickOptions, "canPickMany">,
): Promise<T[] | undefined> {
  const picked = await window.showQuickPick(items.map(drawn), { ...options, canPickMany: true });
  return picked?.map(({ item }) => item);
}

/** Characters of a line in a list that none cuts, about. */
const listWidth = 80;

/**
 * Asks a question that is read whole, however long it is, with its answers under it; a screen reader reads it with the field. `canGoBack`: there
 * is a button for the question before. It stays until the person answers, or closes it.
 */
export function ask<T extends Choice>(
  question: string,
  answers: readonly T[],
  { title, canGoBack }: { title: string; canGoBack: boolean },
): Promise<T | "back" | undefined> {
  const box = window.createQuickPick<QuickPickItem & { item: T | null }>();
  box.title = plain(title);
  box.ignoreFocusOut = true;
  if (canGoBack) box.buttons = [QuickInputButtons.Back];
  const choices = answers.map(drawn);
  // A list has had room for a sentence since VS Code 1.108. Before, its first lines are the question, and choosing one does nothing.
  const hasPrompt = "prompt" in box;
  if (hasPrompt) Object.assign(box, { prompt: plain(question) });
  const lines = hasPrompt ? [] : linesOf(plain(question), listWidth);
  box.items = [...lines.map((label) => ({ label, alwaysShow: true, item: null })), ...choices];
  box.activeItems = choices.slice(0, 1);
  return new Promise((resolve) => {
    box.onDidAccept(() => {
      const item = box.selectedItems[0]?.item;
      if (!item) return;
      resolve(item);
      box.hide();
    });
    box.onDidTriggerButton(() => {
      resolve("back");
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
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
