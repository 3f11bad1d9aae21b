import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { bytesSource } from "../src/weights/byte-source.ts";
import { GgufError } from "../src/weights/gguf/gguf-error.ts";
import { ggufModel } from "../src/weights/gguf/gguf-model.ts";
import { openGguf } from "../src/weights/gguf/open-gguf.ts";
import { fuzzRuns } from "./fuzz-runs.ts";
import { entry, ggufOf, key, u32, u64 } from "./weight-files/gguf-of.ts";

/** Whether the file reads, each tensor as large as it says; throws anything but the error of a bad file. */
async function reads(bytes: Uint8Array): Promise<boolean> {
  try {
    const file = await openGguf(bytesSource(bytes));
    for (const tensor of file.tensors.values()) {
      const { values, shape } = await tensor.read();
      expect(values.length).toBe(shape.reduce((a, b) => a * b, 1));
    }
    await ggufModel(file);
    return true;
  } catch (error) {
    if (error instanceof GgufError) return false;
    throw error;
  }
}

const files = ["formats.gguf", "llama.gguf"].map(
  (name) => new Uint8Array(readFileSync(new URL(`weight-files/${name}`, import.meta.url))),
);

it("reads or refuses with GgufError whatever bytes of a file change", async () => {
  // Most changes where they are most felt: before the data.
  const place = fc.oneof(fc.nat(1500), fc.nat());
  const flips = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 6 });
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), flips, fc.nat(), async (file, changes, cut) => {
      const bytes = file.slice();
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      if (await reads(bytes)) accepted++;
      await reads(bytes.subarray(0, cut % bytes.length));
    }),
    fuzzRuns(600),
  );
  expect(accepted).toBeGreaterThan(0); // numbers may change
});

it("reads or refuses whatever a header says", async () => {
  const word = fc.oneof(fc.nat(40), fc.nat(2 ** 32 - 1));
  const count = fc.oneof(fc.nat(5), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
  const value = fc.oneof(
    fc
      .tuple(fc.nat(13), fc.uint8Array({ maxLength: 24 }))
      .map(([type, bytes]) => key("k", type, [...bytes])),
    fc
      .tuple(fc.nat(13), count, fc.uint8Array({ maxLength: 24 }))
      .map(([type, length, bytes]) =>
        key("general.alignment", 9, [...u32(type), ...u64(length), ...bytes]),
      ),
    word.map((alignment) => key("general.alignment", 4, u32(alignment))),
  );
  const tensor = fc
    .tuple(fc.string({ maxLength: 3 }), fc.array(fc.nat(600), { maxLength: 4 }), fc.nat(40), count)
    .map(([name, axes, type, offset]) => entry(name, axes, type, offset));
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        keys: fc.array(value, { maxLength: 3 }),
        tensors: fc.array(tensor, { maxLength: 3 }),
        data: fc.uint8Array({ maxLength: 600 }).map((bytes) => [...bytes]),
      }),
      fc.option(count, { nil: undefined }),
      async (parts, tensorCount) => {
        await reads(ggufOf(tensorCount === undefined ? parts : { ...parts, tensorCount }));
      },
    ),
    fuzzRuns(2000),
  );
});
