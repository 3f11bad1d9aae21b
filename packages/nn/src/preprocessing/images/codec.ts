import type { RgbImage } from "./image.ts";
import { ImageFileError } from "./image-file-error.ts";
import type { ImageHeader } from "./image-header.ts";
import { inflated } from "./inflated.ts";

/** Pixels of a decoder in WebAssembly, four bytes each. */
interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** The decoder of one of the @jsquash packages. */
interface CodecModule {
  init(module: WebAssembly.Module, settings: object): Promise<void>;
  default(bytes: ArrayBuffer): Promise<RgbaImage>;
}

/** Beyond this much the memory of a decoder, which never shrinks, is let go with it. */
const keptPixels = 2 ** 22;

/** A decoder of Google's or Mozilla's, compiled to WebAssembly; it is loaded when the first picture asks for it. */
export class Codec {
  readonly #name: string;
  readonly #load: () => Promise<CodecModule>;
  readonly #loadBinary: () => Promise<{ readonly binary: string }>;
  #compiled: Promise<WebAssembly.Module> | undefined;
  #ready = false;
  #said: string[] = [];
  /** Decoding begins when the one before is over: they share one memory. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    name: string,
    loadBinary: () => Promise<{ readonly binary: string }>,
    load: () => Promise<CodecModule>,
  ) {
    this.#name = name;
    this.#loadBinary = loadBinary;
    this.#load = load;
  }

  /** The picture that the header has announced, as it is stored. */
  decode(bytes: Uint8Array, header: ImageHeader): Promise<RgbImage> {
    const decoded = this.#turn.then(() => this.#decode(bytes, header));
    this.#turn = decoded.catch(() => {});
    return decoded;
  }

  async #decode(bytes: Uint8Array, { width, height }: ImageHeader): Promise<RgbImage> {
    const codec = await this.#load();
    if (!this.#ready) await this.#start(codec);
    this.#ready = width * height <= keptPixels;
    this.#said = [];
    let image: RgbaImage;
    try {
      image = await codec.default(bytes.slice().buffer);
    } catch (cause) {
      this.#ready = false; // it has given up, with its memory as it was
      throw new ImageFileError(`${this.#name}: ${this.#said[0] ?? "its data are damaged"}`, {
        cause,
      });
    }
    // The decoder fills up what is missing; whoever looks at a picture wants to know.
    const missing = this.#said.find((line) => /premature end/i.test(line));
    if (missing !== undefined)
      throw new ImageFileError(`${this.#name}: ${missing}: the file is cut off`);
    if (image.width !== width || image.height !== height)
      throw new ImageFileError(
        `${this.#name}: it is ${image.width} x ${image.height} pixels, and its header says ${width} x ${height}`,
      );
    return { width, height, data: withoutAlpha(image.data) };
  }

  async #start(codec: CodecModule): Promise<void> {
    this.#compiled ??= this.#compile();
    const say = (line: string) => this.#said.push(line);
    await codec.init(await this.#compiled, { print: say, printErr: say });
  }

  async #compile(): Promise<WebAssembly.Module> {
    const { binary } = await this.#loadBinary();
    return WebAssembly.compile(await inflated(binary));
  }
}

function withoutAlpha(rgba: Uint8ClampedArray | Uint8Array): Uint8Array {
  const data = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    data[to] = rgba[from]!;
    data[to + 1] = rgba[from + 1]!;
    data[to + 2] = rgba[from + 2]!;
  }
  return data;
}
