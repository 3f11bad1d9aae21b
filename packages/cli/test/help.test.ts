import { expect, test } from "vitest";
import { qkv } from "./run-qkv.ts";

const trainOptions =
  "task data preset layers heads d-model feed-forward context batch steps lr min-lr warmup dropout " +
  "label-smoothing weight-decay beta2 grad-clip grad-accum seed eval-every eval-batches sample-every out resume device threads report json";
const generateOptions =
  "model prompt max-new-tokens temperature top-k top-p min-p repetition-penalty seed stop quantize device json";

test.concurrent.each([
  ["train", trainOptions],
  ["generate", generateOptions],
  ["evaluate", "model data quantize device json"],
  ["inspect", "model prompt json"],
  ["bench", "device threads seconds json"],
  ["verify", "model devices data tolerance json"],
  ["compare", "model preset devices report json"],
])("qkv %s --help lists its options, and examples", async (command, options) => {
  const { code, stdout, stderr } = await qkv([command, "--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const listed = [...stdout.matchAll(/^ +--([\w-]+)/gm)].map(([, name]) => name);
  expect(listed).toEqual(options.split(" "));
  expect(stdout).toContain("EXAMPLES");
  expect(stdout).toContain(`qkv ${command} --`);
});

test.each([[[]], [["--help"]], [["-h"]]])("qkv %j shows the commands", async (args) => {
  const { code, stdout } = await qkv(args);
  expect(code).toBe(0);
  for (const command of ["train", "generate", "evaluate", "inspect", "bench", "verify", "compare"])
    expect(stdout).toContain(command);
});

test("qkv --version", async () => {
  expect(await qkv(["--version"])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

test("colours appear only when asked for, and never with NO_COLOR", async () => {
  const coloured = await qkv(["train", "--help"], { env: { FORCE_COLOR: "1" } });
  const plain = await qkv(["train", "--help"], { env: { FORCE_COLOR: "1", NO_COLOR: "1" } });
  const piped = await qkv(["train", "--help"]);
  expect(coloured.stdout).toContain("\u001b[");
  expect(plain.stdout).not.toContain("\u001b[");
  expect(piped.stdout).toBe(plain.stdout);
});
