const kB = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

/** One row: case, engine, whether it is right, the size of its scripts after gzip, seconds; then what is wrong. */
export function lineOf({ title }, { engine, faults, bytes, seconds }) {
  const size = bytes ? kB(bytes) : "";
  const row = [
    title.padEnd(24),
    engine.padEnd(30),
    (faults.length === 0 ? "ok" : "FAIL").padEnd(6),
    size.padStart(8),
    `${seconds.toFixed(1)} s`.padStart(8),
  ].join("");
  return [row, ...faults.map(indented)].join("\n");
}

const MOST_LETTERS = 3000;

/** What is wrong; of a minified line, the end. */
function indented(fault) {
  const said = fault.length > MOST_LETTERS ? `... ${fault.slice(-MOST_LETTERS)}` : fault;
  return `    ${said.replaceAll("\n", "\n    ")}`;
}

/** How many are right, and how large the packages are when they are installed. */
export function summary(results, packed) {
  const wrong = results.filter(({ faults }) => faults.length > 0).length;
  const sizes = packed.map(
    ({ name, unpackedSize }) => `${name} ${(unpackedSize / 1e6).toFixed(2)} MB`,
  );
  return `installed: ${sizes.join(", ")}\n${results.length - wrong} right, ${wrong} wrong`;
}
