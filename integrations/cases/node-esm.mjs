/** Node with ES modules: nothing to set up. */
export default {
  title: "Node, ES modules",
  tools: { webgpu: "0.6.2" },
  quick: ["wasm", "threads"],
  async run(project, { on }) {
    await project.writeProgram("esm");
    return project.compute("node.js", { on });
  },
};
