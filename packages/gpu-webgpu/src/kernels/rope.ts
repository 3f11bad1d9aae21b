import { indexError, sizeOf } from "@qkv/core-wasm/contract";
import { defineProgram, variants } from "../commands/program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";
import { type UnitWidth, unitType, unitWidth } from "../wgsl/vector-units.ts";

/** A thread has one unit of a token: a unit of each half of its pairs, of whole pairs, or of channels that are copied. */
const rope = variants((width: UnitWidth, interleaved: boolean, positioned: boolean) => {
  const type = unitType(width);
  const vector = width === 4;
  // Interleaved pairs need a table value for two of a unit's channels.
  const table = interleaved && vector ? "vec2f" : interleaved ? "f32" : type;
  return defineProgram({
    name: `rope ${width}${interleaved ? " interleaved" : ""}`,
    reads: {
      x: type,
      ...{ cos_: table, sin_: table },
      ...(positioned ? { positions: "i32" } : {}),
    } as { x: typeof type; positions: "i32" } & Record<"cos_" | "sin_", typeof table>,
    writes: { y: type },
    params: {
      ...{ tokens: "u32", units: "u32", headUnits: "u32", turned: "u32", jobs: "u32" },
      ...{ positionRows: "u32", sequences: "u32", table: "u32", offset: "u32", sign: "f32" },
    },
    checks: true,
    code: eachElement(
      { count: "units" },
      `let token = i / params.jobs;
    let job = i % params.jobs;
    let base = token * params.headUnits;
    if (job >= params.turned) {
      let channel = base + job + ${interleaved && vector ? "0u" : "params.turned"};
      y[channel] = x[channel];
      continue;
    }
    ${
      positioned
        ? `let at = token / params.tokens * params.positionRows / params.sequences * params.tokens + token % params.tokens;
    let position = positions[at];
    if (u32(position) >= params.table) { fault(at, position); continue; }
    let angle = u32(position) * params.turned + job;`
        : "let angle = (token % params.tokens + params.offset) * params.turned + job;"
    }
    let c = cos_[angle];
    let s = sin_[angle] * params.sign;
    ${
      interleaved && vector
        ? `let v = x[base + job];
    y[base + job] = vec4f(v.x * c.x - v.y * s.x, v.y * c.x + v.x * s.x, v.z * c.y - v.w * s.y, v.w * c.y + v.z * s.y);`
        : `let first = base + ${interleaved ? "2u * job" : "job"};
    let second = first + ${interleaved ? "1u" : "params.turned"};
    let a = x[first];
    let b = x[second];
    y[first] = a * c - b * s;
    y[second] = b * c + a * s;`
    }`,
    ),
  });
});

export const ropeKernels: KernelSet<"rope"> = ({ run }) => ({
  rope: ({ x, cos, sin, positions }, { y }, shapes, { interleaved, inverse, offset }) => {
    if (x.length === 0) return;
    const [tokens = 1, headSize = 1] = shapes.x.slice(-2);
    const [table = 0, pairs = 0] = shapes.cos;
    const sequences = sizeOf(shapes.x.slice(0, -2));
    const width = unitWidth(headSize, interleaved ? 2 * pairs : pairs);
    // Units that are turned, each with the same unit of the tables, and units of a token that a thread has for itself.
    const turned = interleaved && width === 4 ? pairs / 2 : pairs / width;
    const headUnits = headSize / width;
    const jobs = interleaved && width === 4 ? headUnits : headUnits - turned;
    const units = sequences * tokens * jobs;
    run(
      rope(width, interleaved, positions !== undefined),
      { x, cos_: cos, sin_: sin, positions: positions ?? x, y },
      {
        ...{ tokens, units, headUnits, turned, jobs, sequences, table, offset },
        positionRows: shapes.positions?.length === 2 ? shapes.positions[0]! : 1,
        sign: inverse ? -1 : 1,
      },
      flatGrid(units),
      (position, value) => indexError("rope", position, value, table),
    );
  },
});
