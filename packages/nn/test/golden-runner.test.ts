import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inBothParts } from "../../../scripts/testing/parts.mjs";
import type { HostTensor } from "../src/weights/host-tensor.ts";
import { writeSafetensors } from "../src/weights/write-safetensors.ts";
import { runGolden } from "./run-golden.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "qkv-golden-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Role = Readonly<Record<string, readonly number[] | HostTensor>>;

interface Case {
  readonly name: string;
  readonly op: string;
  readonly attrs?: object;
  readonly inputs?: Role;
  readonly outputs?: Role;
  readonly grads?: Role;
  readonly upstream?: Role;
  readonly params?: Role;
}

/** Write cases as a group of the folder: GROUP.json and GROUP.safetensors. */
function write(group: string, ...cases: readonly Case[]): void {
  const tensors = new Map<string, HostTensor>();
  const keys = (name: string, role: string, given: Role = {}) =>
    Object.fromEntries(
      Object.entries(given).map(([key, value]) => {
        const values = "dtype" in value ? value : vector(value);
        tensors.set(`${name}/${role}/${key}`, values);
        return [key, `${name}/${role}/${key}`];
      }),
    );
  const records = cases.map(({ name, op, attrs = {}, ...roles }) => ({
    name,
    op,
    attrs,
    inputs: keys(name, "inputs", roles.inputs),
    outputs: keys(name, "outputs", roles.outputs),
    grads: keys(name, "grads", roles.grads),
    upstream: keys(name, "upstream", roles.upstream),
    params: keys(name, "params", roles.params),
  }));
  writeFileSync(join(folder, `${group}.json`), JSON.stringify({ cases: records }));
  writeFileSync(join(folder, `${group}.safetensors`), writeSafetensors(tensors));
}

const vector = (values: readonly number[]): HostTensor => ({
  dtype: "float32",
  shape: [values.length],
  values: Float32Array.from(values),
});

/** A right case, 2 x with its gradient. */
const right: Case = {
  name: "add/right",
  op: "add",
  inputs: { a: [1, -2], b: [1, -2] },
  outputs: { y: [2, -4] },
  grads: { a: [3, 5] },
  upstream: { y: [3, 5] },
};

describe("what is right passes", () => {
  test("a line a case, the closing line, exit code 0", async () => {
    write("ops", right);
    const { code, stdout } = await runGolden(folder);
    expect(stdout).toBe(
      "ok    ops/add/right  worst error 0 of the tolerance (0 of 0.0000949) at outputs/y[0]\n" +
        "1 passed, 0 failed, 0 skipped\n",
    );
    expect(code).toBe(0);
  });

  test("NaN and infinities where they are expected", async () => {
    const inputs = { x: [-1, 0, Infinity] };
    write("ops", { name: "log", op: "log", inputs, outputs: { y: [NaN, -Infinity, Infinity] } });
    expect((await runGolden(folder)).lines.at(-1)).toBe("1 passed, 0 failed, 0 skipped");
  });

  test("--only takes the cases that match group/case", async () => {
    write("ops", right, { ...right, name: "add/other" });
    const { lines } = await runGolden(folder, "--only", "^ops/add/o");
    expect(lines.at(-1)).toBe("1 passed, 0 failed, 0 skipped");
    const none = await runGolden(folder, "--only", "nothing");
    expect(none).toMatchObject({ code: 1, stdout: "0 passed, 0 failed, 0 skipped\n" });
    expect(none.stderr).toBe("golden: --only /nothing/ matches none of the cases\n");
  });

  test("--json is one object with every case", async () => {
    write("ops", right, { ...right, name: "nan", outputs: { y: [2, NaN] } });
    const { code, stdout } = await runGolden(folder, "--json", "--device", "reference");
    const worst = { ratio: 0, error: 0, where: "outputs/y[0]", ours: 2, expected: 2 };
    const first = { name: "ops/add/right", status: "passed", tolerance: 1e-6 };
    expect(JSON.parse(stdout)).toMatchObject({
      device: "reference",
      cases: [
        { ...first, worst },
        { status: "failed", worst: { ratio: "Infinity", where: "outputs/y[1]", expected: "NaN" } },
      ],
      ...{ passed: 1, failed: 1, skipped: 0 },
    });
    expect(code).toBe(1);
  });
});

