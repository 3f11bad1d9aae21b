import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createReferenceBackend } from "@qkv/core-wasm/contract";
import { WebgpuUnavailableError, webgpu } from "@qkv/gpu-webgpu";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { exhaustive } from "../../../../scripts/testing/parts.mjs";
import { zeros } from "../../src/device/create-tensor.ts";
import { defaultDevice, setDefaultDevice } from "../../src/device/default-device.ts";
import { init } from "../../src/device/init.ts";
import type { Device } from "../../src/tensor/device.ts";
import { callOf } from "./call.ts";
import { type Callable, exportedCallables, type Parameter } from "./callables.ts";
import { hasNoSample, refusesItsSample, sampleArguments } from "./sample-arguments.ts";

/** What comes from JavaScript by mistake; the types say which of it a parameter takes. */
const wrong: Readonly<Record<string, () => unknown>> = {
  ...{ undefined: () => undefined, null: () => null, number: () => 1.5, string: () => "nonsense" },
  ...{ object: () => ({}), promise: () => Promise.resolve(1) },
};

/** Messages of the language, or of memory that was asked for without a look at the sizes. */
const fromInside =
  /is not a function|Cannot (read|convert|destructure|set|create|use)|is not iterable|not a constructor|Invalid (array|typed array) length|Array buffer allocation|Maximum call stack/;

/** What is not tried, and why. */
const exceptions: readonly (readonly [RegExp, reason: string])[] = [
  [
    /^new (CausalLM|EncoderModel|MaskedWords)$|^MaskedWords#/,
    "families make it, out of options that a config.json was checked for",
  ],
  [/forwardSideBySide$/, "of attention alone, which passes sizes that it has checked"],
  [/Error$/, "the library makes its errors itself"],
  [/^(new )?(Device|Tensor)$/, "functions make tensors and devices; the types hide the rest"],
  [/^(nearestHint|nearestName|describeRange|isInRange)$/, "parts for authors of option tables"],
  [/^PretrainedTokenizer#specialTokenId$/, "asks for the token of any role, which may be missing"],
  [/^Tensor#dispose$/, "its text stands in messages alone"],
  [/^new (OpenFile|CheckpointFiles)$/, "openFile and openCheckpoint make them"],
  [/^livenessOf$/, "takes what processMark gives and the claim of a folder was checked to hold"],
  [
    /^(new ReadBandwidth|installedThreads|initializeWorker)$/,
    "measure or start what the machine has",
  ],
];
const tried = ({ entry, name }: Callable): boolean =>
  entry !== "@qkv/core-wasm/conformance" &&
  entry !== "@qkv/core-wasm/contract" &&
  !exceptions.some(([pattern]) => pattern.test(name));
const callables = exportedCallables().filter(tried);

/** Values of a parameter's type that hold nothing, or more than there is memory for anywhere. */
function extremes({ type }: Parameter): readonly (() => unknown)[] {
  if (type === "Tensor") return [() => zeros([0]), () => zeros([]), () => zeros([2, 0, 4])];
  if (/^(number|Pair|number \| Shape)$/.test(type)) return [() => 2 ** 40];
  return /Shape|Integers|number\[\]/.test(type) ? [() => [2 ** 31, 2 ** 20], () => []] : [];
}

test("the exceptions and the samples that are missing or refused are of things that are there", async () => {
  const names = exportedCallables().map(({ name }) => name);
  for (const [pattern] of [...exceptions, ...hasNoSample, ...refusesItsSample])
    expect(
      names.some((name) => pattern.test(name)),
      String(pattern),
    ).toBe(true);
});

const missing = await webgpu().then(
  (backend) => backend.dispose(),
  (error: unknown) => {
    if (error instanceof WebgpuUnavailableError) return error.message;
    throw error;
  },
);
const wasm = defaultDevice();

// What takes paths finds no files of anybody, and leaves none.
const before = process.cwd();
const folder = await mkdtemp(join(tmpdir(), "qkv-wrong-values-"));
beforeAll(() => process.chdir(folder));
afterAll(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true });
});

