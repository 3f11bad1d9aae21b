import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { exhaustive } from "../../../scripts/testing/parts.mjs";
import { benchmarkRows } from "../bench/rows.mjs";
import { instantiateKernels } from "../src/backend/instantiate-kernels.ts";
import { sharedModule } from "../src/backend/kernel-build.ts";
import { memoryLimits } from "../src/backend/reserve-memory.ts";
import { Contention } from "../src/backend/threads/contention.ts";
import { partOf } from "../src/backend/threads/job.ts";
import { splits } from "../src/backend/threads/splits/index.ts";
import { perThread } from "../src/backend/threads/splits/scratch.ts";
import { startWorkers } from "../src/backend/threads/start-workers.ts";
import { ThreadPool } from "../src/backend/threads/thread-pool.ts";
import { createThreadedWasmBackend } from "../src/backend/threads/threaded-backend.ts";
import { WorkerLostError } from "../src/backend/threads/worker-lost-error.ts";
import { createWasmBackend } from "../src/backend/wasm-backend.ts";
import { conformanceCases } from "../src/contract/conformance.ts";
import type { KernelName } from "../src/contract/index.ts";
import * as contract from "../src/contract/index.ts";
import { longSums } from "../src/contract/long-sums.ts";
import { differences, sampleDifferences } from "./every-sample.ts";
import { availableBuilds } from "./run-kernel.ts";

/** Small enough that the samples of the contract are cut into parts. */
const grain = 1e-4;

const table = Object.entries(splits);
const chunks = new Map<string, string>(
  table.flatMap(([name, row]) => ("chunkOf" in row ? [[name, row.chunkOf]] : [])),
);
/** What has chunks of its own is not cut itself, but for one that is cut along its outer axis if it has one. */
const both = ["scatterAdd"];
/** No kernels of the contract, with tests of their own: prepack.test.ts, random-values.test.ts. */
const others = ["prepack", "drawNormal", "drawUniform"];
/** The functions that are cut into parts. */
const shared = table
  .filter(([name, row]) => {
    if (typeof row !== "function") return chunks.has(name);
    if (row === perThread || others.includes(name)) return false;
    return both.includes(name) || ![...chunks.values()].includes(name);
  })
  .map(([name]) => name)
  .sort();

describe.each(availableBuilds)("the %s build on several threads", (build) => {
  it.each([1, 2, 3])("gives the bits of one thread, every sample on %i", async (threads) => {
    const threaded = await createThreadedWasmBackend({ threads, build, grain, guarded: true });
    expect(threaded.info).toMatchObject({ threads, build });
    const run = vi.spyOn(ThreadPool.prototype, "run");
    expect(differences(createWasmBackend({ build }), threaded)).toEqual([]);
    const jobs = new Set(run.mock.calls.map(([{ kernel }]) => kernel));
    expect([...jobs].sort()).toEqual(threads === 1 ? [] : shared);
    run.mockRestore();
    expect(threaded.overruns!()).toEqual([]);
    await threaded.dispose!();
  });

  it("hides no NaN where parts meet", async () => {
    const threaded = await createThreadedWasmBackend({ threads: 2, build, grain, guarded: true });
    const walk = conformanceCases().filter(({ name }) => name.startsWith("NaN and infinities"));
    expect(walk.length).toBeGreaterThan(500);
    for (const { run } of walk) await run(threaded);
    await threaded.dispose!();
  });

  // Millions of values, compared one by one.
  const long = { timeout: 120_000 };

  it("gives the bits of one thread at the sizes of the benchmark", {
    ...long,
    ...exhaustive,
  }, async () => {
    const threaded = await createThreadedWasmBackend({ threads: 3, build });
    const one = createWasmBackend({ build });
    const rows = benchmarkRows(contract).filter(
      ({ name }) => !name?.match(/2048|T 512|GPT-2|50257|prepacked/),
    );
    expect(rows.flatMap((row) => sampleDifferences(one, threaded, row.kernel, row))).toEqual([]);
    // A given transposed, above 2 MB: each part copies its own columns of A.
    const large = {
      shapes: { a: [600, 1000], b: [600, 420] },
      attrs: { transposeA: true, transposeB: false, activation: "none" },
    };
    expect(sampleDifferences(one, threaded, "matmul", large)).toEqual([]);
    await threaded.dispose!();
  });

  for (const threads of [2, 3])
    it(`gives the bits of one thread in long sums, on ${threads}`, {
      ...long,
      ...(threads > 2 ? exhaustive : {}),
    }, async () => {
      const threaded = await createThreadedWasmBackend({ threads, build, grain });
      const one = createWasmBackend({ build });
      const run = vi.spyOn(ThreadPool.prototype, "run");
      expect(longSums.flatMap((use) => sampleDifferences(one, threaded, use.kernel, use))).toEqual(
        [],
      );
      expect(run.mock.calls.length).toBeGreaterThan(30);
      run.mockRestore();
      await threaded.dispose!();
    });
});

