import { type TileName, threadsOf, tileSizes, workgroupBytesOf } from "./tiles/tile-sizes.ts";

/** What a product is multiplied by, as far as its speed depends on it. */
export interface ProductSize {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Matrices of a batch. */
  readonly matrices: number;
  /** a is stored as [k, m], b as [n, k]. */
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** What a device can do, as far as the choice depends on it. */
export type DeviceClass = Pick<
  GPUSupportedLimits,
  "maxComputeInvocationsPerWorkgroup" | "maxComputeWorkgroupStorageSize"
>;

/** A way to compute a product. `rows`: sums that a thread keeps, 1, 2, 4 or 8; m at most. */
export type ProductForm =
  | { readonly kind: "tiles"; readonly tile: TileName; readonly splits: number }
  | {
      readonly kind: "rowDots";
      readonly rows: number;
      readonly columns: number;
      readonly lanes: number;
      readonly splits: number;
    }
  | {
      readonly kind: "rowSums";
      readonly rows: number;
      readonly lanes: number;
      readonly splits: number;
    };

/**
 * The form for a product. It follows, in TFLOP/s of float32 on an NVIDIA H200 (132 cores) through Dawn, square
 * matrices of 1024, 2048 and 4096: 64x64 26.1, 31.4, 35.3; 128x64 20.8, 33.4, 34.3; 128x128 14.5, 33.5, 34.3. So
 * 64x64 is best except around 1000 tiles. The rest is reckoned: smaller tiles and split depths give every core work
 * when there are fewer tiles, and 128x128 halves the traffic once operands no longer fit the cache behind the cores.
 */
export function chooseForm(size: ProductSize, device: DeviceClass): ProductForm {
  const { m, n, k, matrices, transposeA, transposeB } = size;
  if (m <= 8 && !transposeA) {
    const rows = 2 ** Math.ceil(Math.log2(m));
    if (!transposeB) {
      const lanes = n >= 8192 ? 32 : 8;
      const workgroups = matrices * Math.ceil(n / (4 * lanes));
      return { kind: "rowSums", rows, lanes, splits: splitsOf(workgroups, k, 2048) };
    }
    // A longer row is shared by more threads where rows are too few to fill the device with 32 threads each.
    const lanes = k >= 2048 && n * matrices < 4096 ? 128 : 32;
    const columns = rows > 1 || n * matrices >= 8192 ? 2 : 1;
    const workgroups = (matrices * n * lanes) / (128 * columns);
    return { kind: "rowDots", rows, columns, lanes, splits: splitsOf(workgroups, k, 8192) };
  }
  return chooseTiles(size, device);
}

/** The tiles for a product; of a quantised weight, which the forms of few rows do not take. */
export function chooseTiles(size: ProductSize, device: DeviceClass): ProductForm {
  const tile = chooseTile(size, device);
  const least = tileSizes[tile].rows === 32 ? 128 : 256;
  return { kind: "tiles", tile, splits: splitsOf(tilesOf(tile, size), size.k, least) };
}

/** Workgroups that keep the device busy. */
const enough = 200;

function chooseTile(size: ProductSize, device: DeviceClass): TileName {
  const tiles = tilesOf("64x64", size);
  const fits = (tile: TileName) =>
    threadsOf(tile) <= device.maxComputeInvocationsPerWorkgroup &&
    workgroupBytesOf(tile) <= device.maxComputeWorkgroupStorageSize;
  const withoutWaste = (tile: TileName, times: number) =>
    fits(tile) && times * tilesOf(tile, size) <= 1.05 * tiles;
  if (tiles >= 16384 && withoutWaste("128x128", 4)) return "128x128";
  if (tiles >= 700 && tiles < 2048 && withoutWaste("128x64", 2)) return "128x64";
  if (tiles >= enough) return "64x64";
  if (tiles >= 16 && size.k >= 1024 && withoutPadding(size)) return "64x64"; // the depth is split
  if (tilesOf("64x32", size) >= enough) return "64x32";
  return "32x32";
}

/** At most a quarter of the work of 64x64 tiles is beyond the matrix. */
const withoutPadding = (size: ProductSize): boolean =>
  tilesOf("64x64", size) * 4096 <= 1.25 * size.m * size.n * size.matrices;

const tilesOf = (tile: TileName, { m, n, matrices }: ProductSize): number =>
  Math.ceil(m / tileSizes[tile].rows) * Math.ceil(n / tileSizes[tile].columns) * matrices;

/**
 * Into how many parts the depth is cut, none shorter than `least`. It costs a dispatch that adds the parts, which a
 * product that keeps the device busy by itself only earns back when its depth is long.
 */
function splitsOf(workgroups: number, k: number, least: number): number {
  if (k < (workgroups >= enough ? 16 : 4) * least) return 1;
  return Math.max(1, Math.min(Math.floor(k / least), Math.round((3 * enough) / workgroups), 64));
}