const devices: readonly (readonly [string, () => Promise<Device>])[] = [
  ["wasm", async () => wasm],
  ["reference", () => init({ device: createReferenceBackend() })],
  ["webgpu", async () => init({ device: await webgpu() })],
];

describe.each(devices)(
  "on %s",
  (name, make) => {
    const skipped = name === "webgpu" && missing !== undefined;
    let device: Device;
    beforeAll(async () => {
      if (!skipped) device = await make();
    });
    afterEach(() => setDefaultDevice(wasm));
    afterAll(async () => {
      if (name === "webgpu" && !skipped) await device.dispose();
    });

    /** What the call with one argument replaced ended in: an error, or what it gave. */
    async function attempt(callable: Callable, index: number, value: unknown): Promise<unknown> {
      setDefaultDevice(device);
      const given = await sampleArguments(callable);
      given[index] = value;
      if (callable.parameters[index]!.rest) given.length = index + 1;
      const call = await callOf(callable);
      try {
        return { gave: await call(...given) };
      } catch (error) {
        return error;
      }
    }
    const describeCall = ({ name }: Callable, { name: parameter }: Parameter, value: unknown) =>
      `${name}(${parameter}: ${String(value)})`;

    // That right arguments are taken elsewhere too is what all other suites try.
    test.skipIf(name !== "wasm")("every sample is there and is taken", async () => {
      const found: string[] = [];
      for (const callable of callables) {
        if (hasNoSample.some(([pattern]) => pattern.test(callable.name))) continue;
        setDefaultDevice(device);
        try {
          const call = await callOf(callable);
          if (refusesItsSample.some(([pattern]) => pattern.test(callable.name))) continue;
          await call(...(await sampleArguments(callable)));
        } catch (error) {
          found.push(`${callable.name}: ${String(error)}`);
        }
      }
      expect(found).toEqual([]);
    });

    test.skipIf(skipped)(
      "what no type allows is refused, and in words of the library",
      exhaustive, // a walk over all that is exported, with thousands of calls
      async () => {
        const found: string[] = [];
        let calls = 0;
        for (const callable of callables) {
          if (hasNoSample.some(([pattern]) => pattern.test(callable.name))) continue;
          for (const [index, parameter] of callable.parameters.entries())
            for (const [kind, make] of Object.entries(wrong)) {
              const value = make();
              const came = await attempt(callable, index, value);
              calls++;
              const what = describeCall(callable, parameter, value);
              if (!(came instanceof Error)) {
                if (!parameter.takes.has(kind)) found.push(`${what} is accepted`);
              } else if (fromInside.test(String(came))) found.push(`${what}: ${String(came)}`);
            }
        }
        expect(calls).toBeGreaterThan(3000);
        expect(found).toEqual([]);
      },
    );

    test.skipIf(skipped)(
      "empty and huge values end at once, in words of the library",
      exhaustive, // a walk over all that is exported, with thousands of calls
      async () => {
        const found: string[] = [];
        let calls = 0;
        for (const callable of callables) {
          if (hasNoSample.some(([pattern]) => pattern.test(callable.name))) continue;
          for (const [index, parameter] of callable.parameters.entries())
            for (const make of extremes(parameter)) {
              const value = make();
              const came = await attempt(callable, index, value);
              calls++;
              const what = describeCall(callable, parameter, value);
              if (came instanceof Error && fromInside.test(String(came)))
                found.push(`${what}: ${String(came)}`);
              // No shape of 2^51 elements can have been taken.
              if (
                !(came instanceof Error) &&
                /Shape/.test(parameter.type) &&
                String(value).includes("1048576")
              )
                found.push(`${what} is accepted`);
            }
        }
        expect(calls).toBeGreaterThan(500);
        expect(found).toEqual([]);
      },
    );
  },
  120_000,
);
