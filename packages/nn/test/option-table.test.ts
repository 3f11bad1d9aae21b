import { describe, expect, expectTypeOf, test } from "vitest";
import { type GptConfig, type GptOptions, gptOptions } from "../src/models/families/gpt.ts";
import {
  anything,
  type Complete,
  defineOptions,
  flag,
  type Given,
  integer,
  nested,
  number,
  OptionError,
  oneOf,
  text,
  texts,
} from "../src/options/index.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const scaling = defineOptions("scaling", {
  factor: number({ above: 0 }),
  kind: oneOf(["linear", "yarn"], { default: "linear" }),
});
const table = defineOptions(
  "Model",
  {
    layers: integer({ from: 1, to: 8 }),
    heads: integer({ default: 1 }),
    dropout: number({ from: 0, below: 1, default: 0.5 }),
    bias: flag({ default: true }),
    activation: oneOf(["relu", "gelu"], { default: "relu" }),
    width: oneOf([64, 128], { optional: true }),
    title: text({ optional: true }),
    tags: texts({ default: [] }),
    scaling: nested(scaling, { optional: true }),
    mask: anything<Tensor>({ optional: true }),
  },
  {
    check: ({ layers, heads }) =>
      layers % heads === 0 ? undefined : `layers is ${layers}, expected a multiple of ${heads}`,
  },
);
const whole = {
  ...{ layers: 2, heads: 1, dropout: 0.5, bias: true, activation: "relu" },
  ...{ width: undefined, title: undefined, tags: [], scaling: undefined, mask: undefined },
};
const unchecked = (given: unknown) => table.complete(given as never);
const read = (value: unknown) => table.fromJson(value, "config.json", { path: "model" });

