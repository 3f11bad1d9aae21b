import { describe, expect, it } from "vitest";
import { philox4x32, philoxWord } from "../src/contract/index.ts";

type Words = readonly [number, number, number, number];

function philox([c0, c1, c2, c3]: Words, k0: number, k1: number): string {
  const out = new Uint32Array(4);
  philox4x32(c0, c1, c2, c3, k0, k1, out);
  return Array.from(out, (word) => word.toString(16).padStart(8, "0")).join(" ");
}

describe("philox4x32-10", () => {
  it("gives the known answers of Random123", () => {
    const ones = 0xffffffff;
    expect(philox([0, 0, 0, 0], 0, 0)).toBe("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
    expect(philox([ones, ones, ones, ones], ones, ones)).toBe(
      "408f276d 41c83b0e a20bc7c6 6d5451fd",
    );
    expect(philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], 0xa4093822, 0x299f31d0)).toBe(
      "d16cfe09 94fdcceb 5001e420 24126ea1",
    );
  });

  it("gives each element its word of the counters that four lanes hold", () => {
    const [row, seed, stream] = [3, 12345, 7];
    for (let column = 0; column < 40; column++) {
      const out = new Uint32Array(4);
      philox4x32(4 * Math.floor(column / 16) + (column % 4), row, 0, 0, seed, stream, out);
      expect(philoxWord(row, column, seed, stream)).toBe(out[Math.floor(column / 4) % 4]);
    }
  });

  it("gives no word twice, and half the bits set", () => {
    const words = new Set<number>();
    let bits = 0;
    for (let row = 0; row < 4; row++)
      for (let column = 0; column < 1024; column++) {
        const word = philoxWord(row, column, 1, 2);
        words.add(word);
        for (let bit = 0; bit < 32; bit++) bits += (word >>> bit) & 1;
      }
    expect(words.size).toBeGreaterThanOrEqual(4095);
    expect(Math.abs(bits / (4096 * 32) - 0.5)).toBeLessThan(0.005);
  });

  it("differs by row, seed and stream", () => {
    const of = (row: number, seed: number, stream: number) =>
      Array.from({ length: 16 }, (_, column) => philoxWord(row, column, seed, stream)).join();
    expect(new Set([of(0, 0, 0), of(1, 0, 0), of(0, 1, 0), of(0, 0, 1)]).size).toBe(4);
  });
});
