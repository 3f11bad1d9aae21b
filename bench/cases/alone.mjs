/** Ours alone, each time in a process of its own: programs of `alone/`, which print { value, note }. */
export const aloneCases = [
  { name: "import to first result", unit: "ms", program: "first-result.mjs", times: 7 },
  {
    name: "memory of training, baby",
    unit: "MB",
    program: "training-memory.mjs",
    times: 1,
    seconds: 8,
  },
  { name: "packed size of core-wasm", unit: "kB", program: "packed-size.mjs", times: 1 },
].map((entry) => ({ ...entry, alone: true }));
