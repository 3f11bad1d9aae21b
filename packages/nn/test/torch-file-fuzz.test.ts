import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { bytesSource } from "../src/weights/byte-source.ts";
import { openTorchCheckpoint } from "../src/weights/torch-pickle/open-torch-checkpoint.ts";
import { openTorchFile } from "../src/weights/torch-pickle/open-torch-file.ts";
import { op } from "../src/weights/torch-pickle/pickle-opcodes.ts";
import { TorchFileError } from "../src/weights/torch-pickle/torch-file-error.ts";
import { fuzzRuns } from "./fuzz-runs.ts";
import { named, pickle, tensorPickle, text, torchFile } from "./weight-files/pickles.ts";

/** Whether the file reads as a state dict, each tensor as large as it says; throws anything but the error of a bad file. */
async function reads(bytes: Uint8Array): Promise<boolean> {
  try {
    const { tensors } = await openTorchCheckpoint(bytesSource(bytes));
    for (const tensor of tensors.values()) {
      const { values, shape } = await tensor.read();
      expect(values.length).toBe(shape.reduce((a, b) => a * b, 1));
    }
    return true;
  } catch (error) {
    if (error instanceof TorchFileError) return false;
    throw error;
  }
}

const files = ["state-dict.pt", "legacy.pt", "training.pt", "protocol-4.pt"].map(
  (name) => new Uint8Array(readFileSync(new URL(`weight-files/${name}`, import.meta.url))),
);

it("reads or refuses with TorchFileError whatever bytes of a file change", async () => {
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), flips, fc.nat(), async (file, changes, cut) => {
      const bytes = file.slice();
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      await reads(bytes);
      await reads(bytes.subarray(0, cut % bytes.length));
    }),
    fuzzRuns(600),
  );
});

it("reads or refuses whatever bytes of a tensor's pickle change", async () => {
  const original = tensorPickle();
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(original.length - 1), fc.nat(255), async (at, value) => {
      const bytes = original.slice();
      bytes[at] = value;
      if (await reads(torchFile(bytes))) accepted++;
    }),
    fuzzRuns(1500),
  );
  expect(accepted).toBeGreaterThan(0); // a name may change, for one
});

it("reads or refuses whatever instructions a pickle has", async () => {
  const part = fc.oneof(
    fc.constantFrom(...Object.values(op)).map((code) => [code]),
    fc
      .constantFrom("torch", "os", "collections")
      .chain((module) =>
        fc
          .constantFrom("FloatStorage", "Size", "OrderedDict", "system", "float32")
          .map((name) => [...pickle(named(module, name))]),
      ),
    fc.string({ maxLength: 4, unit: "grapheme-ascii" }).map(text),
    fc.uint8Array({ maxLength: 6 }).map((bytes) => [...bytes]),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 40 }), async (parts) => {
      const bytes = torchFile(pickle([0x80, 2], ...parts, "."));
      try {
        await openTorchFile(bytesSource(bytes));
      } catch (error) {
        if (!(error instanceof TorchFileError)) throw error;
      }
    }),
    fuzzRuns(3000),
  );
});
