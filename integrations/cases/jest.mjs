import { timed } from "../timed.mjs";

const test = (docblock = "") => `${docblock}
import { train } from "../train.js";

test("learns", async () => {
  const { losses, written } = await train();
  expect(losses.at(-1)).toBeLessThan(losses[0] - 0.5);
  expect(written).toHaveLength(12);
});
`;

/** Jest: with Babel, for Node and for jsdom; and with its support of ES modules. */
export default {
  title: "Jest",
  tools: {
    ...{ jest: "30.5.2", "jest-environment-jsdom": "30.5.2" },
    ...{ "@babel/core": "7.29.13", "@babel/preset-env": "7.29.14" },
  },
  async run(project) {
    await project.writeProgram("esm");
    project.write({
      "babel/train.test.js": test(),
      "jsdom/train.test.js": test("/** @jest-environment jsdom */"),
      "native/train.test.js": test(),
      // As the guide says.
      "babel.config.cjs": `module.exports = { presets: [["@babel/preset-env", { targets: { node: "current" } }]] };\n`,
      "jest.config.cjs":
        'module.exports = { transformIgnorePatterns: ["/node_modules/(?!(.pnpm|@qkv)/)"] };\n',
      "native.config.cjs": "module.exports = { transform: {} };\n",
    });
    const env = { NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning" };
    const jest = (label, args, settings) =>
      timed(label, async () => {
        await project.run("jest", ["--ci", "--no-cache", ...args], settings);
        return { faults: [] };
      });
    return [
      await jest("Babel, node", ["babel"]),
      await jest("Babel, jsdom", ["jsdom"]),
      await jest("ES modules", ["--config", "native.config.cjs", "native"], { env }),
    ];
  },
};