describe("the parts of gradients that are added up", () => {
  const chunks = async (kernel: KernelName, wanted: (sample: object) => boolean) => {
    const threaded = await createThreadedWasmBackend({ threads: 2, grain });
    const run = vi.spyOn(ThreadPool.prototype, "run");
    const counts = contract.oracles[kernel].samples.filter(wanted).map((sample) => {
      run.mockClear();
      expect(sampleDifferences(createWasmBackend(), threaded, kernel, sample)).toEqual([]);
      return run.mock.calls.map(([{ rows }]) => rows);
    });
    run.mockRestore();
    await threaded.dispose!();
    return counts;
  };

  it.each([
    ["a head of its own", [2, 3, 7, 33], [[6]]],
    ["the heads of a batch element", [3, 1, 2, 40], [[3]]],
    ["a head of all batch elements, one after the other", [1, 2, 9, 5], [[2, 2, 2]]],
    ["all", [1, 1, 19, 19], [[]]],
  ])("the mask of attention serves %s", async (_, shape, expected) => {
    const withMask = (sample: object): boolean =>
      "shapes" in sample && String((sample.shapes as { mask?: unknown }).mask) === String(shape);
    expect(await chunks("attentionBackward", withMask)).toEqual(expected);
  });

  it("axes of asStrided that overlap are one part", async () => {
    const overlaps = (sample: object): boolean =>
      "attrs" in sample && String((sample.attrs as { stride?: unknown }).stride) === "1,1";
    expect(await chunks("asStridedBackward", overlaps)).toEqual([[]]);
  });
});

describe("a threaded backend", () => {
  it("goes on with one thread when it is disposed of, and may be disposed of twice", async () => {
    const threaded = await createThreadedWasmBackend({ threads: 2, grain });
    await threaded.dispose!();
    await threaded.dispose!();
    expect(differences(createWasmBackend(), threaded, ["matmul", "gelu", "softmax"])).toEqual([]);
  });

  it("rests without workers, and has them again when there is something to share", async ({
    onTestFinished,
  }) => {
    // On a busy machine the pool shares nothing for a while, which contention.test.ts tries; here is no clock.
    const pauses = vi.spyOn(Contention.prototype, "pauses").mockReturnValue(false);
    onTestFinished(() => pauses.mockRestore());
    const threaded = await createThreadedWasmBackend({ threads: 2, grain });
    const compare = () => differences(createWasmBackend(), threaded, ["matmul", "gelu", "softmax"]);
    const shares = async (): Promise<boolean> => {
      const tickets = vi.spyOn(Atomics, "compareExchange");
      expect(compare()).toEqual([]);
      const took = tickets.mock.calls.length > 0;
      tickets.mockRestore();
      return took;
    };
    expect(await shares()).toBe(true);
    await threaded.rest!();
    expect(await shares()).toBe(false); // alone, and others are started
    // Workers start when the machine lets them.
    await vi.waitUntil(shares, { timeout: 100_000, interval: 5 });
    expect(await shares()).toBe(true);
    // Changes that overtake each other end in the last one.
    const changes = [threaded.rest!(), threaded.resume!(), threaded.rest!(), threaded.resume!()];
    await Promise.all(changes);
    expect(await shares()).toBe(true);
    await threaded.dispose!();
    expect(await shares()).toBe(false);
    expect(await shares()).toBe(false);
    expect(await threaded.resume!()).toBe(true);
    expect(await shares()).toBe(true);
    await threaded.dispose!();
  }, 120_000);

  it("keeps values when its memory grows", async () => {
    const threaded = await createThreadedWasmBackend({ threads: 2 });
    const x = threaded.allocate(3, "float32");
    threaded.upload(x, [1, 2, 3]);
    const large = threaded.allocate(2 ** 20, "float32");
    threaded.upload(large, new Float32Array(2 ** 20).fill(4));
    threaded.kernels.sqrt({ x: large }, { y: large }, { x: [2 ** 20] }, {});
    expect(threaded.readSync!(large).every((value) => value === 2)).toBe(true);
    expect(threaded.readSync!(x)).toEqual(Float32Array.of(1, 2, 3));
    await threaded.dispose!();
  });

  it("takes as many threads as there are cores unless told", async () => {
    const threaded = await createThreadedWasmBackend();
    expect(threaded.info.threads).toBeGreaterThanOrEqual(1);
    await threaded.dispose!();
  });

  it.each([0, -1, 1.5, Number.NaN, 1000, "2"])("refuses %s threads", async (threads) => {
    await expect(createThreadedWasmBackend({ threads: threads as number })).rejects.toThrow(
      /^threads is .*, expected "auto" or an integer from 1 to 256$/,
    );
  });

  it("refuses an unknown option", async () => {
    // @ts-expect-error: no such option
    await expect(createThreadedWasmBackend({ thread: 2 })).rejects.toThrow(
      "createThreadedWasmBackend: unknown option thread, expected one of threads, build",
    );
  });
});

