import { describe, expect, test } from "vitest";
import { ones, tensor } from "../src/device/create-tensor.ts";
import { BatchNorm1d } from "../src/layers/batch-norm.ts";
import { Linear } from "../src/layers/linear.ts";
import { ReLU } from "../src/layers/relu.ts";
import { Module } from "../src/module/module.ts";
import { ModuleList } from "../src/module/module-list.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

class Net extends Module {
  readonly head = this.child("head", new Linear(2, 1));
  readonly extra: unknown;

  constructor(extra: (net: Net) => unknown) {
    super();
    this.extra = extra(this);
  }
}

const parameter = (): Tensor => ones([2]).requiresGrad_();

describe("what looks like a part of a module and is none is refused, with its path", () => {
  test.each<readonly [string, () => unknown, string, string]>([
    ["a module", () => new Linear(2, 2), "extra holds a Linear", 'this.child("extra", ...)'],
    [
      "one of a list",
      () => [new ReLU(), new Linear(2, 2)],
      "extra[1] holds a Linear",
      "new ModuleList(modules)",
    ],
    [
      "one of a record",
      () => ({ a: { b: new Linear(2, 2) } }),
      "extra.a.b holds a Linear",
      "ModuleDict",
    ],
    [
      "one of a map",
      () => new Map([["k", new Linear(2, 2)]]),
      "extra.k holds a Linear",
      "ModuleDict",
    ],
    [
      "running statistics alone",
      () => new BatchNorm1d(2, { affine: false }),
      "extra holds a BatchNorm1d",
      "this.child",
    ],
    [
      "a parameter",
      parameter,
      "extra holds a tensor that requires a gradient",
      'this.parameter("extra", ...)',
    ],
    [
      "one of a list of parameters",
      () => [parameter()],
      "extra[0] holds a tensor",
      "this.parameter(name, tensor) for each",
    ],
  ])("%s", (_, make, path, advice) => {
    const net = new Net(make);
    for (const ask of [
      () => net.parameters(),
      () => net.stateDict(),
      () => [...net.namedParameters()],
    ]) {
      expect(ask).toThrow(`Net: ${path}`);
      expect(ask).toThrow(advice);
    }
  });

  test("deep in a tree it is named from there", () => {
    class Outer extends Module {
      readonly inner = this.child("inner", new Net(() => new Linear(2, 2)));
    }
    expect(() => new Outer().parameters()).toThrow("inner: extra holds a Linear");
  });

  test.each<readonly [string, (net: Net) => unknown]>([
    ["a module without parameters", () => new ReLU()],
    ["a part under another name", (net) => net.head],
    ["parts in a list", (net) => [net.head]],
    ["the module itself", (net) => ({ root: net })],
    ["a part of another module", () => new ModuleList([new Linear(2, 2)]).at(0)],
    ["a tensor that learns nothing", () => tensor([1])],
    ["something computed", () => parameter().exp()],
    ["numbers", () => Array.from({ length: 1000 }, (_, i) => i)],
    ["nothing", () => null],
  ])("%s is none of them", (_, make) => {
    expect(new Net(make).parameters()).toHaveLength(2);
  });

  test.each<readonly [unknown, string]>([
    [Promise.resolve(1), "a Promise"],
    [undefined, "undefined"],
    [{}, "an object"],
  ])("%s is registered as nothing", (part, came) => {
    class Wrong extends Module {
      constructor(kind: "child" | "parameter" | "buffer") {
        super();
        if (kind === "child") this.child("x", part as Module);
        else this[kind]("x", part as Tensor);
      }
    }
    expect(() => new Wrong("child")).toThrow(`Wrong: child "x" is ${came}`);
    expect(() => new Wrong("parameter")).toThrow(`Wrong: parameter "x" is ${came}`);
    expect(() => new Wrong("buffer")).toThrow(`Wrong: buffer "x" is ${came}`);
  });
});
