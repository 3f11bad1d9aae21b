/** What is asked and answered about backends that do the same work. */
export interface ComparisonCalls {
  /** Which backends there are here, and why not the others. */
  backends: { ask: Record<string, never>; event: never; answer: readonly BackendChance[] };
  /** The same work on several backends: times, memory, and how far each tensor is apart. */
  compareBackends: { ask: CompareAsk; event: CompareEvent; answer: CompareAnswer };
  /** Passes of wider and wider models on several backends. */
  sweepWidths: { ask: SweepAsk; event: SweepEvent; answer: readonly SweepPoint[] };
}

/** WebAssembly on one thread or on all, by plain or relaxed SIMD; and the GPU. */
export const backendNames = [
  "wasm-simd",
  "wasm-relaxed-simd",
  "threads-simd",
  "threads-relaxed-simd",
  "webgpu",
] as const;
export type BackendName = (typeof backendNames)[number];

/** Why a backend is not to be had. */
export type Obstacle =
  /** The engine has no relaxed SIMD. */
  | "no-relaxed-simd"
  /** Threads share memory, which browsers give to pages that are cross-origin isolated. */
  | "not-isolated"
  /** There is nothing for a second thread to run on. */
  | "one-core"
  /** The browser has no WebGPU, or not for this address: it has to be https or this machine. */
  | "no-webgpu"
  /** It has, and offers no GPU. */
  | "no-adapter";

export interface BackendChance {
  readonly name: BackendName;
  readonly threads: number;
  readonly obstacle?: Obstacle;
  /** Of a GPU: what its driver calls itself. */
  readonly adapter?: string;
  /** Of a GPU: a driver that computes on the CPU. */
  readonly software?: boolean;
}

/** The work that all of them do. */
export interface CompareAsk {
  readonly model: string;
  readonly backends: readonly BackendName[];
  /** Sequences at once. */
  readonly batch: number;
  /** Of each sequence, as far as the model takes them. */
  readonly tokens: number;
  /** The backward pass is compared, too. */
  readonly gradients: boolean;
  /** Largest relative difference up to which a tensor agrees. */
  readonly tolerance: number;
  /** Compare each of them with the same computed in float64, too: slow, and the judge where they differ. */
  readonly float64: boolean;
}

/** What is being done. */
export interface Doing {
  readonly kind: "doing";
  readonly doing: "load" | "measure" | "verify";
  readonly backend: BackendName;
  readonly done: number;
  readonly total: number;
}

/** All of it measured. */
export interface MeasuredBackend {
  readonly backend: BackendName;
  /** What the library says of it. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** Until the backend is there and has the weights. */
  readonly loadMilliseconds: number;
  /** The first forward and backward pass: kernels are compiled, memory is taken. */
  readonly firstMilliseconds: number;
  /** The median of five passes after it. */
  readonly milliseconds: number;
  /** Tokens that such a pass takes, a second; of models that take tokens. */
  readonly tokensPerSecond?: number;
  /** Tokens that are made one after the other from the cache, a second; of decoders. */
  readonly generatedPerSecond?: number;
  /** Most bytes of the backend in use at once. */
  readonly peakBytes: number;
}

/** One tensor on two backends. */
export interface ComparedTensor {
  /** "output", a parameter's name, or "module/role". */
  readonly name: string;
  readonly pass: "forward" | "gradient";
  readonly shape: readonly number[];
  /** Largest |a - b|. */
  readonly absolute: number;
  /** The largest |a - b| as a part of the larger of |a| and a's root mean square. */
  readonly relative: number;
  /** Row-major. */
  readonly worstElement: number;
}

/** What one backend computed beside another, or beside float64: every tensor in the order of the computation. */
export interface Comparison {
  readonly a: BackendName | "float64";
  readonly b: BackendName;
  readonly tolerance: number;
  readonly tensors: readonly ComparedTensor[];
}

/** A backend that came to no end: the others go on. */
export interface FailedBackend {
  readonly backend: BackendName;
  /** "DeviceLostError", "WebgpuUnavailableError", ... */
  readonly name: string;
  readonly message: string;
}

export type CompareEvent =
  | Doing
  | { readonly kind: "measured"; readonly measured: MeasuredBackend }
  | { readonly kind: "compared"; readonly comparison: Comparison }
  | { readonly kind: "failed"; readonly failed: FailedBackend };

export interface CompareAnswer {
  readonly measured: readonly MeasuredBackend[];
  readonly comparisons: readonly Comparison[];
  readonly failed: readonly FailedBackend[];
}

export interface SweepAsk {
  readonly backends: readonly BackendName[];
  /** Of the models, narrow to wide; multiples of 32. */
  readonly widths: readonly number[];
  readonly batch: number;
  readonly tokens: number;
}

/** A forward and backward pass of a GPT of this width, measured. */
export interface SweepPoint {
  readonly backend: BackendName;
  readonly width: number;
  readonly milliseconds: number;
}

export type SweepEvent =
  | { readonly kind: "point"; readonly point: SweepPoint }
  | { readonly kind: "failed"; readonly failed: FailedBackend };