describe("a pool of threads", () => {
  const memory = new WebAssembly.Memory({ ...memoryLimits, shared: true });
  const module = sharedModule("simd");
  const wasm = instantiateKernels(module, memory, "4x8");
  const control = Math.ceil(wasm.heapBase() / 64) * 64;
  const lostControl = control + 65536;
  const x = lostControl + 65536;
  const floats = new Float32Array(memory.buffer);
  const parts = 100;
  const sqrt = {
    kernel: "sqrt",
    rows: parts,
    args: [partOf(x, 256), partOf(x, 256), 64],
  } as const;
  let workers: Awaited<ReturnType<typeof startWorkers>>;
  let pool: ThreadPool;

  beforeAll(async () => {
    workers = await startWorkers(2, { module, memory, tallTiles: 0, control });
    pool = new ThreadPool(workers, module, wasm, memory, control);
  });
  afterAll(() => pool.dispose());

  const expectRoots = (): void => {
    const values = floats.subarray(x / 4, x / 4 + 64 * parts);
    values.fill(9);
    pool.run(sqrt);
    expect(values.every((value) => value === 3)).toBe(true);
  };

  it("computes every part once, job after job", () => {
    for (let i = 0; i < 1000; i++) expectRoots();
  });

  it("throws when a part fails, and goes on", () => {
    const wild = { ...sqrt, args: [{ base: x, down: 2 ** 31 }, x, 64] };
    expect(() => pool.run(wild)).toThrow();
    expectRoots();
  });

  it("tells when a worker is lost in the middle of a part, ends it, and goes on alone", async () => {
    const more = await startWorkers(1, { module, memory, tallTiles: 0, control: lostControl });
    const impatient = new ThreadPool(more, module, wasm, memory, lostControl, {
      patienceMs: 100,
    });
    const terminate = vi.spyOn(more[0]!, "terminate");
    // The caller's parts take some microseconds, the worker's minutes: for the caller it is as good as dead.
    const rounds = { base: 10_000, each: 2 ** 31 - 20_000 };
    const copies = (count: number | typeof rounds) => [x, x + 256, count, 64, 0, 0];
    const endless = { kernel: "writeRows", rows: 4000, args: copies(rounds) } as const;
    let lost: unknown;
    try {
      impatient.run(endless);
    } catch (error) {
      lost = error;
    }
    expect(lost).toBeInstanceOf(WorkerLostError);
    expect(lost).toMatchObject({ name: "WorkerLostError", kernel: "writeRows" });
    expect((lost as Error).message).toMatch(
      /^wasm: a worker thread took a part of writeRows and did not finish it within 0.1 s \(1 missing\)/,
    );
    expect(terminate).toHaveBeenCalled();
    impatient.run({ ...endless, rows: 2, args: copies(1) });
    await impatient.dispose();
    await terminate.mock.results[0]!.value;
  });

  it("works without those that have died", async () => {
    await workers[0]!.terminate();
    expectRoots();
    await workers[1]!.terminate();
    for (let i = 0; i < 10; i++) expectRoots();
  });
});
