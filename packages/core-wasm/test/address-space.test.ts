import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const program = `
  import { createThreadedWasmBackend } from ${JSON.stringify(new URL("../dist/index.js", import.meta.url).href)};
  const backend = await createThreadedWasmBackend({ threads: Number(process.argv[1]) });
  const x = backend.allocate(2 ** 22, "float32");
  backend.upload(x, new Float32Array(2 ** 22).fill(4));
  backend.kernels.sqrt({ x }, { y: x }, { x: [2 ** 22] }, {});
  console.log(backend.readSync(x).every((value) => value === 2) ? "computed" : "wrong");
  try {
    for (let i = 0; i < 400; i++) backend.allocate(2 ** 22, "float32");
  } catch (error) {
    console.log(error.message);
  }
`;

/** What a process says that may have so many KiB of addresses. */
function under(kibibytes: number | "unlimited", threads: number, flags: readonly string[] = []) {
  const node = `"${process.execPath}" ${flags.join(" ")} --input-type=module -e '${program}' ${threads}`;
  const { stdout, stderr } = spawnSync("bash", ["-c", `ulimit -v ${kibibytes}; ${node}`], {
    encoding: "utf8",
  });
  return { stdout, stderr };
}

const limited = process.platform === "linux" ? test : test.skip; // ulimit -v is Linux's
const withoutGuards = ["--disable-wasm-trap-handler"];

limited.each([
  [8_000_000, 1],
  [8_000_000, 2],
  [4_000_000, 1],
])(
  "%i KiB of addresses are too few for the engine, which is said, on %i threads",
  (limit, threads) => {
    const { stdout, stderr } = under(limit, threads);
    expect(stdout).toBe("");
    expect(stderr).toContain("RangeError: wasm: this process has no addresses left");
    expect(stderr).toContain("ulimit -v unlimited");
    expect(stderr).toContain("NODE_OPTIONS=--disable-wasm-trap-handler");
  },
);

limited.each([
  ["unlimited", 1, []],
  ["unlimited", 2, []],
  [16_000_000, 1, []],
  [16_000_000, 2, []],
  [8_000_000, 1, withoutGuards],
  [8_000_000, 2, withoutGuards],
  [3_000_000, 1, withoutGuards],
  [3_000_000, 2, withoutGuards],
] as const)(
  "%s KiB and %i threads compute, %j, and say when memory is out",
  (limit, threads, flags) => {
    const { stdout, stderr } = under(limit, threads, flags);
    const [first, second] = stdout.split("\n");
    expect([first, stderr]).toEqual(["computed", ""]);
    expect(second).toMatch(/^wasm: out of memory: \d+ MiB needed, /);
  },
);
