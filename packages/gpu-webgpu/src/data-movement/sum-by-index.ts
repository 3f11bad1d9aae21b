import type { DescribeFault } from "../commands/faults.ts";
import { defineProgram, variants } from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { type UnitWidth, unitType, unitWidth } from "../wgsl/vector-units.ts";
import { workgroupMain } from "../wgsl/workgroup-main.ts";

const size = 256;
/** Entries that a workgroup sorts at once, where its memory holds them beside the sums of the teams. */
const mostEntries = 4096;
/** A key is the row in the workgroup's range above the position in the index, so that keys sort as the sum is taken. */
const positionBits = 24;
const mostRows = 2 ** (32 - positionBits);

/** As many entries as fit into a workgroup's memory: a power of two, for the sort. */
function entriesAtOnce(
  width: UnitWidth,
  lanes: number,
  { maxComputeWorkgroupStorageSize }: Pick<GPUSupportedLimits, "maxComputeWorkgroupStorageSize">,
): number {
  const bytesOfTeams = 2 * 4 * width * size + (2 * 4 * size) / lanes;
  const forEntries = (maxComputeWorkgroupStorageSize - bytesOfTeams - 16) / 4;
  return Math.min(mostEntries, 2 ** Math.floor(Math.log2(forEntries)));
}

/**
 * y[row] += the addends whose index is that row, in the order of the index: without float atomics, the same bits every
 * run. A workgroup has a range of rows and a few columns. It reads the whole index, collects the entries for its rows
 * as keys in workgroup memory, in any order, and sorts them. Then teams of threads, one unit of columns a thread, add
 * up equal shares of the sorted list however the rows divide it. Rows that reach over the ends of a share are left to
 * the first team, which adds their parts in order.
 */
const sumByIndex = variants(
  (width: UnitWidth, lanes: number, ownIndex: boolean, started: boolean, capacity: number) => {
    const teams = size / lanes;
    const block = capacity / 2; // ids that are read before it looks whether there is room for more
    const at = (position: string) =>
      ownIndex
        ? `(outer * params.count + ${position}) * params.inner + column`
        : `(outer * params.count + ${position}) * params.inner + unit`;
    return defineProgram({
      name: `sumByIndex ${width}x${lanes}`,
      reads: {
        ...{ index: "i32", addends: unitType(width) },
        ...(started ? { start: unitType(width) } : {}),
      } as { index: "i32" } & Record<"addends" | "start", "f32" | "vec4f">,
      writes: { y: unitType(width) },
      params: {
        ...{ matrices: "u32", size: "u32", inner: "u32", count: "u32" },
        ...{ rowsAtOnce: "u32", skipped: "i32" },
      },
      checks: true,
      code: `
alias Unit = ${unitType(width)};
const noRow = 0xffffffffu;
var<workgroup> found: atomic<u32>;
var<workgroup> entries: u32;
var<workgroup> keys: array<u32, ${capacity}>;
// What each team leaves: the sums of its first row, where it has a second, and of its last.
var<workgroup> firstRow: array<u32, ${teams}>;
var<workgroup> lastRow: array<u32, ${teams}>;
var<workgroup> firstSum: array<Unit, ${size}>;
var<workgroup> lastSum: array<Unit, ${size}>;
${workgroupMain(size, "thread")} {
  let lane = thread % ${lanes}u;
  let team = thread / ${lanes}u;
  for (var rangeStart = group.x * params.rowsAtOnce; rangeStart < params.size; rangeStart += groups.x * params.rowsAtOnce) {
  let rows = min(params.rowsAtOnce, params.size - rangeStart);
  for (var matrix = group.z; matrix < params.matrices; matrix += groups.z) {
    ${
      ownIndex
        ? "let outer = matrix / params.inner; let column = matrix % params.inner; let unit = column; let inside = true;"
        : `let outer = matrix; let unit = group.y * ${lanes}u + lane; let inside = unit < params.inner;`
    }
    let origin = (outer * params.size + rangeStart) * params.inner + unit;
    if (inside) {
      for (var row = team; row < rows; row += ${teams}u) {
        y[origin + row * params.inner] = ${started ? "start[origin + row * params.inner]" : "Unit()"};
      }
    }
    var scanned = 0u;
    while (scanned < params.count) {
      let begin = scanned;
      var number = 0u;
      storageBarrier();
      if (thread == 0u) { atomicStore(&found, 0u); }
      workgroupBarrier();
      while (scanned < params.count && number <= ${capacity - block}u && scanned - begin <= ${2 ** positionBits - block}u) {
        var ids: array<i32, ${block / size}>;
        for (var k = 0u; k < ${block / size}u; k++) {
          let position = min(scanned + k * ${size}u + thread, params.count - 1u);
          ids[k] = index[${ownIndex ? at("position") : "position"}];
        }
        for (var k = 0u; k < ${block / size}u; k++) {
          let position = scanned + k * ${size}u + thread;
          let id = ids[k];
          if (position < params.count) {
            if (u32(id) >= params.size) {
              fault(${ownIndex ? at("position") : "position"}, id);
            } else if (u32(id) - rangeStart < rows && id != params.skipped) {
              keys[atomicAdd(&found, 1u)] = ((u32(id) - rangeStart) << ${positionBits}u) | (position - begin);
            }
          }
        }
        scanned += ${block}u;
        workgroupBarrier();
        if (thread == 0u) { entries = atomicLoad(&found); }
        number = workgroupUniformLoad(&entries);
      }
      if (number == 0u) { continue; }

      // Bitonic sort: Batcher, Sorting networks and their applications (1968).
      var span = 1u;
      while (span < number) { span *= 2u; }
      for (var i = number + thread; i < span; i += ${size}u) { keys[i] = 0xffffffffu; }
      workgroupBarrier();
      for (var run = 2u; run <= span; run *= 2u) {
        for (var half = run / 2u; half > 0u; half /= 2u) {
          for (var i = thread; i < span / 2u; i += ${size}u) {
            let low = 2u * i - i % half;
            let a = keys[low];
            let b = keys[low + half];
            if ((a > b) == ((low & run) == 0u)) {
              keys[low] = b;
              keys[low + half] = a;
            }
          }
          workgroupBarrier();
        }
      }

      let shareSize = (number + ${teams - 1}u) / ${teams}u;
      let share = min(team * shareSize, number);
      let shareEnd = min(share + shareSize, number);
      var row = noRow;
      var sum = Unit();
      var closed = noRow;
      for (var i = share; i < shareEnd; i += 4u) {
        var key: array<u32, 4>;
        var addend: array<Unit, 4>;
        for (var k = 0u; k < 4u; k++) {
          key[k] = keys[min(i + k, shareEnd - 1u)];
          if (inside) { addend[k] = addends[${at(`(begin + (key[k] & ${2 ** positionBits - 1}u))`)}]; }
        }
        for (var k = 0u; k < 4u && i + k < shareEnd; k++) {
          let next = key[k] >> ${positionBits}u;
          if (next != row) {
            if (closed != noRow) {
              if (inside) { y[origin + row * params.inner] += sum; }
            } else if (row != noRow) {
              closed = row;
              firstSum[thread] = sum;
            }
            row = next;
            sum = Unit();
          }
          sum += addend[k];
        }
      }
      lastSum[thread] = sum;
      if (lane == 0u) {
        firstRow[team] = closed;
        lastRow[team] = row;
      }
      workgroupBarrier();
      if (team == 0u && inside) {
        row = noRow;
        for (var part = 0u; part < ${2 * teams}u; part++) {
          let owner = part / 2u;
          let next = select(lastRow[owner], firstRow[owner], part % 2u == 0u);
          if (next == noRow) { continue; }
          if (next != row) {
            if (row != noRow) { y[origin + row * params.inner] += sum; }
            row = next;
            sum = Unit();
          }
          if (part % 2u == 0u) { sum += firstSum[owner * ${lanes}u + lane]; } else { sum += lastSum[owner * ${lanes}u + lane]; }
        }
        if (row != noRow) { y[origin + row * params.inner] += sum; }
      }
    }
  }
  }
}`,
    });
  },
);

