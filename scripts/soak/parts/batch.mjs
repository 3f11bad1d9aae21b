import { join } from "node:path";
import { root } from "../../repository.mjs";
import { runCaptured } from "../../run-captured.mjs";

/** `qkv batch` under load: workers are killed, Redis is started again, and each input is answered once, as one process does. */
export async function batch({ say, goesOn, seconds }) {
  const { noRedis } = await import("../../testing/redis-server.mjs");
  if (noRedis) return { reached: "left out", skipped: noRedis, faults: [] };
  const [kills, inputs] = seconds < 60 ? [1, 30] : [10, 500];
  let rounds = 0;
  while (goesOn(rounds === 0)) {
    const { ok, output } = await runCaptured(process.execPath, [
      join(root, "scripts", "batch-proof.mjs"),
      ...["--kills", String(kills), "--inputs", String(inputs), "--seed", String(++rounds)],
    ]);
    say(output.trim());
    if (!ok) return { reached: `${rounds} rounds`, faults: [output] };
  }
  const said = `${rounds} rounds of ${kills} kills and ${inputs} inputs a batch, each answered once`;
  return { reached: said, faults: [] };
}
