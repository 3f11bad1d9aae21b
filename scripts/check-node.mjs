const oldestMajor = 20;
const major = Number(process.versions.node.split(".")[0]);

if (major < oldestMajor) {
  console.error(`qkv needs Node ${oldestMajor} or newer, and this is Node ${process.versions.node}.
Install a current Node from https://nodejs.org and run the same command again.`);
  process.exit(1);
}
