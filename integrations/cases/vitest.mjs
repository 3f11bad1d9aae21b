import { timed } from "../timed.mjs";

/** Vitest, for Node and for jsdom. */
export default {
  title: "Vitest",
  tools: { vitest: "4.1.12", jsdom: "26.1.0" },
  async run(project) {
    await project.writeProgram("esm");
    project.write({
      "train.test.js": `import { expect, test } from "vitest";
import { train } from "./train.js";

test("learns", async () => {
  const { losses, written } = await train();
  expect(losses.at(-1)).toBeLessThan(losses[0] - 0.5);
  expect(written).toHaveLength(12);
});
`,
    });
    const vitest = (environment) =>
      timed(environment, async () => {
        await project.tool("vitest", "run", "--environment", environment);
        return { faults: [] };
      });
    return [await vitest("node"), await vitest("jsdom")];
  },
};
