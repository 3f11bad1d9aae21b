import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha1 } from "../../src/hub/hashes/sha1.ts";
import { sha256 } from "../../src/hub/hashes/sha256.ts";
import { fuzzRuns } from "../fuzz-runs.ts";

test.each([
  ["sha256", sha256],
  ["sha1", sha1],
] as const)("%s of whatever comes in whatever pieces is Node's", (algorithm, own) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (pieces) => {
      const hash = own();
      const expected = createHash(algorithm);
      for (const piece of pieces) {
        hash.update(piece);
        expected.update(piece);
      }
      expect(hash.digest()).toBe(expected.digest("hex"));
    }),
    fuzzRuns(300),
  );
});