describe("complete", () => {
  test("fills in the defaults, in the order of the declaration", () => {
    const completed = table.complete({ bias: false, layers: 2, dropout: undefined });
    expect(completed).toEqual({ ...whole, bias: false });
    expect(Object.keys(completed)).toEqual(Object.keys(whole));
    expect(table.complete({ layers: 2, scaling: { factor: 2 } }).scaling).toEqual({
      factor: 2,
      kind: "linear",
    });
  });

  test("passes anything on as it came", () => {
    const passed = defineOptions("x", { body: anything<() => number>() });
    const body = () => 1;
    expect(passed.complete({ body }).body).toBe(body);
  });

  test.each<readonly [unknown, string]>([
    [{}, "Model: layers is missing, expected an integer from 1 to 8"],
    [{ layers: 9 }, "Model: layers is 9, expected an integer from 1 to 8"],
    [{ layers: 1.5 }, "Model: layers is 1.5, expected an integer from 1 to 8"],
    [{ layers: "2" }, 'Model: layers is "2", expected an integer from 1 to 8'],
    [{ layers: 2, heads: 2 ** 53 }, "Model: heads is 9007199254740992, expected an integer"],
    [{ layers: 2, heads: null }, "Model: heads is null, expected an integer"],
    [{ layers: 2, dropout: 1 }, "Model: dropout is 1, expected a number from 0 and below 1"],
    [{ layers: 2, dropout: Number.NaN }, "Model: dropout is NaN, expected a number"],
    [{ layers: 2, bias: 1 }, "Model: bias is 1, expected true or false"],
    [{ layers: 2, activation: "swish" }, 'Model: activation is "swish", expected "relu" or "gelu"'],
    [{ layers: 2, width: 65 }, "Model: width is 65, expected 64 or 128"],
    [{ layers: 2, title: ["x"] }, 'Model: title is ["x"], expected text'],
    [{ layers: 2, tags: "x" }, 'Model: tags is "x", expected a list of texts that are not empty'],
    [{ layers: 2, tags: ["a", ""] }, 'Model: tags is ["a",""], expected a list of texts'],
    [{ layers: 2, scaling: 3 }, "Model: scaling is 3, expected an object"],
    [{ layers: 2, scaling: {} }, "Model: scaling.factor is missing, expected a number above 0"],
    [
      { layers: 2, scaling: { factor: 1, kin: 1 } },
      "Model: unknown option scaling.kin, expected one of factor, kind",
    ],
    [{ layers: 2, heads: 3 }, "Model: layers is 2, expected a multiple of 3"],
    [{ layers: 2, bais: true }, "Model: unknown option bais, expected one of layers, heads, "],
    [3, "Model: it is 3, expected an object"],
    [undefined, "Model: it is undefined, expected an object"],
  ])("refuses %j", (given, message) => {
    expect(() => unchecked(given)).toThrow(message);
    expect(() => unchecked(given)).toThrow(OptionError);
    expect(() => unchecked(given)).toThrow(RangeError);
  });

  test("numbers are finite unless the range ends at an infinity", () => {
    const numbers = defineOptions("x", {
      finite: number({ default: 0 }),
      above: number({ above: 0, default: 1 }),
      any: number({ from: -Infinity, to: Infinity, default: 0 }),
    });
    for (const any of [Infinity, -Infinity]) {
      expect(numbers.complete({ any }).any).toBe(any);
      expect(() => numbers.complete({ finite: any })).toThrow(
        `finite is ${any}, expected a number`,
      );
      expect(() => numbers.complete({ above: any })).toThrow(`above is ${any}, expected a number`);
    }
    expect(() => numbers.complete({ any: Number.NaN })).toThrow("any is NaN");
  });

  test("a default of false or 0 is a default", () => {
    const falsy = defineOptions("x", { flag: flag({ default: false }), n: number({ default: 0 }) });
    expect(falsy.complete({})).toEqual({ flag: false, n: 0 });
  });

  test("a nested table has a default that is completed once, when it is declared", () => {
    const outer = defineOptions("x", { scaling: nested(scaling, { default: { factor: 2 } }) });
    expect(outer.complete({}).scaling).toEqual({ factor: 2, kind: "linear" });
    const wrong = () => nested(scaling, { default: { factor: 0 } });
    expect(wrong).toThrow("scaling: factor is 0, expected a number above 0");
  });

  test("names another thing than the table's, or asks it where it stands", () => {
    expect(() => table.complete({ layers: 0 }, "Encoder")).toThrow("Encoder: layers is 0");
    const path = "h.0.attn";
    expect(() => table.complete({ layers: 0 }, { path })).toThrow("h.0.attn: layers is 0");
    expect(() => table.complete({ ...{ x: 1 }, layers: 2 }, { path })).toThrow(
      "h.0.attn: unknown option x",
    );
  });

  test("a message says what a field is in its own words", () => {
    const own = defineOptions("x", { a: number({ from: 0, default: 0, expected: "a share" }) });
    expect(() => own.complete({ a: -1 })).toThrow("x: a is -1, expected a share");
  });

  test("what came is shown on a line, and not at length", () => {
    const long = "x".repeat(1000);
    expect(() => unchecked({ layers: long })).toThrow(/^Model: layers is "x{59}…, expected/);
    expect(() => unchecked({ layers: "\n" })).toThrow('layers is "\\n", expected');
    expect(() => unchecked({ layers: Array(100).fill([1]) })).toThrow(
      "layers is [[…],[…],[…],[…],[…],[…],[…],[…],…], expected",
    );
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    expect(() => unchecked({ layers: cyclic })).toThrow("layers is an object, expected");
    expect(() => unchecked({ layers: () => 1 })).toThrow("layers is a function, expected");
  });
});

describe("fromJson", () => {
  test("reads what complete would make, and null for what is optional", () => {
    expect(read({ layers: 2 })).toEqual(whole);
    expect(read({ layers: 2, title: null, scaling: null })).toEqual(whole);
    expect(read({ layers: 2, scaling: { factor: 2, kind: "yarn" } }).scaling).toEqual({
      factor: 2,
      kind: "yarn",
    });
  });

  test.each<readonly [string, string]>([
    ["[]", "config.json: model is [], expected an object"],
    ["null", "config.json: model is null, expected an object"],
    ["{}", "config.json: model.layers is missing, expected an integer from 1 to 8"],
    ['{"layers":null}', "config.json: model.layers is null, expected"],
    ['{"layers":2,"bias":null}', "config.json: model.bias is null, expected true or false"],
    ['{"layers":2,"heads":1e400}', "config.json: model.heads is Infinity, expected an integer"],
    [
      '{"layers":2,"heads":90071992547409910}',
      "config.json: model.heads is 90071992547409900, expected an integer",
    ],
    ['{"layers":{"layers":2}}', "config.json: model.layers is an object, expected"],
    [
      '{"layers":2,"__proto__":{"bias":false}}',
      "config.json: model has unknown fields: __proto__;",
    ],
    [
      '{"layers":2,"constructor":1}',
      "config.json: model has unknown fields: constructor; expected",
    ],
    ['{"layers":2,"toString":1,"rope":2}', "model has unknown fields: toString, rope; expected"],
    ['{"layers":2,"mask":1}', "model.mask is 1, expected nothing, for no file can hold it"],
    ['{"layers":2,"scaling":[1]}', "config.json: model.scaling is [1], expected an object"],
    [
      '{"layers":2,"scaling":{"factor":0}}',
      "config.json: model.scaling.factor is 0, expected a number above 0",
    ],
    [
      '{"layers":2,"scaling":{"factor":1,"__proto__":1}}',
      "config.json: model.scaling has unknown fields: __proto__; expected one of factor, kind",
    ],
    ['{"layers":2,"heads":3}', "config.json: model.layers is 2, expected a multiple of 3"],
  ])("refuses %s", (json, message) => {
    expect(() => read(JSON.parse(json))).toThrow(message);
    expect(() => read(JSON.parse(json))).toThrow(OptionError);
  });

  test("a value at the top of the file", () => {
    expect(() => table.fromJson([1], "config.json")).toThrow(
      "config.json: it is [1], expected an object",
    );
    expect(() => table.fromJson({}, "config.json")).toThrow("config.json: layers is missing");
    expect(() => table.fromJson({ x: 1 }, "config.json")).toThrow(
      "config.json: it has unknown fields: x; expected one of layers",
    );
  });

  test("shows five unknown fields, none at length", () => {
    const many = Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`${i}`.repeat(200), 1]));
    const message = /unknown fields: 0{60}…, 1{60}…, 2{60}…, 3{60}…, 4{60}…; expected/;
    expect(() => read(many)).toThrow(message);
  });

  test("only properties of its own count", () => {
    const inherited: unknown = Object.create({ layers: 2 });
    expect(() => read(inherited)).toThrow("model.layers is missing");
    Object.defineProperty(Object.prototype, "dropout", {
      ...{ value: 0.9, writable: true, configurable: true },
    });
    try {
      expect(read({ layers: 2 }).dropout).toBe(0.5);
    } finally {
      Reflect.deleteProperty(Object.prototype, "dropout");
    }
  });

  test("`whole` wants every field but the optional ones, in nested objects too", () => {
    const strict = (value: unknown) => table.fromJson(value, "config.json", { whole: true });
    expect(() => strict({ layers: 2 })).toThrow(
      "config.json: heads is missing, expected an integer",
    );
    const { width, title, scaling: none, mask, ...stored } = whole;
    expect(strict(stored)).toEqual(whole);
    expect(() => strict({ ...stored, scaling: { factor: 1 } })).toThrow(
      'config.json: scaling.kind is missing, expected "linear" or "yarn"',
    );
  });

  test("what complete gives goes through JSON and back", () => {
    const config = table.complete({ layers: 4, heads: 2, scaling: { factor: 3 }, tags: ["a"] });
    expect(read(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });
});

