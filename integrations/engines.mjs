import { availableParallelism } from "node:os";

/** What a program asks `init` for, and by what its outcome is known. */
export const engines = {
  wasm: { options: {}, device: "wasm", threads: 1 },
  threads: {
    options: { threads: 2 },
    device: "wasm",
    threads: Math.min(2, availableParallelism()), // there are never more than cores
  },
  webgpu: { options: { device: "webgpu" }, device: "webgpu" },
};

/** What is wrong with the outcome of a program on an engine: a list of texts. */
export function faultsOf(outcome, engine) {
  const faults = [];
  const expect = (right, fault) => {
    if (!right) faults.push(fault);
  };
  const { losses = [], written = "", device, threads } = outcome ?? {};
  const [first, last] = [losses[0], losses.at(-1)];
  expect(losses.length === 10, `${losses.length} losses, expected those of ten steps`);
  // The text has 13 letters: chance is 2.56 nats.
  expect(first > 2.3 && first < 2.9, `the first loss is ${first}, expected about 2.6`);
  expect(last < first - 0.5, `the loss goes from ${first} to ${last}, expected it to fall`);
  expect(/^the .{8}$/.test(written), `it wrote ${JSON.stringify(written)}, expected 12 letters`);
  const wanted = engines[engine];
  expect(device === wanted.device, `it computed on ${device}, expected ${wanted.device}`);
  if (wanted.threads !== undefined)
    expect(threads === wanted.threads, `it took ${threads} threads, expected ${wanted.threads}`);
  return faults;
}
