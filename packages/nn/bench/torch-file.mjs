import { crc32 } from "node:zlib";

// A state dict as torch.save writes it, part by part: a zip archive of a pickle and a file for each storage.
const text = (value) => Buffer.concat([head("X", Buffer.byteLength(value)), Buffer.from(value)]);
const integer = (value) => head("J", value);
const named = (module, name) => Buffer.from(`c${module}\n${name}\n`);
const tuple = (values) =>
  Buffer.concat([Buffer.from("("), ...values.map(integer), Buffer.from("t")]);

function head(instruction, value) {
  const bytes = Buffer.alloc(5, instruction);
  bytes.writeInt32LE(value, 1);
  return bytes;
}

/** A tensor of float32, contiguous, over the storage of this key. */
function tensorPickle(key, shape) {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  return Buffer.concat([
    ...[named("torch._utils", "_rebuild_tensor_v2"), Buffer.from("(("), text("storage")],
    ...[named("torch", "FloatStorage"), text(key), text("cpu"), integer(sizeOf(shape))],
    ...[Buffer.from("tQ"), integer(0), tuple(shape), tuple(strides), Buffer.from([0x89])],
    ...[named("collections", "OrderedDict"), Buffer.from(")RtR")],
  ]);
}

const sizeOf = (shape) => shape.reduce((size, axis) => size * axis, 1);

/** Parts of the file; `tensors` are [name, { shape, pieces }]. */
export async function* torchFile(tensors) {
  const items = tensors.flatMap(([name, { shape }], i) => [
    text(name),
    tensorPickle(`${i}`, shape),
  ]);
  const pickle = Buffer.concat([
    Buffer.from([0x80, 2]),
    Buffer.from("}("),
    ...items,
    Buffer.from("u."),
  ]);
  const files = [
    ["data.pkl", pickle],
    ["byteorder", Buffer.from("little")],
  ];
  const directory = [];
  let offset = 0;
  const add = function* (name, bytes) {
    const called = Buffer.from(`model/${name}`);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(bytes.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(called.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), fields, rest, called]));
    for (const part of [Buffer.from("PK\x03\x04"), fields, called, bytes]) {
      offset += part.length;
      yield part;
    }
  };
  for (const [name, bytes] of files) yield* add(name, bytes);
  for (const [i, [, { pieces }]] of tensors.entries()) {
    const parts = [];
    for await (const values of pieces()) parts.push(Buffer.from(values.buffer));
    yield* add(`data/${i}`, Buffer.concat(parts));
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  yield listed;
  yield end;
}