describe("splitJson", () => {
  const split = (json: string) => table.splitJson(JSON.parse(json), "config.json");

  test("hands back what it does not know", () => {
    const { options, others } = split(
      '{"layers":2,"torch_dtype":"float32","__proto__":{"bias":false}}',
    );
    expect(options).toEqual(whole);
    expect([...others]).toEqual([
      ["torch_dtype", "float32"],
      ["__proto__", { bias: false }],
    ]);
  });

  test("checks the rest as fromJson does", () => {
    expect(() => split('{"layers":0,"x":1}')).toThrow("config.json: layers is 0, expected");
    expect(() => split("[]")).toThrow("config.json: it is [], expected an object");
    expect(() => split('{"layers":2,"scaling":{"factor":1,"x":1}}')).toThrow(
      "config.json: scaling has unknown fields: x",
    );
  });
});

test("tables give the types of what is given and of what is complete", () => {
  expectTypeOf<Given<typeof scaling>>().branded.toEqualTypeOf<{
    readonly factor: number;
    readonly kind?: "linear" | "yarn" | undefined;
  }>();
  expectTypeOf<Complete<typeof scaling>>().toEqualTypeOf<{
    readonly factor: number;
    readonly kind: "linear" | "yarn";
  }>();
  type Whole = Complete<typeof table>;
  expectTypeOf<Whole["width"]>().toEqualTypeOf<64 | 128 | undefined>();
  expectTypeOf<Whole["title"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<Whole["tags"]>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<Whole["mask"]>().toEqualTypeOf<Tensor | undefined>();
  expectTypeOf<Whole["scaling"]>().toEqualTypeOf<Complete<typeof scaling> | undefined>();
  expectTypeOf<Given<typeof table>["scaling"]>().toEqualTypeOf<Given<typeof scaling> | undefined>();
  expectTypeOf<Whole>().toExtend<Given<typeof table>>();
  expectTypeOf<{ layers: number }>().toExtend<Given<typeof table>>();
  expectTypeOf<{ heads: number }>().not.toExtend<Given<typeof table>>();
  expectTypeOf<{ layers: string }>().not.toExtend<Given<typeof table>>();

  expectTypeOf<GptConfig["activation"]>().toEqualTypeOf<"gelu" | "geluTanh" | "relu">();
  expectTypeOf<GptConfig>().toExtend<Required<GptOptions>>();
  expectTypeOf(gptOptions.complete).returns.toEqualTypeOf<GptConfig>();
});

test("a declaration that contradicts itself does not compile", () => {
  const wrong = () => {
    // @ts-expect-error: the default is none of the choices
    oneOf(["relu", "gelu"], { default: "tanh" });
    // @ts-expect-error: what has a default is not optional
    number({ default: 1, optional: true });
    // @ts-expect-error: no such setting
    integer({ form: 1 });
    // @ts-expect-error: an option that the table does not have
    scaling.complete({ factor: 1, knid: "yarn" });
    // @ts-expect-error: a required option is not given
    scaling.complete({});
  };
  expect(wrong).toBeTypeOf("function");
});

test.each([
  ["gradAccumulationSteps", "gradAccumulation"],
  ["maxGradNrom", "maxGradNorm"],
  ["max_grad_norm", "maxGradNorm"],
  ["callback", "callbacks"],
  ["warmUp", "warmup"],
  ["wramup", "warmup"],
  ["max", "maxGradNorm"],
  ["accumulation", "gradAccumulation"],
  ["colour", undefined],
])("an unknown %s is probably %s", (name, meant) => {
  const fields = ["warmup", "maxGradNorm", "gradAccumulation", "callbacks"];
  const table = defineOptions(
    "Model",
    Object.fromEntries(fields.map((one) => [one, flag({ default: false })])),
  );
  const message = (() => {
    try {
      table.complete({ [name]: true });
    } catch (error) {
      return String(error);
    }
    return "";
  })();
  expect(message).toContain(`Model: unknown option ${name}, expected one of ${fields.join(", ")}`);
  if (meant === undefined) expect(message).not.toContain("did you mean");
  else expect(message).toContain(`; did you mean ${meant}?`);
});
