/**
 * Who may import whom. Plain worlds, which run anywhere: run (what a run is), words, saved, protocol, chart, export know one another alone;
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
const workerButItsClient = [
  [worker[0], "!**/worker/engineClient.js"],
  "Talk to the worker by its client, worker/engineClient.js.",
];
const webview = ["**/webview/**", "Talk to the webview by messages (src/protocol)."];

/** Another method is one more file: nobody else may know it by name. */
const oneOfMany = ["architectures", "policies"].map((folder) => [
  [`**/${folder}/*`, ...["architecture", "policy", "settings", "index"].map((shared) => `!**/${folder}/${shared}.js`)],
  `Ask ${folder}/index.ts: no ${folder === "policies" ? "policy" : "architecture"} is known by name elsewhere.`,
]);
const plain = ["run", "words", "saved", "protocol", "chart", "export"].map((world) => `src/${world}/**`);

const each = (level, ...rules) => Object.fromEntries(rules.map((rule) => [rule, level]));
const typescript = (...rules) => rules.map((rule) => `typescript/${rule}`);
const unsafe = typescript(
  ...["argument", "assignment", "call", "member-access", "return"].map((what) => `no-unsafe-${what}`),
);

/** What typescript-eslint calls strict and stylistic, as far as oxlint's first category is not that already. */
const strict = {
  ...each("error", "eqeqeq", "no-array-constructor", "no-empty-function", "no-useless-constructor", "no-var"),
  ...each("error", "prefer-const", "prefer-rest-params", "prefer-spread", ...unsafe),
  ...each(
    "error",
    ...typescript(
      "adjacent-overload-signatures",
      "array-type",
      "class-literal-property-style",
      "consistent-generic-constructors",
      "consistent-indexed-object-style",
      "consistent-type-assertions",
      "consistent-type-definitions",
      "dot-notation",
      "no-confusing-non-null-assertion",
      "no-deprecated",
      "no-dynamic-delete",
      "no-empty-object-type",
      "no-explicit-any",
      "no-extraneous-class",
      "no-inferrable-types",
      "no-invalid-void-type",
      "no-misused-promises",
      "no-mixed-enums",
      "no-namespace",
      "no-non-null-asserted-nullish-coalescing",
      "no-non-null-assertion",
      "no-require-imports",
      "no-unnecessary-boolean-literal-compare",
      "no-unnecessary-condition",
      "no-unnecessary-template-expression",
      "no-unnecessary-type-arguments",
      "no-unnecessary-type-assertion",
      "no-unnecessary-type-constraint",
      "no-unnecessary-type-conversion",
      "no-unnecessary-type-parameters",
      "no-unsafe-enum-comparison",
      "no-unsafe-function-type",
      "non-nullable-type-assertion-style",
      "only-throw-error",
      "prefer-find",
      "prefer-for-of",
      "prefer-function-type",
      "prefer-includes",
      "prefer-literal-enum-member",
      "prefer-nullish-coalescing",
      "prefer-promise-reject-errors",
      "prefer-reduce-type-parameter",
      "prefer-regexp-exec",
      "prefer-return-this-type",
      "prefer-string-starts-ends-with",
      "related-getter-setter-pairs",
      "require-await",
      "unified-signatures",
      "use-unknown-in-catch-callback-variable",
    ),
  ),
  "typescript/ban-ts-comment": ["error", { minimumDescriptionLength: 10 }],
  "typescript/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
  "typescript/restrict-plus-operands": [
    "error",
    { allowAny: false, allowBoolean: false, allowNullish: false, allowNumberAndString: false, allowRegExp: false },
  ],
  "typescript/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
  "typescript/return-await": ["error", "error-handling-correctness-only"],
  "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
  "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
};

export default {
  plugins: ["typescript"],
  categories: { correctness: "error" },
  rules: { "no-control-regex": "off" }, // texts and files have such characters, and are looked through for them
  ignorePatterns: ["dist/", "out/", "node_modules/", ".vscode-test/", "models/", "**/*_pb.ts", "test/fixtures/"],
  overrides: [
    { files: ["**/*.ts"], rules: strict },
    { files: ["**/*.mjs"], rules: each("off", "typescript/require-array-sort-compare") }, // no types tell it that they are strings
    // Their types are those of tsconfig.web.json, which tsc knows and the linter does not look for.
    { files: ["src/extension.web.ts", "src/worker/web.ts"], rules: each("off", ...unsafe) },
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
    {
      files: ["src/engine/**"],
      rules: forbid(vscode, nodeBuiltins, host, dataset, worker, webview, ...oneOfMany),
    },
    {
      files: ["src/engine/{architectures,policies}/*.ts", "src/engine/plan/**"],
      rules: forbid(vscode, nodeBuiltins, host, dataset, worker, webview),
    },
    { files: ["src/dataset/**"], rules: forbid(vscode, nodeBuiltins, host, engine, workerButItsClient, webview) },
    { files: ["src/worker/**", "src/terminal/**"], rules: forbid(vscode, host, webview) },
    { files: ["src/host/**"], rules: forbid(engine, webview) },
    { files: ["webview/**"], rules: forbid(vscode, nodeBuiltins, host, engine, workerButItsStart) },
  ],
};
