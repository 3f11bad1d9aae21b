import { describe, expect, test } from "vitest";
import { writeDelta } from "../scripts/binary-delta.mjs";
import { decodeDelta, decodeHex } from "../src/backend/binary-text.ts";
import { simdBinary } from "../src/backend/simd-binary.generated.ts";

test("bytes come back from their digits", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  expect(decodeHex(Buffer.from(bytes).toString("hex"))).toEqual(bytes);
});

describe("a binary comes back from what differs from another one", () => {
  const kernels = Buffer.from(decodeHex(simdBinary));
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
