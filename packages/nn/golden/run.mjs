import { readArguments } from "./arguments.mjs";
import { fileRunners } from "./file-runners.mjs";
import { GoldenError } from "./golden-error.mjs";
import { nn } from "./library.mjs";
import { readDirectory } from "./read-directory.mjs";
import { closingLine, count, lineOf, toJson } from "./report.mjs";
import { runCase } from "./run-case.mjs";

// Compares @qkv/nn with a directory of golden values, those of PyTorch: npm run -s golden -- DIR

async function main() {
  const { directory, device, only, json } = readArguments(process.argv.slice(2));
  if (device === "reference") nn.setDefaultDevice(nn.referenceDevice());
  if (device === "webgpu")
    await nn.init({ device: await (await import("@qkv/gpu-webgpu")).webgpu() });
  const cases = readDirectory(directory).filter(({ group, name }) => only.test(`${group}/${name}`));
  const results = [];
  for (const read of cases) {
    const result = await runCase(read, nn.defaultDevice(), fileRunners);
    results.push(result);
    if (!json) console.log(lineOf(result));
  }
  const totals = count(results);
  console.log(json ? toJson(device, results) : closingLine(totals));
  if (cases.length === 0) throw new GoldenError(`--only ${only} matches none of the cases`);
  if (totals.failed > 0) process.exitCode = 1;
  await nn.defaultDevice().dispose();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof GoldenError)) throw error;
  console.error(`golden: ${error.message}`);
  process.exitCode = 1;
}