export interface SumByIndex {
  readonly outer: number;
  /** Rows of y. */
  readonly size: number;
  /** Elements of a row. */
  readonly inner: number;
  /** Rows of the addends. */
  readonly count: number;
  /** An index to leave out. */
  readonly skipped?: number | undefined;
  /** Each element of the addends has an index of its own; otherwise each row has one, the same for every `outer`. */
  readonly ownIndex?: boolean;
}

/** Workgroups that fill a GPU, and elements that are worth one. */
const enoughWorkgroups = 264;
const worthWorkgroup = 4096;

/** y [outer, size, inner] = start, or 0, plus the rows of addends [outer, count, inner] at their index. */
export function launchSumByIndex(
  { run, limits }: KernelContext,
  buffers: {
    readonly addends: WebgpuBuffer;
    readonly index: WebgpuBuffer;
    readonly y: WebgpuBuffer;
    readonly start?: WebgpuBuffer;
  },
  { outer, size: rows, inner, count, skipped, ownIndex = false }: SumByIndex,
  describe: DescribeFault,
): void {
  const { start } = buffers;
  if (buffers.y.length === 0) return;
  const width = ownIndex ? 1 : unitWidth(inner);
  const units = inner / width;
  const lanes = ownIndex || units === 1 ? 1 : units <= 8 ? 8 : 32;
  const columnGroups = ownIndex ? 1 : Math.ceil(units / lanes);
  const matrices = ownIndex ? outer * inner : outer;
  // Every workgroup reads the whole index, so few of them: no more than fill a GPU, where that can be.
  const moved = outer * (rows + count) * inner;
  const workgroups = Math.min(enoughWorkgroups, Math.ceil(moved / worthWorkgroup));
  const filling = Math.floor((rows * columnGroups * matrices) / workgroups);
  const rowsAtOnce = Math.min(mostRows, Math.max(1, filling));
  run(
    sumByIndex(width, lanes, ownIndex, start !== undefined, entriesAtOnce(width, lanes, limits)),
    { ...buffers, start: start ?? buffers.addends },
    { matrices, size: rows, inner: units, count, rowsAtOnce, skipped: skipped ?? -1 },
    [Math.min(65535, Math.ceil(rows / rowsAtOnce)), columnGroups, Math.min(65535, matrices)],
    describe,
  );
}
