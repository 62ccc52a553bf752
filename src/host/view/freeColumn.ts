import { TabInputCustom, TabInputWebview, ViewColumn, window, type TabGroup } from "vscode";

/** Where no page is covered: VS Code unloads those that are, and what a person chose in them is gone. */
export function freeColumn(): ViewColumn {
  const { activeTabGroup, all } = window.tabGroups;
  const isFree = ({ activeTab }: TabGroup): boolean =>
    !(activeTab?.input instanceof TabInputWebview || activeTab?.input instanceof TabInputCustom);
  return [activeTabGroup, ...all].find(isFree)?.viewColumn ?? ViewColumn.Beside;
}
