import { expect, test } from "vitest";
import { defaultDevice, setDefaultDevice } from "../../src/device/default-device.ts";
import { callOf } from "./call.ts";
import { type Callable, exportedCallables } from "./callables.ts";
import { sampleArguments } from "./sample-arguments.ts";

/** What comes from JavaScript by mistake. */
const wrong: readonly (() => unknown)[] = [
  ...[() => undefined, () => null, () => 1.5, () => "nonsense", () => ({})],
  () => Promise.resolve(1),
];

/** Messages of the language, from inside: they name nothing that the caller knows. */
const fromInside =
  /is not a function|Cannot (read|convert|destructure|set|create|use)|is not iterable|not a constructor|Invalid (array|typed array) length|Maximum call stack/;

/** What is not tried, and why. */
const exceptions: readonly (readonly [RegExp, reason: string])[] = [
  [/^new CausalLM$/, "families make it, out of options that a config.json was checked for"],
  [/forwardSideBySide$/, "of attention alone, which passes sizes that it has checked"],
  [/Error$/, "the library makes its errors itself"],
  [
    /^(new )?(Device|Tensor)$/,
    "tensors and devices are made by functions; the types hide the rest",
  ],
  [
    /^(nearest|describeRange|isInRange|nested|livenessOf|new CheckpointFiles)/,
    "parts for authors of backends and option tables",
  ],
  [
    /^(openFile|openCheckpoint|readBytes|removeLeftovers|writeFileSafely|folderOnDisk)/,
    "touch the disk",
  ],
  [
    /^(webgpu|init|new ReadBandwidth|new Transformer|Transformer\.load|generate|initializeWorker|installedThreads)$/,
    "slow, or of the machine",
  ],
];

const tried = ({ entry, name }: Callable): boolean =>
  entry !== "@qkv/core-wasm/conformance" &&
  entry !== "@qkv/core-wasm/contract" &&
  !exceptions.some(([pattern]) => pattern.test(name));

test("a wrong argument never ends in an error of the language from inside", async () => {
  const device = defaultDevice();
  const found: string[] = [];
  let calls = 0;
  for (const callable of exportedCallables().filter(tried)) {
    const call = await callOf(callable).catch(() => undefined); // a method of a class without a sample
    if (!call) continue;
    for (const [index, parameter] of callable.parameters.entries())
      for (const make of wrong) {
        const given = await sampleArguments(callable);
        given[index] = make();
        if (parameter.rest) given.length = index + 1;
        calls++;
        try {
          await call(...given);
        } catch (error) {
          const message = String(error);
          if (fromInside.test(message))
            found.push(`${callable.name}(${parameter.name}: ${String(given[index])}): ${message}`);
        }
        setDefaultDevice(device);
      }
  }
  expect(calls).toBeGreaterThan(3000);
  expect(found).toEqual([]);
}, 60_000);
