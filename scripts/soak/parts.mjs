/** What is soaked, in turn: a name, what it shows, its share of the time, and how it runs. */
export const parts = [
  {
    name: "training on WASM",
    share: 1,
    run: async (context) => (await import("./parts/training.mjs")).training(context, false),
  },
  {
    name: "training on WebGPU",
    share: 5,
    run: async (context) => (await import("./parts/training.mjs")).training(context, true),
  },
  {
    name: "kills",
    share: 4,
    run: async (context) => (await import("./parts/kills.mjs")).kills(context),
  },
  {
    name: "server",
    share: 2,
    run: async (context) => (await import("./parts/server.mjs")).server(context),
  },
  {
    name: "batch",
    share: 2,
    run: async (context) => (await import("./parts/batch.mjs")).batch(context),
  },
  {
    name: "parsers",
    share: 2,
    run: async (context) => (await import("./parts/parsers.mjs")).parsers(context),
  },
  {
    name: "device losses",
    share: 3,
    run: async (context) => (await import("./parts/device-losses.mjs")).deviceLosses(context),
  },
];
