import { type Backend, type DType, formatShape, ShapeError, sizeOf } from "@qkv/core-wasm/contract";
import { deviceOf } from "../device/device-of.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { describeValue } from "../options/describe-value.ts";
import { expectFlag, expectText } from "../options/expect-argument.ts";
import { flag } from "../options/fields.ts";
import { assign } from "../tensor/assign.ts";
import type { Device } from "../tensor/device.ts";
import { deviceError } from "../tensor/device.ts";
import { Tensor } from "../tensor/tensor.ts";
import {
  expectFit,
  expectStateDict,
  type LoadResult,
  type StateDict,
} from "../weights/state-dict.ts";
import { observe } from "./observe.ts";
import { printedTree } from "./printed-tree.ts";
import { forEachHeld, isLooseParameter, looseError } from "./unregistered.ts";
import type { Weight } from "./weight.ts";

const loadStateDictOptions = defineOptions("loadStateDict", { strict: flag({ default: true }) });

/** Options of `Module#loadStateDict`. */
export type LoadStateDictOptions = Given<typeof loadStateDictOptions>;

/** Counts the modules that were given a place: each may change the path of others. */
let placements = 0;

/**
 * Base of everything that holds parameters; PyTorch's `nn.Module`. A subclass registers its parts
 * under their state-dict names and offers `forward`.
 */
export abstract class Module implements Disposable {
  /** Whether dropout is active; set by `train()` and `eval()`. */
  training = true;
  readonly #parameters = new Map<string, Tensor>();
  readonly #buffers = new Map<string, Tensor>();
  readonly #weights = new Map<string, Weight>();
  readonly #children = new Map<string, Module>();
  #place: { readonly parent: Module; readonly name: string } | undefined;
  #path = "";
  #spelledOutAt = -1;

  /** Own a parameter under this state-dict name. */
  protected parameter(name: string, tensor: Tensor): Tensor {
    if (!(tensor instanceof Tensor)) throw this.#noPart("parameter", name, tensor, "a tensor");
    if (!tensor.node) tensor.requiresGrad_();
    this.#parameters.set(name, tensor.makeLasting());
    return tensor;
  }

  /** Own a tensor that is saved and loaded under this state-dict name, but not trained. */
  protected buffer(name: string, tensor: Tensor): Tensor {
    if (!(tensor instanceof Tensor)) throw this.#noPart("buffer", name, tensor, "a tensor");
    this.#buffers.set(name, tensor.makeLasting());
    return tensor;
  }

  /** Own a weight under this name, in the place of one that was there: its parameter, its buffers, its modules. */
  protected ownWeight(name: string, weight: Weight): Weight {
    const before = this.#weights.get(name);
    for (const suffix of before?.buffers.keys() ?? []) this.#buffers.delete(name + suffix);
    for (const module of before?.modules.keys() ?? []) this.#children.delete(module);
    this.#weights.set(name, weight);
    // A parameter that stays keeps its place among the others, and whether it learns.
    if (!weight.parameter) this.#parameters.delete(name);
    else if (weight.parameter !== before?.parameter) this.parameter(name, weight.parameter);
    for (const [suffix, tensor] of weight.buffers) this.buffer(name + suffix, tensor);
    for (const [module, child] of weight.modules) this.child(module, child);
    return weight;
  }

  /** Own a module under this state-dict name, which no other may have. */
  protected child<M extends Module>(name: string, module: M): M {
    if (!(module instanceof Module)) throw this.#noPart("child", name, module, "a module");
    const taken = this.#children.get(name);
    if (taken && taken !== module)
      throw new Error(
        `${this.path}: child ${JSON.stringify(name)} is there already, a ${taken.constructor.name}, expected a name of its own: ` +
          "its parameters would be lost",
      );
    this.#children.set(name, module);
    module.#place = { parent: this, name };
    placements++;
    return module;
  }

