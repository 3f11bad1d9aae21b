/** Deno, with packages that npm has installed. */
export default {
  title: "Deno",
  tools: { "@deno/linux-x64-glibc": "2.9.6" },
  async run(project, { on }) {
    await project.writeProgram("esm");
    const program = `${project.folder}/node_modules/@deno/linux-x64-glibc/deno`;
    const args = ["run", "--quiet", "--no-prompt", "--allow-env", "--allow-sys", "--allow-read"];
    return project.compute("node.js", {
      on: on.filter((engine) => engine !== "webgpu"),
      program,
      args,
    });
  },
};
