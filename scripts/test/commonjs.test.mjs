import { expect, test } from "vitest";
import { forCommonJs } from "../building/commonjs.mjs";

test("declarations for CommonJS refer to each other, and to other packages by their names", () => {
  const text = `import { a } from './a.d-C1.js';
import './bare.js';
export { b } from "../b.js";
type C = import("./c.js").C;
import { d } from '@qkv/core-wasm/contract';
`;
  expect(forCommonJs(text)).toBe(`import { a } from './a.d-C1.cjs';
import './bare.cjs';
export { b } from "../b.cjs";
type C = import("./c.cjs").C;
import { d } from '@qkv/core-wasm/contract';
`);
});
