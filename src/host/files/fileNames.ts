/**
 * A file's path with its ending once. VS Code's own save dialog, that of browsers and remotes, takes “.json” alone for the ending of
 * x.skimrun.json, and puts the filter's behind it.
 */
export function endingOnce(path: string, ending: string): string {
  const doubled = `${ending}${ending}`.toLowerCase();
  return path.toLowerCase().endsWith(doubled) ? endingOnce(path.slice(0, -ending.length), ending) : path;
}
