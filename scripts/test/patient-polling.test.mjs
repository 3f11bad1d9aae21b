import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const patience = new URL("../testing/patient-polling.mjs", import.meta.url).href;

/** What a program prints as JSON that is run with the sleeps between questions counted rather than slept. */
function run(program) {
  const counting = `let sleeps = 0; Atomics.wait = () => { sleeps++; };
    const { setImmediate: asItIs } = globalThis;
    await import(${JSON.stringify(patience)});
    // Native and nameless, as Dawn's question is; it asks again until it has asked so often.
    const question = (times) => new Promise((answered) => {
      let asked = 0;
      const ask = new Proxy(() => { if (++asked === times) answered(); else setImmediate(ask); }, {});
      setImmediate(ask);
    });
    ${program}`;
  const args = ["--input-type=module", "-e", counting];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

test("a question is asked a few times at once, then after a sleep each time, and the next one anew", () => {
  const sleeps = `
    const after = [];
    for (const times of [20, 50, 20, 21]) { await question(times); after.push(sleeps); }
    console.log(JSON.stringify(after));`;
  expect(run(sleeps)).toEqual([0, 30, 30, 31]);
});

test("whoever else asks for the next turn gets it, with its arguments, and may change its mind", () => {
  const others = `
    const { promisify } = await import("node:util");
    const got = [];
    setImmediate((...given) => got.push(...given), 1, 2);
    clearImmediate(setImmediate(() => got.push("never")));
    got.push(await promisify(setImmediate)("promised"));
    for (let turn = 0; turn < 100; turn++) await new Promise((go) => setImmediate(go));
    try { setImmediate("no function"); } catch ({ code }) { got.push(code); }
    console.log(JSON.stringify({ got, sleeps, wrapped: setImmediate !== asItIs }));`;
  expect(run(others)).toEqual({
    ...{ got: [1, 2, "promised", "ERR_INVALID_ARG_TYPE"], sleeps: 0, wrapped: true },
  });
});
