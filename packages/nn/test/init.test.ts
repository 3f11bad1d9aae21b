import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { createReferenceBackend } from "@qkv/core-wasm/contract";
import { afterEach, describe, expect, test, vi } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice, setDefaultDevice, usualDevice } from "../src/device/default-device.ts";
import { type InitOptions, init } from "../src/device/init.ts";
import { referenceDevice } from "../src/device/reference-device.ts";
import { Linear } from "../src/layers/linear.ts";
import { cat } from "../src/ops/cat.ts";
import { deviceError } from "../src/tensor/device.ts";

const linux = process.platform === "linux" && availableParallelism() > 1 ? test : test.skip;
const threadsNow = (): number => readdirSync("/proc/self/task").length;
const until = async (done: () => boolean): Promise<boolean> => {
  for (let i = 0; i < 1000 && !done(); i++) await new Promise((go) => setTimeout(go, 5));
  return done();
};

afterEach(async () => {
  const { backend } = defaultDevice();
  setDefaultDevice(usualDevice());
  await backend.rest?.();
});

describe("the same options give the same device", () => {
  test.each<InitOptions>([
    {},
    { threads: 2 },
    { threads: "auto" },
    { build: "simd" },
    { prepack: false },
  ])("%j", async (options) => {
    const first = await init(options);
    const others = await Promise.all([init({ ...options }), init({ ...options })]);
    expect(others.every((device) => device === first)).toBe(true);
    await init({ threads: 1, build: "simd", prepack: false });
    expect(await init(options)).toBe(first);
    await first.dispose();
    expect(await init(options)).toBe(first);
  });

  test("what is the default without init is what init gives", async () => {
    const model = new Linear(2, 1);
    const before = defaultDevice();
    expect(await init()).toBe(before);
    expect(await init({ device: "wasm", threads: 1, build: "auto", prepack: true })).toBe(before);
    expect(await init({ device: before.backend })).toBe(before);
    expect(model.forward(tensor([[1, 2]])).shape).toEqual([1, 1]);
  });

  test("calls that overlap take effect in their order", async () => {
    const calls = [{ threads: 2 }, { prepack: false }, { threads: 0 }, { build: "simd" }] as const;
    const made = await Promise.allSettled(calls.map((options) => init(options)));
    expect(made.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(made[3]).toMatchObject({ value: defaultDevice() });
  });
});

linux("forty calls keep no more threads than one, and what is replaced ends its own", async () => {
  const base = threadsNow();
  for (let i = 0; i < 40; i++) await init({ threads: 2 });
  expect(threadsNow()).toBeLessThanOrEqual(base + 1);
  for (let i = 0; i < 40; i++) await init({ threads: 2, prepack: i % 2 === 0 });
  await init();
  expect(await until(() => threadsNow() <= base)).toBe(true);
});

linux("a model on a device that was replaced goes on, and gets its threads again", async () => {
  const old = await init({ threads: 2 });
  const model = new Linear(512, 512);
  const x = tensor(new Float32Array(512 * 512).fill(0.5), { shape: [512, 512] });
  const expected = model.forward(x).dataSync();
  await init();
  const rested = threadsNow();
  expect(model.forward(x).dataSync()).toEqual(expected);
  expect(await until(() => threadsNow() > rested)).toBe(true);
  expect(model.forward(x).dataSync()).toEqual(expected);
  await old.backend.rest!();
});

test("a message tells two devices of one name apart, and what to do", async () => {
  const model = new Linear(2, 2, { device: await init({ threads: 2 }) });
  await init({ prepack: false });
  const x = tensor([[1, 2]]);
  const [here, there] = [defaultDevice(), model.device].map(String);
  expect(here).not.toBe(there);
  const words = `x is on device ${here}, expected ${there} as the parameters; make it there`;
  expect(() => model.forward(x)).toThrow(words);
  expect(() => model.forward(x)).toThrow("await model.to(device)");
  const other = tensor([[1, 2]], { device: model.device });
  expect(() => x.add(other)).toThrow(`b is on device ${there}, expected ${here} as the others`);
  expect(() => cat([x, other])).toThrow(
    `cat: tensors[1] is on device ${there}, expected ${here} as the first`,
  );
  expect(there).toMatch(/^wasm #\d+ \([12] threads?\)$/);
  const reference = referenceDevice();
  expect(deviceError("x", reference, defaultDevice(), "y").message).toBe(
    "x is on device reference, expected wasm as y",
  );
});

test("no more threads than cores, and info says so", async () => {
  const cores = availableParallelism();
  const device = await init({ threads: 99 });
  expect(device.info()).toMatchObject({ threads: cores, cores, wantedThreads: 99 });
  expect(await init({ threads: "auto" })).toBe(device);
  expect(device.info()).toMatchObject({ threads: cores, wantedThreads: "auto" });
});

test.each<readonly [unknown, string]>([
  ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY].map(
    (threads) =>
      [{ threads }, `init: threads is ${threads}, expected "auto" or an integer from 1`] as const,
  ),
  [{ threads: "2" }, 'init: threads is "2", expected "auto" or an integer from 1'],
  [{ thread: 2 }, "init: unknown option thread, expected one of device, threads"],
  [{ build: "fast" }, 'init: build is "fast", expected "auto" or "simd" or "relaxed-simd"'],
  [{ prepack: 1 }, "init: prepack is 1, expected true or false"],
  [{ device: "cuda" }, 'init: device is "cuda", expected'],
  [{ device: "webgpu", threads: 2 }, "threads, build and prepack are options of the WASM device"],
  [{ device: "webgpu", worker: "/w.js" }, "worker is given, expected threads above 1"],
  [{ worker: "/w.js" }, 'expected threads above 1, or "auto"'],
  [3, "init: it is 3, expected an object"],
])("refuses %j", async (options, message) => {
  const before = defaultDevice();
  await expect(init(options as InitOptions)).rejects.toThrow(message);
  expect(defaultDevice()).toBe(before);
});

describe("device auto", () => {
  afterEach(() => vi.doUnmock("@qkv/gpu-webgpu"));

  /** As if the package gave this; the files that name it are loaded anew. */
  async function withPackage(module: () => object): Promise<typeof init> {
    vi.resetModules();
    vi.doMock("@qkv/gpu-webgpu", module);
    return (await import("../src/device/init.ts")).init;
  }
  const gpu = (software: boolean) => {
    const backend = {
      ...createReferenceBackend(),
      name: "webgpu",
      info: { adapter: "a GPU", software },
    };
    return { webgpu: async () => backend };
  };
  const unavailable = () => {
    const error = Object.assign(new Error("there is no adapter"), {
      name: "WebgpuUnavailableError",
    });
    return { webgpu: () => Promise.reject(error) };
  };

  test("takes a GPU where there is one, always the same, and says so", async () => {
    const chooses = await withPackage(() => gpu(false));
    const device = await chooses({ device: "auto", threads: 2 });
    expect(device.info()).toMatchObject({ device: "webgpu", choice: '"auto" took webgpu: a GPU' });
    expect(await chooses({ device: "auto" })).toBe(device);
    expect(await chooses({ device: "webgpu" })).toBe(device);
  });

  test.each<readonly [string, () => object, string]>([
    [
      "without the package",
      () => {
        throw new Error("not found");
      },
      "the package @qkv/gpu-webgpu cannot be loaded",
    ],
    ["without an adapter", unavailable, "there is no adapter"],
    [
      "where the adapter is the CPU",
      () => gpu(true),
      "the only adapter of WebGPU, a GPU, computes on the CPU",
    ],
  ])("takes WASM %s, with its options, and says why", async (_, module, reason) => {
    const chooses = await withPackage(module);
    const device = await chooses({ device: "auto", build: "simd" });
    expect(device.info()).toMatchObject({ device: "wasm", build: "simd" });
    expect(device.info().choice).toContain(`"auto" took wasm: ${reason}`);
  });

  test("webgpu is refused where it is not to be had, and other faults are not hidden", async () => {
    const chooses = await withPackage(unavailable);
    await expect(chooses({ device: "webgpu" })).rejects.toThrow("there is no adapter");
    const broken = await withPackage(() => ({
      webgpu: () => Promise.reject(new Error("a fault")),
    }));
    await expect(broken({ device: "auto" })).rejects.toThrow("a fault");
  });
});
