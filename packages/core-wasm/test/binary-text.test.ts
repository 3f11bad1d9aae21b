import { describe, expect, test } from "vitest";
import { writeDelta } from "../scripts/binary-delta.mjs";
import { writeLetters } from "../scripts/binary-letters.mjs";
import { decodeDelta, decodeLetters } from "../src/backend/binary-text.ts";
import { simdBinary } from "../src/backend/simd-binary.generated.ts";

describe("bytes come back from their letters", () => {
  const every = Uint8Array.from({ length: 256 }, (_, i) => i);
  test.each([
    ["nothing", new Uint8Array(0)],
    ["every byte", every],
    ["every byte, and some more often", Uint8Array.from([...every, ...every.slice(200), 255, 7])],
  ])("%s", (_, bytes) => {
    const text = writeLetters(bytes);
    expect(decodeLetters(text)).toEqual(bytes);
    expect(text, "nothing that a script or a page escapes").toMatch(/^[^"\\`$<\P{ASCII}\p{Cc}]*$/u);
  });
});

describe("a binary comes back from what differs from another one", () => {
  const kernels = Buffer.from(decodeLetters(simdBinary));
  const part = (from: number, to: number) => kernels.subarray(from, to);
  const twisted = Buffer.from(kernels);
  for (let at = 7; at < twisted.length; at += 1 + ((at * 31) % 97)) twisted[at]! ^= 1 + (at % 255);
  test.each([
    ["the same", kernels],
    ["nothing", Buffer.alloc(0)],
    ["moved parts", Buffer.concat([part(5000, 9000), part(0, 4000), part(20000, 20010)])],
    ["a byte before and behind", Buffer.concat([Buffer.of(1), kernels, Buffer.of(2)])],
    ["bytes changed all over", twisted],
    ["one run that overlaps itself", Buffer.alloc(100, kernels[8])],
  ])("%s", (_, target) => {
    const delta = writeDelta(kernels, target);
    expect(Buffer.from(decodeDelta(kernels, delta)).equals(target)).toBe(true);
  });

  test("of which nearly nothing is written when little differs", () => {
    expect(writeDelta(kernels, kernels).length).toBeLessThan(20);
  });
});
