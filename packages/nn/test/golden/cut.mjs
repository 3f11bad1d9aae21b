import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// usage: node cut.mjs IN OUT MOST
//
// Copies a directory of golden values, as generate.py makes it, without the cases whose tensors take
// more than MOST bytes, and without its models. The cases that stay are not changed.
// The files beside this program: node cut.mjs GOLDEN . 300000

const [from, to, most] = process.argv.slice(2);
mkdirSync(to, { recursive: true });
for (const group of ["ops", "modules", "optim", "training"]) cutGroup(group);
if (existsSync(join(from, "bleu.json")))
  writeFileSync(join(to, "bleu.json"), readFileSync(join(from, "bleu.json")));

function cutGroup(group) {
  const source = join(from, `${group}.json`);
  if (!existsSync(source)) return;
  const book = JSON.parse(readFileSync(source, "utf8"));
  const file = readFileSync(join(from, `${group}.safetensors`));
  const dataStart = 8 + Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString("utf8", 8, dataStart));
  const bytesOf = (key) => header[key].data_offsets[1] - header[key].data_offsets[0];
  const cases = book.cases.filter(
    (record) => keysOf(record).reduce((sum, key) => sum + bytesOf(key), 0) <= Number(most),
  );
  const kept = new Set(cases.flatMap(keysOf));
  const entries = Object.entries(header).filter(([key]) => kept.has(key));
  writeFileSync(join(to, `${group}.json`), JSON.stringify({ ...book, cases }, null, 1));
  writeFileSync(join(to, `${group}.safetensors`), safetensors(entries, file.subarray(dataStart)));
  console.log(`${group}: ${cases.length} of ${book.cases.length} cases`);
}

/** Names of the tensors that a case refers to. */
function keysOf({ inputs, outputs, grads, upstream, params }) {
  return [inputs, outputs, grads, upstream, params].flatMap((role) => Object.values(role));
}

/** These tensors in a file of their own, in the order they had. */
function safetensors(entries, data) {
  const inOrder = entries.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0]);
  const header = {};
  const parts = [];
  let end = 0;
  for (const [key, { dtype, shape, data_offsets: offsets }] of inOrder) {
    const part = data.subarray(...offsets);
    header[key] = { dtype, shape, data_offsets: [end, end + part.length] };
    end += part.length;
    parts.push(part);
  }
  const text = JSON.stringify(header);
  const padded = text.padEnd(text.length + ((8 - (Buffer.byteLength(text) % 8)) % 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(padded)));
  return Buffer.concat([length, Buffer.from(padded), ...parts]);
}
