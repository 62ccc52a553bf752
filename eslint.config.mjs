import tseslint from "typescript-eslint";

/**
 * Who may import whom. Plain worlds, which run anywhere: run (what a run is), words, saved, protocol, export know one another alone;
 * the engine and the data sets know those; the host and the webview meet in the protocol.
 */
const forbid = (...patterns) => ({
  "no-restricted-imports": [
    "error",
    { patterns: patterns.map(([group, message]) => ({ group: [group].flat(), message })) },
  ],
});
const vscode = ["vscode", "Only src/host and src/extension.ts know VS Code."];
const nodeBuiltins = ["node:*", "This world does not run in Node alone."];
const host = ["**/host/**", "Talk to the host by messages (src/protocol)."];
const engine = ["**/engine/**", "Talk to the engine by messages (src/protocol)."];
const dataset = ["**/dataset/**", "Data sets know runs, not the other way round."];
const worker = ["**/worker/**", "Talk to the worker by messages (src/protocol)."];
/** The page starts a worker for the host, and so imports how; the two then talk by messages. */
const workerButItsStart = [[worker[0], "!**/worker/blobWorker.js"], worker[1]];
/** A file's words in one of these could be a link that runs a command: only src/host/say.ts, which makes them plain, may call them. */
const drawnByVSCode =
  "/^(show(Information|Warning|Error)Message|withProgress|setStatusBarMessage|createStatusBarItem|showInputBox|createInputBox|showQuickPick|createQuickPick)$/";
const sayOnly = ["Identifier[name", "Literal[value"].map((node) => ({
  selector: `${node}=${drawnByVSCode}]`,
  message: "Words that VS Code draws go through src/host/say.ts, which makes them plain.",
}));
const webview = ["**/webview/**", "Talk to the webview by messages (src/protocol)."];

/** Another method is one more file: nobody else may know it by name. */
const oneOfMany = ["architectures", "policies"].map((folder) => [
  [`**/${folder}/*`, ...["architecture", "policy", "settings", "index"].map((shared) => `!**/${folder}/${shared}.js`)],
  `Ask ${folder}/index.ts: no ${folder === "policies" ? "policy" : "architecture"} is known by name elsewhere.`,
]);
const plain = ["run", "words", "saved", "protocol", "export"].map((world) => `src/${world}/**`);

export default tseslint.config(
  { ignores: ["dist/", "out/", "node_modules/", ".vscode-test/", "models/", "**/*_pb.ts", "test/fixtures/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          ...["src", "src/worker", "src/terminal", "src/host", "webview", "test"].map((p) => `./${p}/tsconfig.json`),
          "./src/worker/tsconfig.web.json",
          "./src/host/tsconfig.web.json",
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      eqeqeq: "error",
    },
  },
  {
    files: ["src/**", "webview/**"],
    rules: {
      "no-restricted-properties": [
        "error",
        {
          object: "Date",
          property: "now",
          message: "People and networks set that clock: measure with performance.now().",
        },
      ],
    },
  },
  { files: plain, rules: forbid(vscode, nodeBuiltins, host, engine, dataset, worker, webview) },
  { files: ["src/engine/**"], rules: forbid(vscode, nodeBuiltins, host, dataset, worker, webview) },
  {
    files: ["src/engine/**"],
    ignores: ["src/engine/{architectures,policies}/*.ts", "src/engine/plan/**"],
    rules: forbid(vscode, nodeBuiltins, host, dataset, worker, webview, ...oneOfMany),
  },
  { files: ["src/dataset/**"], rules: forbid(vscode, nodeBuiltins, host, engine, worker, webview) },
  { files: ["src/worker/**", "src/terminal/**"], rules: forbid(vscode, host, webview) },
  { files: ["src/host/**"], rules: forbid(engine, webview) },
  {
    files: ["src/host/**", "src/extension*.ts"],
    ignores: ["src/host/say.ts"],
    rules: { "no-restricted-syntax": ["error", ...sayOnly] },
  },
  { files: ["webview/**"], rules: forbid(vscode, nodeBuiltins, host, engine, workerButItsStart) },
);
