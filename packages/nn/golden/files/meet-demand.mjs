import { existsSync } from "node:fs";

const LONGEST_MS = 2000;
/** Memory that reading may take beside a multiple of the file. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * Try to read a file of which `must` says what has to become of it: "refuse", "refuse as a model, naming it", "refuse, or ..."
 * or "read: t = [1, 2]". Throws an Error where something else does, where it takes long or much memory, or where the file ran.
 */
export async function expectMet(must, read, { size, errorType, marker }) {
  const demand = parse(must);
  expectNoMarker(marker, "before");
  const peak = process.resourceUsage().maxRSS * 1024;
  const began = performance.now();
  const outcome = await read(demand.asModel).then(
    (tensors) => ({ tensors }),
    (error) => ({ error }),
  );
  const took = performance.now() - began;
  const grown = process.resourceUsage().maxRSS * 1024 - peak;
  expectNoMarker(marker, "after");
  if (took > LONGEST_MS) throw new Error(`it took ${Math.round(took)} ms`);
  if (grown > MOST_BYTES + 4 * size)
    throw new Error(`reading it took ${Math.round(grown / 2 ** 20)} MiB`);
  if (outcome.error) expectRefusal(demand, outcome.error, errorType);
  else expectReading(demand, outcome.tensors);
}

function parse(must) {
  const given = /^read: (\w+) = (\[.*\])$/.exec(must);
  if (given) return { read: { name: given[1], values: JSON.parse(given[2]) } };
  if (!/^refuse\b/.test(must)) throw new Error(`must ${JSON.stringify(must)} is not understood`);
  return {
    mayRead: /\bor\b/.test(must),
    asModel: /\bas a model\b/.test(must),
    named: /\bnaming it\b/.test(must),
  };
}

function expectRefusal({ read, named }, error, errorType) {
  if (!(error instanceof errorType)) throw new Error(`it threw ${error?.stack ?? String(error)}`);
  if (read) throw new Error(`it was refused: ${error.message}`);
  // An error that names what the file says has it in quotes.
  if (named && !/is "[^"]+"/.test(error.message))
    throw new Error(`the refusal does not name it: ${error.message}`);
}

function expectReading({ read, mayRead }, tensors) {
  if (!read && !mayRead) throw new Error("it was read, expected a refusal");
  if (!read) return;
  const values = tensors.get(read.name);
  if (values?.join() !== read.values.join())
    throw new Error(`${read.name} is [${values}], expected [${read.values}]`);
}

function expectNoMarker(marker, when) {
  if (marker !== undefined && existsSync(marker))
    throw new Error(`${marker} is there ${when} reading: a file has been run, now or earlier`);
}
