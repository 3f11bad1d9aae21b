/** Bun, as it runs programs for Node. */
export default {
  title: "Bun",
  tools: { "@oven/bun-linux-x64": "1.4.5" },
  async run(project, { on }) {
    await project.writeProgram("esm");
    const program = `${project.folder}/node_modules/@oven/bun-linux-x64/bin/bun`;
    return project.compute("node.js", { on: on.filter((engine) => engine !== "webgpu"), program });
  },
};
