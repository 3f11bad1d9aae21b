import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { bytesSource } from "../src/weights/byte-source.ts";
import { openTorchCheckpoint } from "../src/weights/torch-pickle/open-torch-checkpoint.ts";
import { openTorchFile } from "../src/weights/torch-pickle/open-torch-file.ts";
import { TorchFileError } from "../src/weights/torch-pickle/torch-file-error.ts";
import { TorchTensor } from "../src/weights/torch-pickle/torch-tensor.ts";
import { CountingSource } from "./counting-source.ts";
import { int, named, pickle, tensorPickle, text, torchFile } from "./weight-files/pickles.ts";
import { zipOf } from "./weight-files/zip-of.ts";

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`weight-files/${name}`, import.meta.url)));

/** Tensors of torch.safetensors, as they are stored. */
function storedTensors(): ReadonlyMap<
  string,
  { readonly shape: number[]; readonly bytes: Uint8Array }
> {
  const file = fixture("torch.safetensors");
  const length = new DataView(file.buffer).getUint32(0, true);
  const header: Record<string, { shape: number[]; data_offsets: [number, number] }> = JSON.parse(
    new TextDecoder().decode(file.subarray(8, 8 + length)),
  );
  return new Map(
    Object.entries(header).map(
      ([
        name,
        {
          shape,
          data_offsets: [begin, end],
        },
      ]) => [name, { shape, bytes: file.subarray(8 + length + begin, 8 + length + end) }],
    ),
  );
}

const open = (bytes: Uint8Array) => openTorchFile(bytesSource(bytes));
const openState = (bytes: Uint8Array) => openTorchCheckpoint(bytesSource(bytes));

describe.each(["state-dict.pt", "legacy.pt"])("%s, as PyTorch wrote it", (name) => {
  it("holds every tensor bit by bit, of all types, strides and offsets", async () => {
    const value = await open(fixture(name));
    const expected = storedTensors();
    expect(value).toBeInstanceOf(Map);
    const entries = [...(value as ReadonlyMap<string, TorchTensor>)];
    expect(entries.length).toBe(name === "legacy.pt" ? 19 : 20);
    for (const [key, tensor] of entries) {
      expect(tensor, key).toBeInstanceOf(TorchTensor);
      expect(tensor.shape, key).toEqual(expected.get(key)!.shape);
      expect(await tensor.bytesAsStored(), key).toEqual(expected.get(key)!.bytes);
    }
  });

  it("reads as float32 and int32, at once and in pieces", async () => {
    const { tensors } = await openState(fixture(name));
    const valuesOf = async (key: string) => [...(await tensors.get(key)!.read()).values];
    expect(await valuesOf("f32")).toEqual([1.5, -0, NaN, Infinity]);
    expect(await valuesOf("f16")).toEqual([1.5, -65504, 2 ** -24]);
    expect(await valuesOf("f64")).toEqual([Infinity, Math.fround(-0.1)]);
    expect(await valuesOf("i16")).toEqual([-300, 300]);
    expect(await valuesOf("bool")).toEqual([1, 0]);
    await expect(valuesOf("i64")).rejects.toThrow(
      "element 0 is 1099511627776, expected an integer",
    );
    for (const [key, tensor] of tensors) {
      if (key === "i64") continue;
      const whole = await tensor.read();
      const pieces: number[] = [];
      for await (const piece of tensor.pieces()) pieces.push(...piece);
      expect(pieces, key).toEqual([...whole.values]);
      expect(tensor.dtype, key).toBe(whole.dtype);
    }
  });
});

test("unsigned integers of 16 bits are int32", async () => {
  const { tensors } = await openState(fixture("state-dict.pt"));
  expect((await tensors.get("u16")!.read()).values).toEqual(Int32Array.of(0, 65535));
});

test("all that a checkpoint of training holds, as values", async () => {
  const value = await open(fixture("training.pt"));
  if (!(value instanceof Map)) throw new Error("expected a Map");
  const { model, ...rest } = Object.fromEntries(value);
  expect(rest).toEqual({
    epoch: 7,
    loss: Infinity,
    betas: [0.9, 0.999],
    names: ["a", null, true, 2n ** 70n, -(2 ** 33)],
    device: "cuda:1",
    dtype: "torch.float16",
    size: [2, 3],
    tags: new Set(["x"]),
  });
  expect(Object.isFrozen(rest.betas)).toBe(true);
  expect(Object.isFrozen(rest.names)).toBe(false);
  expect([...model.keys()]).toEqual(["weight", "nested"]);
});

