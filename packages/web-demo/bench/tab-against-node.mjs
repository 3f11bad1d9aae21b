import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { openPage } from "../../../scripts/browser-page.mjs";

// The same training, of one bundle on the same kernels, in a tab and in this Node, in turns: node bench/tab-against-node.mjs

const rounds = 5;
const entry = fileURLToPath(new URL("training-work.ts", import.meta.url));
const folder = mkdtempSync(fileURLToPath(new URL("../.tab-", import.meta.url)));
let tab;
try {
  const outfile = join(folder, "work.mjs");
  await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outfile,
  });
  await import(pathToFileURL(outfile));
  tab = await openPage(entry);
  await tab.page.waitForFunction("globalThis.trainingWork");
  const ratios = [];
  for (let round = 0; round < rounds; round++) {
    const inNode = await globalThis.trainingWork();
    const inTab = await tab.page.evaluate("trainingWork()");
    ratios.push(inTab / inNode);
    console.log(
      `tab ${inTab.toFixed(0)} tokens/s, Node ${process.version} ${inNode.toFixed(0)}, ${((100 * inTab) / inNode).toFixed(0)} %`,
    );
  }
  const median = ratios.sort((a, b) => a - b)[rounds >> 1];
  console.log(`the tab reaches ${(100 * median).toFixed(0)} % (median; at least 85 % is wanted)`);
} finally {
  await tab?.close();
  rmSync(folder, { recursive: true, force: true });
}
