import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { tensor, zeros } from "../../src/device/create-tensor.ts";
import { metaDevice } from "../../src/device/meta-device.ts";
import { referenceDevice } from "../../src/device/reference-device.ts";
import * as main from "../../src/index.ts";
import { Gpt } from "../../src/models/families/gpt.ts";
import golden from "./printed.json" with { type: "json" };

const numberOf = (text: string): number => Number(text.replace("inf", "Infinity"));
/** Our names of what stands behind the values. */
const ours = (printed: string): string =>
  printed.replace("torch.int32", "int32").replace(/size=\(([^)]*)\)/, "shape=[$1]");

describe("console.log shows a tensor's values as PyTorch does", () => {
  test.each(golden.tensors)("$dtype $shape", ({ shape, dtype, values, printed }) => {
    const flat = Float64Array.from(values, numberOf);
    const made = tensor(flat, { shape, dtype: dtype === "int32" ? "int32" : "float32" });
    expect(inspect(made)).toBe(ours(printed));
  });

  test("what is special stands behind: graph, gradient, device; no values where none can be read", () => {
    const x = tensor([1, 2]).requiresGrad_();
    expect(inspect(x)).toBe("tensor([1., 2.], requiresGrad=true)");
    expect(inspect(x.exp())).toMatch(/^tensor\(\[2\.7183, 7\.3891\], gradFn=exp\)$/);
    expect(inspect(tensor([1], { device: referenceDevice() }))).toBe(
      "tensor([1.], device=reference)",
    );
    expect(inspect(zeros([2, 3], { device: metaDevice() }))).toBe(
      "tensor(..., shape=[2, 3], device=meta)",
    );
    const freed = tensor([1]);
    freed.dispose();
    expect(inspect({ freed })).toBe("{ freed: tensor(<freed>, shape=[1]) }");
  });
});

describe("console.log shows a module's tree as PyTorch does", () => {
  test.each(Object.entries(golden.modules))("%s", (code, printed) => {
    const make = new Function("torch", `with (torch) return ${code}`);
    expect(inspect(make(main))).toBe(printed);
  });

  test("layers that are alike stand once", () => {
    const model = new Gpt({ vocabSize: 3, contextLength: 4, layers: 2, heads: 1, dModel: 2 });
    expect(inspect(model)).toContain("(0-1): 2 x TransformerBlock(");
    expect(inspect(model)).toContain(
      "(lm_head): Linear(in_features=2, out_features=3, bias=False)",
    );
  });
});
