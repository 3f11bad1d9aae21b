import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { qkv } from "./run-qkv.ts";

/** Models of tens of megabytes are made, in turns with other tests. */
const slow = { timeout: 120_000 };
const quick = ["bench", "--threads", "1", "--seconds", "0.01"];

test("--json gives machine, devices and results, and speaks on stderr", slow, async () => {
  const { code, stdout, stderr } = await qkv([...quick, "--json"]);
  expect(code).toBe(0);
  expect(stderr).toContain("measuring matmul");
  const { machine, devices, results } = JSON.parse(stdout);
  expect(machine).toMatchObject({ node: process.versions.node, cores: availableParallelism() });
  expect(machine.peak).toBeGreaterThan(0);
  expect(machine.reads).toBeGreaterThan(0);
  expect(devices.at(-1)).toMatchObject({ device: "wasm", threads: 1, chosen: true });
  expect(results.map(({ unit }: { unit: string }) => unit)).toEqual([
    ...["GFLOP/s", "GFLOP/s", "ms", "ms", "tokens/s", "tokens/s", "tokens/s"],
  ]);
  for (const { unit, devices: figures } of results) {
    expect(figures).toHaveLength(devices.length);
    for (const { median, best } of figures) {
      expect(median).toBeGreaterThan(0);
      if (unit === "ms") expect(best).toBeLessThanOrEqual(median);
      else expect(best).toBeGreaterThanOrEqual(median);
    }
  }
  const shares = results.map(
    ({ devices: [first] }: { devices: { shareOf?: string }[] }) => first?.shareOf,
  );
  const peak = "128-bit peak";
  expect(shares).toEqual([peak, peak, peak, peak, "read bandwidth", undefined, undefined]);
});

test("Ctrl-C shows the rows that are whole, and says what was chosen", slow, async () => {
  const { code, stdout, stderr } = await qkv(quick, {
    watch: (text, child) => {
      if (text.includes("measuring decoding") && !child.killed) child.kill("SIGINT");
    },
  });
  expect(code).toBe(130);
  expect(stdout).toMatch(/^machine +\S.* cores?, /m);
  expect(stdout).toMatch(/^one thread +\d.* GFLOP\/s .* GB\/s$/m);
  expect(stdout).toMatch(/^chosen +wasm, (relaxed-)?simd in [46]x8 tiles, 1 thread: \S/m);
  expect(stdout).toMatch(/^matmul .* GFLOP\/s +\d.*%\)$/m);
  expect(stdout).toMatch(/^training step, nanogpt-cpu +ms +\d/m);
  expect(stdout).not.toMatch(/^decoding/m);
  expect(stderr).toContain("Stopped");
});

test.each([
  [["--threads", "0"], "--threads"],
  [["--threads", "100000"], "--threads"],
  [["--seconds", "0"], "--seconds"],
  [["--rounds", "3"], "--rounds"],
])("qkv bench %j is refused", async (args, named) => {
  const { code, stdout, stderr } = await qkv(["bench", ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(named);
});
