// How the suites break WebGPU, and hear what is said of it.
import * as vscode from "vscode";
import { eventually, inPage } from "./page.js";

/** A worker's script that begins with this loses its device after so many submissions of work: in the middle of a run. */
export const loseDevice = (submissions: number): string => `{
  let left = ${submissions};
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await request.apply(this, args);
    const submit = device.queue.submit.bind(device.queue);
    device.queue.submit = (buffers) => { submit(buffers); if (--left === 0) device.destroy(); };
    return device;
  };
}`;

/** One message of VS Code has these words. A window under test shows none by itself: their list has them. */
export const said = (words: string): Promise<unknown> =>
  eventually(`one message with “${words}”`, async () => {
    await vscode.commands.executeCommand("notifications.showList");
    const all = "[...document.querySelectorAll('.notification-list-item-message')].map((e) => e.textContent)";
    const messages = (await inPage(all)) as string[];
    if (messages.filter((message) => message.includes(words)).length === 1) return true;
    throw new Error(JSON.stringify(messages));
  });
