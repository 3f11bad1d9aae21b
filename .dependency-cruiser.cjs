/** Folders of nn/src, lower first: a file may import from its own row and from the rows above it. */
const nnLayers = [
  ["tensor", "autograd", "random", "event-loop", "metrics", "diffusion", "options"],
  ["ops", "op-definition"],
  ["device", "weights", "data", "tokenizers"],
  ["preprocessing"],
  ["module"],
  ["layers", "losses", "optim", "init"],
  ["positions"],
  ["attention"],
  ["transformer"],
  ["models"],
  ["model-folder"],
  ["hub"],
  ["inspection", "generation", "quantization", "training", "evaluation", "fine-tuning"],
  ["device-comparison", "structured-output"],
  ["recipes", "pretrained"],
  ["pipelines", "applications", "pytorch"],
  ["node"],
];

/** Folders of cli/src, in the same way. */
const cliLayers = [
  ["failures", "terminal"],
  ["command-line"],
  ["work-queue"],
  ["compute-device", "text-source", "report", "tokenizer"],
  ["trained-model", "run-directory", "benchmark"],
  ["language-model"],
  ["training", "device-comparison", "serve", "chat", "task-runs"],
  ["batch", "pytorch", "sweep"],
  ["commands"],
];

const anyOf = (folders) => `(${folders.join("|")})`;

const layerRules = (name, layers) => [
  ...layers.slice(0, -1).map((layer, depth) => ({
    name: `${name}-${layer[0]}-points-up`,
    comment: `Inside ${name} a lower folder never imports a higher one.`,
    severity: "error",
    from: { path: `^packages/${name}/src/${anyOf(layer)}/` },
    to: { path: `^packages/${name}/src/${anyOf(layers.slice(depth + 1).flat())}/` },
  })),
  {
    name: `${name}-folder-without-layer`,
    comment: `Give the new folder its place in ${name}Layers of .dependency-cruiser.cjs.`,
    severity: "error",
    from: { path: `^packages/${name}/src/(?!${anyOf(layers.flat())}/)[^/]+/` },
    to: {},
  },
];

const packageRules = [
  {
    name: "contract-stands-alone",
    comment: "The kernel contract imports nothing outside itself.",
    severity: "error",
    from: { path: "^packages/core-wasm/src/contract/" },
    to: { pathNot: "^packages/core-wasm/src/contract/" },
  },
  {
    name: "core-is-lowest",
    comment: "core-wasm knows no other package.",
    severity: "error",
    from: { path: "^packages/core-wasm/" },
    to: { path: "^packages/(gpu-webgpu|nn|cli|web-demo)/" },
  },
  {
    name: "gpu-sees-contract-only",
    comment: "gpu-webgpu knows the contract and its conformance suite, nothing above or beside.",
    severity: "error",
    from: { path: "^packages/gpu-webgpu/" },
    to: {
      path: "^packages/(core-wasm|nn|cli|web-demo)/",
      pathNot: "^packages/core-wasm/dist/(contract|conformance)\\.js$",
    },
  },
  {
    name: "nn-below-cli",
    comment:
      "nn knows neither cli nor the optional backend, which users hand to it, or webgpu-device.ts loads where it is.",
    severity: "error",
    from: { path: "^packages/nn/src/", pathNot: "^packages/nn/src/device/webgpu-device\\.ts$" },
    to: { path: "^packages/(cli|gpu-webgpu|web-demo)/" },
  },
  {
    name: "cli-sees-nn-only",
    comment: "cli reaches the core through nn; only what measures the machine has no need of it.",
    severity: "error",
    from: { path: "^packages/cli/" },
    to: { path: "^packages/core-wasm/", pathNot: "^packages/core-wasm/dist/machine\\.js$" },
  },
  {
    name: "nn-names-backend-once",
    comment:
      "Only default-device.ts, draw-on-host.ts and wasm-devices.ts import a backend; the rest of nn sees the contract.",
    severity: "error",
    from: {
      path: "^packages/nn/src/",
      pathNot: "^packages/nn/src/device/(default-device|draw-on-host|wasm-devices)\\.ts$",
    },
    to: {
      path: "^packages/core-wasm/",
      pathNot: "^packages/core-wasm/dist/contract\\.js$",
    },
  },
  {
    name: "packages-meet-at-exports",
    comment: "A package imports another by its name, never by a path into its sources.",
    severity: "error",
    from: { path: "^packages/([^/]+)/" },
    to: { path: "^packages/(?!$1/)[^/]+/(src|test|scripts|bench|assembly)/" },
  },
];