describe("what is wrong fails, each with its reason", () => {
  const wrong: readonly (readonly [what: string, wrong: Partial<Case>, said: string])[] = [
    ["a value", { outputs: { y: [2, -4.01] } }, "outputs/y[1]: -4, expected -4.01"],
    ["a gradient", { grads: { a: [3, 4] } }, "grads/a[1]: 5, expected 4"],
    ["NaN", { outputs: { y: [2, NaN] } }, "outputs/y[1]: -4, expected NaN"],
    ["infinity", { outputs: { y: [Infinity, -4] } }, "outputs/y[0]: 2, expected Infinity"],
    ["a shape", { outputs: { y: [2] } }, "outputs/y is [2], expected [1]"],
    ["an output", { outputs: { z: [2] } }, "the library gives no output z"],
    ["an operation", { op: "sibilate" }, "the library does not have the operation sibilate"],
    ["an attribute", { attrs: { alpha: 2 } }, "attribute alpha not understood for add"],
    ["an input", { inputs: { a: [1, -2], b: [1, -2], c: [0] } }, "input c not understood for add"],
    ["nothing", { outputs: {}, grads: {}, upstream: {} }, "the case holds nothing to compare"],
  ];

  for (const [which, some] of inBothParts(wrong, 3))
    test.each(some)("%s", which, async (_, part, said) => {
      write("ops", right, { ...right, ...part, name: "wrong" });
      const { code, lines } = await runGolden(folder);
      expect(lines[1]).toMatch(/^FAIL {2}ops\/wrong {2}/);
      expect(lines[1]).toContain(said);
      expect(lines[2]).toBe("1 passed, 1 failed, 0 skipped");
      expect(code).toBe(1);
    });

  const elsewhere: readonly (readonly [group: string, wrong: Case, said: string])[] = [
    ["modules", { name: "m", op: "Perceptron" }, "the library does not have the module Perceptron"],
    [
      "modules",
      {
        name: "m",
        op: "TransformerEncoderLayer",
        attrs: { dModel: 4, nhead: 2, dimFeedforward: 4, tilt: 1 },
      },
      "state dict does not fit",
    ],
    [
      "optim",
      { name: "o", op: "newton" },
      "the library does not have the optimiser or scheduler newton",
    ],
    [
      "optim",
      { name: "o", op: "sgd", attrs: { warp: 9 }, inputs: { w: [1] } },
      "SGD: unknown option warp",
    ],
    [
      "optim",
      { name: "o", op: "step", attrs: { baseLr: 1, stepSize: 2, warp: 9 }, outputs: { lr: [1] } },
      "unknown option",
    ],
    [
      "training",
      { name: "t", op: "trainBert" },
      "the library does not have the training trainBert",
    ],
  ];

  for (const [part, some] of inBothParts(elsewhere, 2))
    test.each(some)("%s: %o", part, async (group, wrongCase, said) => {
      write(group, wrongCase);
      const { code, lines } = await runGolden(folder);
      expect(lines[0]).toContain(said);
      expect(lines.at(-1)).toBe("0 passed, 1 failed, 0 skipped");
      expect(code).toBe(1);
    });
});

describe("figures and diffusion", () => {
  const rouge = { hypothesis: "a", reference: "a b", stemmer: false, rouge1: [1, 0.5, 2 / 3] };
  async function failures(group: string, name: string, book: object): Promise<readonly string[]> {
    mkdirSync(join(folder, group));
    writeFileSync(join(folder, group, name), JSON.stringify(book));
    const { lines } = await runGolden(folder);
    return lines.filter((line) => line.startsWith("FAIL"));
  }

  test("a figure, a field and a book that are wrong or unknown", async () => {
    const wrong = [rouge, { ...rouge, rouge1: [1, 0.5, 0.66] }, { ...rouge, rouge9: [1, 1, 1] }];
    const found = await failures("metrics", "rouge.json", { cases: wrong, verses: [] });
    expect(found).toHaveLength(3);
    expect(found[0]).toContain("rouge1/2");
    expect(found[1]).toContain("rouge9 is not understood");
    expect(found[2]).toContain("rouge/verses is not understood");
  });

  test("a value, a field and a list of diffusion", async () => {
    const kl = { mean1: 0, logvar1: 0, mean2: 1, logvar2: 0, kl: 0.5 };
    const found = await failures("diffusion", "diffusion.json", {
      normal_kl: [kl, { ...kl, kl: 0.5000001 }, { ...kl, ku: 1 }],
      spells: [{}],
    });
    expect(found).toHaveLength(3);
    expect(found[0]).toContain("kl: 0.5, expected 0.5000001");
    expect(found[1]).toContain("ku is not understood");
    expect(found[2]).toContain("spells is not understood");
  });
});

describe("a directory that cannot be read ends with one clear message", () => {
  async function complaint(...args: readonly string[]): Promise<string> {
    const { code, stderr, stdout } = await runGolden(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).not.toContain("    at ");
    return stderr;
  }

  test("missing, empty, or a file", async () => {
    expect(await complaint(join(folder, "none"))).toContain("there is no such file");
    expect(await complaint(folder)).toContain("holds no golden values");
    writeFileSync(join(folder, "file"), "");
    expect(await complaint(join(folder, "file"))).toContain("is a file, expected a directory");
  });

  test("damaged JSON", async () => {
    write("ops", right);
    writeFileSync(join(folder, "ops.json"), '{"cases": [');
    expect(await complaint(folder)).toContain("ops.json is no JSON");
    writeFileSync(join(folder, "ops.json"), '{"cases": 3}');
    expect(await complaint(folder)).toContain('ops.json has no list "cases"');
    writeFileSync(join(folder, "ops.json"), '{"cases": [{"name": "a", "op": "add"}]}');
    expect(await complaint(folder)).toContain('ops.json: case 0 (a) has no object "attrs"');
  });

  test("damaged or missing safetensors", async () => {
    write("ops", right);
    writeFileSync(join(folder, "ops.safetensors"), "damaged");
    expect(await complaint(folder)).toContain("ops.safetensors: safetensors: the file has 7 bytes");
    rmSync(join(folder, "ops.safetensors"));
    expect(await complaint(folder)).toContain("ops.safetensors: there is no such file");
  });

  test("wrong arguments", async () => {
    expect(await complaint()).toContain("expected one DIR, got 0\nusage: npm run -s golden");
    expect(await complaint(folder, "--device", "gpu")).toContain("--device is gpu");
    expect(await complaint(folder, "--only", "(")).toContain("--only: Invalid regular expression");
    expect(await complaint(folder, "--loud")).toContain("Unknown option '--loud'");
  });
});
