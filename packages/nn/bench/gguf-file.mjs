// A Llama of GPT-2's size (12 layers of 768, three queries to a key) as GGUF, part by part.
const width = 768;
const hidden = 2048;
const keys = 256;
const layers = 12;
const vocabulary = 32000;
const alignment = 32;

const block = {
  attn_norm: [width],
  attn_q: [width, width],
  attn_k: [keys, width],
  attn_v: [keys, width],
  attn_output: [width, width],
  ffn_norm: [width],
  ffn_gate: [hidden, width],
  ffn_up: [hidden, width],
  ffn_down: [width, hidden],
};
const shapes = [
  ["token_embd.weight", [vocabulary, width]],
  ...Array.from({ length: layers }, (_, i) =>
    Object.entries(block).map(([name, shape]) => [`blk.${i}.${name}.weight`, shape]),
  ).flat(),
  ["output_norm.weight", [width]],
  ["output.weight", [vocabulary, width]],
];

/** By their numbers in files: elements and bytes of a block, and what stands in it. */
const formats = {
  F32: { type: 0, elements: 1, bytes: 4, block: [0, 0, 0x80, 0x3d] },
  F16: { type: 1, elements: 1, bytes: 2, block: [0, 0x2c] },
  Q8_0: { type: 8, elements: 32, bytes: 34, block: [0, 0x10, ...Array(32).keys()] },
};

const u32 = (value) => numbered(4, (bytes) => bytes.writeUInt32LE(value));
const u64 = (value) => numbered(8, (bytes) => bytes.writeBigUInt64LE(BigInt(value)));
const f32 = (value) => numbered(4, (bytes) => bytes.writeFloatLE(value));
const string = (text) => Buffer.concat([u64(Buffer.byteLength(text)), Buffer.from(text)]);

function numbered(length, write) {
  const bytes = Buffer.alloc(length);
  write(bytes);
  return bytes;
}

const keyOf = (name, type, value) => Buffer.concat([string(name), u32(type), value]);
const count = (name, value) => keyOf(`llama.${name}`, 4, u32(value));

/** Parts of the file; matrices in one of the formats, norms in float32, as llama.cpp has them. */
export async function* ggufFile(format) {
  const metadata = [
    keyOf("general.architecture", 8, string("llama")),
    ...[count("context_length", 1024), count("embedding_length", width)],
    ...[count("block_count", layers), count("feed_forward_length", hidden)],
    ...[count("attention.head_count", 12), count("attention.head_count_kv", 4)],
    keyOf("llama.attention.layer_norm_rms_epsilon", 6, f32(1e-5)),
  ];
  let offset = 0;
  const tensors = shapes.map(([name, shape]) => {
    const { type, elements, bytes, block } = formats[shape.length === 1 ? "F32" : format];
    const size = (shape.reduce((product, axis) => product * axis, 1) / elements) * bytes;
    const entry = [string(name), u32(shape.length), ...shape.toReversed().map(u64), u32(type)];
    const stored = { entry: Buffer.concat([...entry, u64(offset)]), size, block };
    offset += size + padding(size);
    return stored;
  });
  const head = Buffer.concat([
    ...[Buffer.from("GGUF"), u32(3), u64(tensors.length), u64(metadata.length)],
    ...[...metadata, ...tensors.map(({ entry }) => entry)],
  ]);
  yield Buffer.concat([head, Buffer.alloc(padding(head.length))]);
  for (const { size, block } of tensors)
    yield Buffer.concat([Buffer.alloc(size, Buffer.from(block)), Buffer.alloc(padding(size))]);
}

const padding = (size) => (alignment - (size % alignment)) % alignment;