const nnFolderRules = [
  {
    name: "nn-entry-is-highest",
    comment:
      "Inside nn nothing imports an entry point of the package: index.ts, models/index.ts and so on.",
    severity: "error",
    from: { path: "^packages/nn/src/[^/]+/" },
    to: { path: "^packages/nn/src/([^/]+|(?!ops/)[^/]+/index)\\.ts$" },
  },
  {
    name: "nn-entry-runs-in-browsers",
    comment: "What needs Node is exported by @qkv/nn/node.",
    severity: "error",
    from: { path: "^packages/nn/src/[^/]+\\.ts$" },
    to: { path: "^packages/nn/src/node/" },
  },
];

const cliFolderRules = [
  {
    name: "cli-entry-is-highest",
    comment: "The program's own files import folders, and no folder imports them.",
    severity: "error",
    from: { path: "^packages/cli/src/[^/]+/" },
    to: { path: "^packages/cli/src/[^/]+\\.ts$" },
  },
  {
    name: "cli-http-in-serve",
    comment:
      "The HTTP library stays where the server meets the network: only cli/src/serve/http imports it.",
    severity: "error",
    from: { path: "^packages/cli/src/", pathNot: "^packages/cli/src/serve/http/" },
    to: { path: "node_modules/(hono|@hono)/" },
  },
];

const demoRules = [
  {
    name: "demo-computes-in-engine",
    comment:
      "What draws knows no tensor: only web-demo/src/engine imports the library, and the page speaks to it through " +
      "client.ts, answer.svelte.ts, make-worker.ts and protocol.ts.",
    severity: "error",
    from: { path: "^packages/web-demo/src/(?!engine/)" },
    to: { path: "^packages/(core-wasm|gpu-webgpu|nn|cli)/" },
  },
  {
    name: "demo-asks-the-worker",
    severity: "error",
    from: { path: "^packages/web-demo/src/(?!engine/)" },
    to: {
      path: "^packages/web-demo/src/engine/",
      pathNot: "^packages/web-demo/src/engine/(client|answer\\.svelte|make-worker|protocol)\\.ts$",
    },
  },
  {
    name: "demo-engine-draws-nothing",
    comment:
      "The worker sees the shipped models and plain functions on answers, and nothing of the page.",
    severity: "error",
    from: { path: "^packages/web-demo/src/engine/" },
    to: { path: "^packages/web-demo/src/(?!(engine|made-data|models|shaping)/)" },
  },
  {
    name: "demo-views-stand-apart",
    comment:
      "A view imports its own folder and what all share, never another view or the frame; it may offer isolation.",
    severity: "error",
    from: { path: "^packages/web-demo/src/views/([^/]+)/" },
    to: {
      path: "^packages/web-demo/src/(frame|embed|offline|views)/",
      pathNot: "^packages/web-demo/src/(views/($1/|view\\.ts$)|offline/offline\\.svelte\\.ts$)",
    },
  },
  {
    name: "demo-parts-are-below-views",
    comment:
      "Pictures, controls, addresses and the like know no view and no frame; words collect the texts of all.",
    severity: "error",
    from: {
      path: "^packages/web-demo/src/(address|controls|models|pictures|shaping|theme|words)/",
    },
    to: {
      path: "^packages/web-demo/src/(frame|embed|offline|views)/",
      pathNot: "/words\\.en\\.ts$",
    },
  },
];

const sourceRules = [
  {
    name: "node-only-in-node-folder",
    comment:
      "Libraries run in browsers: only nn/src/node imports Node's modules. node-modules.ts and node-workers.ts name their " +
      "types, and load them when they run in Node, by a name that bundlers do not follow.",
    severity: "error",
    from: {
      path: "^packages/(core-wasm|gpu-webgpu|nn)/src/",
      pathNot:
        "^packages/(nn/src/node/|core-wasm/src/backend/threads/node-(modules|workers)\\.ts$)",
    },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "source-free-of-tests",
    severity: "error",
    from: { path: "^packages/[^/]+/src/" },
    to: { path: "^packages/[^/]+/(test|bench|scripts)/" },
  },
  {
    name: "source-free-of-dev-dependencies",
    severity: "error",
    // What the page is made of is bundled into it.
    from: { path: "^packages/(?!web-demo/)[^/]+/src/" },
    to: { dependencyTypes: ["npm-dev"] },
  },
  {
    name: "unresolvable",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: "circular",
    comment: "No file waits for itself when modules load; two types may name each other.",
    severity: "error",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
];

module.exports = {
  forbidden: [
    ...packageRules,
    ...nnFolderRules,
    ...layerRules("nn", nnLayers),
    ...cliFolderRules,
    ...layerRules("cli", cliLayers),
    ...demoRules,
    ...sourceRules,
  ],
  options: {
    doNotFollow: { path: ["node_modules", "^packages/[^/]+/dist/"] },
    exclude: { path: ["^packages/[^/]+/assembly/", "\\.(css|woff2)$"] },
    tsConfig: { fileName: "tsconfig.base.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