  #noPart(kind: string, name: string, came: unknown, expected: string): TypeError {
    return new TypeError(
      `${this.path}: ${kind} ${JSON.stringify(name)} is ${describeValue(came)}, expected ${expected}`,
    );
  }

  /** Where this module stands in the one that owns it, as in the state dict; its class when nobody does. */
  get path(): string {
    // Every forward pass names itself to its checks: spelled out again only after modules were put somewhere.
    if (this.#spelledOutAt !== placements) {
      this.#path = this.#spellOut();
      this.#spelledOutAt = placements;
    }
    return this.#path;
  }

  #spellOut(): string {
    const names: string[] = [];
    let place = this.#place;
    for (; place; place = place.parent.#place) if (place.name !== "") names.unshift(place.name);
    return names.length > 0 ? names.join(".") : this.constructor.name;
  }

  /** Refuse an argument: names this module, the argument, what came and what was expected. */
  protected refuse(argument: string, { shape, dtype }: Tensor, expected: string): never {
    const came = `${dtype === "float32" ? "" : `${dtype} `}${formatShape(shape)}`;
    throw new ShapeError(`${this.path}: ${argument} is ${came}, expected ${expected}`);
  }

  /** Refuse an argument of another dtype or on another device than the parameters. */
  protected expect(
    argument: string,
    tensor: Tensor,
    device: Device,
    dtype: DType = "float32",
  ): void {
    if (!(tensor instanceof Tensor))
      throw new TypeError(
        `${this.path}: ${argument} is ${describeValue(tensor)}, expected a tensor`,
      );
    if (tensor.dtype !== dtype) this.refuse(argument, tensor, dtype);
    if (tensor.device !== device)
      throw deviceError(`${this.path}: ${argument}`, tensor.device, device, "the parameters");
  }

  /** Show a tensor to `capture` or a hook, if one is listening; go on with what this returns. */
  protected see(role: string, tensor: Tensor, axes: readonly string[]): Tensor {
    return observe(this, role, tensor, axes);
  }

  /** This module and all below it, with their paths; "" is this one. */
  namedModules(path = ""): Generator<readonly [string, Module]> {
    expectText("namedModules", "path", path); // now, not when somebody walks
    return this.#named(path);
  }

  *#named(path: string): Generator<readonly [string, Module]> {
    yield [path, this];
    for (const [name, child] of this.#children) yield* child.#named(join(path, name));
  }

  /**
   * Every parameter and buffer by its state-dict name; a shared one under each of its names.
   *
   * @throws Error for a module or parameter in a property, or in a list, that was not registered
   */
  stateDict(): Map<string, Tensor> {
    const dict = new Map<string, Tensor>();
    for (const [, module] of this.namedModules()) module.#refuseLoose();
    for (const [path, module] of this.namedModules())
      for (const own of [module.#parameters, module.#buffers])
        for (const [name, tensor] of own) dict.set(join(path, name), tensor);
    return dict;
  }

  /** Each tensor of the state dict once, by the first of its names. */
  *namedTensors(): Generator<readonly [string, Tensor]> {
    const seen = new Set<Tensor>();
    for (const [name, tensor] of this.stateDict()) {
      if (seen.has(tensor)) continue;
      seen.add(tensor);
      yield [name, tensor];
    }
  }

  /** Each parameter once, by the first of its names. */
  *namedParameters(): Generator<readonly [string, Tensor]> {
    const buffers = new Set(this.buffers());
    for (const named of this.namedTensors()) if (!buffers.has(named[1])) yield named;
  }

  /** Tensors that are saved with the parameters but not trained: running statistics. */
  buffers(): Tensor[] {
    return [...this.namedModules()].flatMap(([, module]) => [...module.#buffers.values()]);
  }

  /** Each parameter once. Throws as `stateDict` for parts that were not registered. */
  parameters(): Tensor[] {
    // As namedParameters, without the names: a training step asks for it.
    const parameters = new Set<Tensor>();
    const buffers = new Set<Tensor>();
    this.#collect(parameters, buffers);
    for (const buffer of buffers) parameters.delete(buffer);
    return [...parameters];
  }

  #collect(parameters: Set<Tensor>, buffers: Set<Tensor>): void {
    this.#refuseLoose();
    for (const tensor of this.#parameters.values()) parameters.add(tensor);
    for (const tensor of this.#buffers.values()) buffers.add(tensor);
    for (const child of this.#children.values()) child.#collect(parameters, buffers);
  }

  /** Refuse what looks like a part of this module and is none. */
  #refuseLoose(): void {
    forEachHeld(this, (path, value) => {
      const loose =
        value instanceof Module
          ? !value.#place && !this.#isIn(value) && value.stateDict().size > 0
          : isLooseParameter(value);
      if (loose) throw looseError(this.path, path, value);
    });
  }

  /** Whether this module is the other, or a part of it. */
  #isIn(other: Module): boolean {
    let module: Module | undefined = this;
    while (module && module !== other) module = module.#place?.parent;
    return module === other;
  }

  /** Each weight that is packed once, by the first of its names. */
  *namedQuantized(): Generator<readonly [string, Weight]> {
    const seen = new Set<Weight>();
    for (const [path, module] of this.namedModules())
      for (const [name, { base }] of module.#weights) {
        if (base.parameter || seen.has(base)) continue;
        seen.add(base);
        yield [join(path, name), base];
      }
  }

  /** Number of parameters, quantised weights included, shared ones counted once. */
  numParameters(): number {
    const floats = this.parameters().reduce((sum, tensor) => sum + tensor.size, 0);
    return [...this.namedQuantized()].reduce((sum, [, { shape }]) => sum + sizeOf(shape), floats);
  }

  /**
   * Copy values into parameters and buffers. With `strict`, missing and unexpected keys are an error; wrong
   * shapes and types always are. A shared parameter needs only one of its names. Nothing is changed
   * when it throws.
   */
  loadStateDict(given: StateDict, options: LoadStateDictOptions = {}): LoadResult {
    const { strict } = loadStateDictOptions.complete(options);
    expectStateDict(given, "loadStateDict");
    const own = this.stateDict();
    const result = expectFit(this.constructor.name, own, given, strict);
    for (const [key, parameter] of own) {
      const value = given.get(key);
      if (value) assign(parameter, value);
    }
    return result;
  }

  /**
   * Move parameters, their gradients and buffers to a device: `await model.to(await webgpu())`. They stay the same
   * tensors, as in PyTorch; make optimisers afterwards, for their moments stay where they are. Returns this module.
   */
  async to(device: Backend | Device): Promise<this> {
    const target = deviceOf(device, "to");
    for (const [, tensor] of this.namedTensors()) await tensor.moveTo(target);
    for (const [, module] of this.namedModules()) module.movedTo(target);
    return this;
  }

  /** Called when this module's parameters are on another device: tables that are not saved must follow. */
  protected movedTo(_device: Device): void {}

  /** Called when this module's parameters are freed: tables that are not saved go too. */
  protected freed(): void {}

  /** Training mode: dropout drops. Returns this module. */
  train(mode = true): this {
    expectFlag("train", "mode", mode);
    for (const [, module] of this.namedModules()) module.training = mode;
    return this;
  }

  /** Inference mode: dropout passes everything on. Returns this module. */
  eval(): this {
    return this.train(false);
  }

  /** Drop the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) {
      parameter.grad?.dispose();
      parameter.grad = undefined;
    }
  }

  /** Free all parameters, their gradients and the buffers. */
  dispose(): void {
    for (const [, tensor] of this.namedTensors()) tensor.dispose(" with its module");
    for (const [, module] of this.namedModules()) module.freed();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Whether parts that follow one another are mostly alike: they are printed once. */
  protected get repeats(): boolean {
    return false;
  }

  /** What stands in the brackets behind the class when a module is printed: PyTorch's `extra_repr`. */
  protected extraRepr(): string {
    return "";
  }

  /** What Node's `console.log` shows: the tree of modules, as PyTorch prints it. @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.#printed();
  }

  #printed(): string {
    const children = [...this.#children].map(([name, child]) => [name, child.#printed()] as const);
    return printedTree(this.constructor.name, this.extraRepr(), children, this.repeats);
  }

  toString(): string {
    const lines = [...this.namedParameters()].map(
      ([name, { shape }]) => `  ${name} ${formatShape(shape)}`,
    );
    for (const [name, { shape, format }] of this.namedQuantized())
      lines.push(`  ${name} ${formatShape(shape)} ${format}`);
    return [`${this.constructor.name} (${this.numParameters()} parameters)`, ...lines].join("\n");
  }
}

/** A part may be called "": its own parts stand in its owner then, as far as names go. */
const join = (path: string, name: string): string =>
  path === "" || name === "" ? path + name : `${path}.${name}`;
