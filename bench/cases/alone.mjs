/**
 * Each time in a process of its own, ours alone or with peers that no other case has: programs of `alone/`, which print
 * { value, peers, note }.
 */
export const aloneCases = [
  { name: "import to first result", unit: "ms", program: "first-result.mjs", times: 7 },
  {
    name: "memory of training, baby",
    unit: "MB",
    program: "training-memory.mjs",
    times: 1,
    seconds: 8,
  },
  { name: "tokenizers: GPT-2's encoding", unit: "MB/s", program: "tokenizers.mjs", times: 3 },
  { name: "tokenizers: 8,000 merges", unit: "s", program: "train-tokenizer.mjs", times: 3 },
  { name: "packed size of core-wasm", unit: "kB", program: "packed-size.mjs", times: 1 },
].map((entry) => ({ ...entry, alone: true }));
