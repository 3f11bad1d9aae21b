import { join } from "node:path";
import { root } from "../../repository.mjs";
import { runCaptured } from "../../run-captured.mjs";

/** Random files for every parser, by `npm run fuzz`. */
export async function parsers({ say, goesOn, seconds }) {
  // Some forty properties take their turns in a round, which is ended once it has begun. In less than half a second one may
  // not meet what it says is there.
  const each = Math.min(10, Math.max(0.5, seconds / 80));
  let rounds = 0;
  while (goesOn(rounds === 0)) {
    const { ok, output } = await runCaptured(process.execPath, [
      join(root, "scripts", "fuzz.mjs"),
      ...["--no-build", "--rounds", "1", "--seconds", String(each)],
    ]);
    rounds++;
    say(output.trim());
    if (!ok) return { reached: `${rounds} rounds`, faults: [output] };
  }
  const said = `${rounds} rounds of ${each.toFixed(2)} s for each property, nothing found`;
  return { reached: said, faults: [] };
}