describe("the state dict in a file", () => {
  it("is found below the usual keys, dicts in it joined by dots", async () => {
    const { tensors } = await openState(fixture("training.pt"));
    expect([...tensors.keys()]).toEqual(["weight", "nested.bias"]);
    const bytes = await (tensors.get("weight") as TorchTensor).bytesAsStored();
    expect(bytes).toEqual(storedTensors().get("model.weight")!.bytes);
  });

  it("is the file's own of protocol 4", async () => {
    const { tensors } = await openState(fixture("protocol-4.pt"));
    expect([...tensors.keys()]).toEqual(["weight", "nested.bias"]);
  });

  it("is taken from below a key that is given, which must have one", async () => {
    const source = bytesSource(fixture("training.pt"));
    const { tensors } = await openTorchCheckpoint(source, { key: "model" });
    expect(tensors.size).toBe(2);
    await expect(openTorchCheckpoint(source, { key: "epoch" })).rejects.toThrow(
      'PyTorch file: it has the value "7" below "epoch", expected a state dict; its keys are "epoch", "loss"',
    );
    await expect(openTorchCheckpoint(source, { keys: "model" } as object)).rejects.toThrow(
      "unknown option keys",
    );
  });

  it("is no tensor, list or number", async () => {
    await expect(openState(torchFile(pickle([0x80, 2], int(5), ".")))).rejects.toThrow(
      'it holds the value "5", expected a state dict',
    );
    await expect(openState(torchFile(pickle([0x80, 2], "]", ".")))).rejects.toThrow("a list");
  });

  it("has names that are dangerous in JavaScript", async () => {
    const bytes = tensorPickle().slice();
    const renamed = pickle([0x80, 2], "}", text("__proto__"), [...bytes.subarray(6)]);
    const { tensors } = await openState(torchFile(renamed));
    expect([...tensors.keys()]).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

test("opening reads no values, and a tensor only its own", async () => {
  const source = new CountingSource(fixture("state-dict.pt"));
  const { tensors } = await openTorchCheckpoint(source);
  const before = source.reads.length;
  await (tensors.get("block") as TorchTensor).bytesAsStored();
  const [header, values] = source.reads.slice(before);
  expect(header![1]).toBe(30); // the local header of the zip entry
  expect(values![1]).toBe(4 * 9); // from row 1, column 2, to row 2, column 4, of 6 columns
});

describe("an archive that another program has packed", () => {
  const files = (bytes: Uint8Array, deflate: boolean) => [
    { name: "x/data.pkl", bytes: tensorPickle({ count: int(bytes.length / 4) }), deflate },
    { name: "x/data/0", bytes, deflate },
  ];

  it("is read, deflated too", async () => {
    const numbers = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
    for (const deflate of [false, true]) {
      const { tensors } = await openState(zipOf(files(numbers, deflate)));
      expect((await tensors.get("t")!.read()).values).toEqual(Float32Array.of(1, 2, 3, 4));
    }
  });

  it("is not inflated when it grows beyond what data do", async () => {
    const bomb = zipOf(files(new Uint8Array(2 ** 25), true));
    expect(bomb.length).toBeLessThan(40_000);
    await expect(openState(bomb)).rejects.toThrow("more than data do");
  });
});

describe("what is refused", () => {
  const cases: readonly (readonly [what: string, bytes: Uint8Array, said: string])[] = [
    [
      "nothing",
      new Uint8Array(0),
      "begins neither as a zip archive nor with PyTorch's magic number",
    ],
    ["a page", Buffer.from("<html>"), "begins neither as a zip archive"],
    [
      "a call",
      torchFile(pickle([0x80, 2], named("os", "system"), text("x"), 0x85, "R.")),
      'names "os.system"',
    ],
    [
      "a class",
      torchFile(pickle([0x80, 2], named("builtins", "eval"), ".")),
      'names "builtins.eval"',
    ],
    [
      "a class that is only named",
      torchFile(pickle([0x80, 2], named("torch", "FloatStorage"), ".")),
      "a class",
    ],
    [
      "a type that is called",
      torchFile(pickle([0x80, 2], named("torch", "Tensor"), ")R.")),
      "is no function",
    ],
    [
      "what calls a value",
      torchFile(pickle([0x80, 2], int(1), ")R.")),
      "calls what is no function",
    ],
    [
      "an object",
      torchFile(pickle([0x80, 2], named("collections", "OrderedDict"), ")", 0x81, ".")),
      "instruction 0x81",
    ],
    ["a state of a list", torchFile(pickle([0x80, 2], "]}b.")), "gives a state to what has none"],
    [
      "an unknown instruction",
      torchFile(pickle([0x80, 2], 0xfe, ".")),
      "instruction 0xfe at byte 2",
    ],
    ["no end", torchFile(pickle([0x80, 2], "}")), "1 bytes are wanted at byte 3"],
    ["a missing value", torchFile(pickle([0x80, 2], "0.")), "what it has not put there"],
    ["a missing mark", torchFile(pickle([0x80, 2], "t.")), "a mark that it has not set"],
    ["an unknown memo", torchFile(pickle([0x80, 2], "h", 9, ".")), "refers to value 9"],
    ["a list as a key", torchFile(pickle([0x80, 2], "}]Ns.")), "which Python has not"],
    [
      "a long without end",
      torchFile(pickle([0x80, 2], 0x8b, [255, 255, 255, 127], ".")),
      "an integer of 2147483647 bytes",
    ],
    [
      "a text without end",
      torchFile(pickle([0x80, 2], "X", [255, 255, 255, 127], ".")),
      "2147483647 bytes are wanted",
    ],
    ["no UTF-8", torchFile(pickle([0x80, 2], 0x8c, 1, 255, ".")), "is not UTF-8"],
    ["itself", torchFile(pickle([0x80, 2], "]q", 0, "h", 0, "a.")), "more than 100 deep"],
    [
      "lists in lists",
      torchFile(pickle([0x80, 2], "]".repeat(5000), "a".repeat(4999), ".")),
      "more than 100 deep",
    ],
    [
      "lists without end",
      torchFile(
        pickle(
          [0x80, 2],
          "]",
          ...Array.from({ length: 40 }, (_, i) => pickle("q", i, "]", "h", i, "ah", i, "a")).map(
            (one) => [...one],
          ),
          ".",
        ),
      ),
      "have no end",
    ],
    [
      "a storage of no such type",
      torchFile(tensorPickle({ storage: "EvilStorage" })),
      'names "torch.EvilStorage"',
    ],
    [
      "a storage that is not there",
      torchFile(tensorPickle({ key: "1" })),
      'has no "archive/data/1"',
    ],
    [
      "a storage outside",
      torchFile(tensorPickle({ key: "../byteorder" })),
      'has no "archive/data/../byteorder"',
    ],
    [
      "a storage of another size",
      torchFile(tensorPickle({ count: int(5) })),
      "has 16 bytes in the archive, and its 5 elements (F32) need 20",
    ],
    [
      "a storage of another type",
      torchFile(tensorPickle({ storage: "DoubleStorage" })),
      "(F64) need 32",
    ],
    [
      "a storage below nothing",
      torchFile(tensorPickle({ count: int(-4) })),
      "said to have -4 elements",
    ],
    [
      "a shape beyond its storage",
      torchFile(tensorPickle({ size: [...int(5), 0x85] })),
      "reaches to element 5 of a storage of 4",
    ],
    ["an offset beyond", torchFile(tensorPickle({ offset: int(1) })), "reaches to element 5"],
    ["an offset before", torchFile(tensorPickle({ offset: int(-1) })), "that are no counts"],
    [
      "a stride beyond",
      torchFile(tensorPickle({ stride: [...int(2), 0x85] })),
      "reaches to element 7",
    ],
    [
      "a stride backwards",
      torchFile(tensorPickle({ stride: [...int(-1), 0x85] })),
      "that are no counts",
    ],
    [
      "sizes without strides",
      torchFile(tensorPickle({ stride: [0x29] })),
      "has 1 sizes and 0 strides",
    ],
    [
      "repetition without end",
      torchFile(
        tensorPickle({
          size: [...int(2 ** 30), ...int(2 ** 30), 0x86],
          stride: [...int(0), ...int(0), 0x86],
        }),
      ),
      "repeats the 4 elements",
    ],
    [
      "another function",
      torchFile(tensorPickle({ make: "_rebuild_evil" })),
      'names "torch._utils._rebuild_evil"',
    ],
    [
      "big-endian numbers",
      zipOf([
        { name: "a/data.pkl", bytes: tensorPickle() },
        { name: "a/byteorder", bytes: Buffer.from("big") },
      ]),
      'are "big"-endian',
    ],
    [
      "two pickles",
      zipOf([
        { name: "a/data.pkl", bytes: tensorPickle() },
        { name: "b/data.pkl", bytes: tensorPickle() },
      ]),
      "2 files data.pkl",
    ],
    [
      "a program",
      zipOf([
        { name: "a/data.pkl", bytes: tensorPickle() },
        { name: "a/constants.pkl", bytes: tensorPickle() },
      ]),
      "TorchScript",
    ],
    ["no pickle", zipOf([{ name: "a/x", bytes: tensorPickle() }]), "has no data.pkl"],
  ];

  it.each(cases)("%s", async (_, bytes, said) => {
    const refused = openState(bytes).then(async ({ tensors }) => {
      for (const tensor of tensors.values()) await tensor.read();
    });
    await expect(refused).rejects.toThrow(TorchFileError);
    await expect(refused).rejects.toThrow(said);
  });

  it("older files whose storages have another number of elements than is said", async () => {
    const whole = fixture("legacy.pt");
    let refused = 0;
    for (let at = whole.length - 600; at < whole.length; at++) {
      const bytes = whole.slice();
      bytes[at]! ^= 1;
      const said = await open(bytes).then(
        () => "",
        (error: unknown) => String(error),
      );
      if (/is said to have \d+ elements and \d+/.test(said)) refused++;
    }
    expect(refused).toBeGreaterThan(20); // a count of 8 bytes in front of each
  });

  it("every file that is cut off", async () => {
    for (const name of ["state-dict.pt", "legacy.pt"]) {
      const whole = fixture(name);
      for (let length = 0; length < whole.length; length += 7)
        await expect(open(whole.subarray(0, length)), `${name} to ${length}`).rejects.toThrow(
          TorchFileError,
        );
    }
  });
});
