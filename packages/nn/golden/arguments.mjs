import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { GoldenError } from "./golden-error.mjs";

const usage =
  "usage: npm run -s golden -- DIR [--device wasm|webgpu|reference] [--only REGEX] [--json]";

/** The command line as { directory, device, only, json }. */
export function readArguments(args) {
  const { values, positionals } = parse(args);
  const [given] = positionals;
  if (given === undefined || positionals.length > 1)
    throw new GoldenError(`expected one DIR, got ${positionals.length}\n${usage}`);
  const { device, json } = values;
  if (!["wasm", "webgpu", "reference"].includes(device))
    throw new GoldenError(`--device is ${device}, expected wasm, webgpu or reference\n${usage}`);
  return { directory: resolve(given), device, only: pattern(values.only), json };
}

function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        device: { type: "string", default: "wasm" },
        only: { type: "string", default: "" },
        json: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new GoldenError(`${error.message}\n${usage}`);
  }
}

function pattern(text) {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new GoldenError(`--only: ${error.message}`);
  }
}
