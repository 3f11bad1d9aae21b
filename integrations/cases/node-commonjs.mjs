/** Node with CommonJS: `require("@qkv/nn")`, since Node 20.19 and 22.12. */
export default {
  title: "Node, CommonJS",
  tools: { webgpu: "0.6.2" },
  type: "commonjs",
  quick: ["wasm"],
  async run(project, { on }) {
    await project.writeProgram("cjs");
    return project.compute("node.js", { on });
  },
};
