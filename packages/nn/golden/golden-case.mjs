import { nn } from "./library.mjs";

/** One case: its record, and its tensors on the device. */
export class GoldenCase {
  constructor({ name, record, tensors }, device) {
    this.name = name;
    this.op = record.op;
    this.attrs = record.attrs;
    this.record = record;
    this.device = device;
    this.stored = tensors;
  }

  /** The stored tensor of a role ("inputs", "outputs", ...) and name. */
  host(role, name) {
    const key = this.record[role][name];
    const tensor = this.stored.get(key);
    if (!tensor)
      throw new Error(`${role} ${name}: there is no tensor ${JSON.stringify(key)} in the file`);
    return tensor;
  }

  /** Names and stored tensors of a role. */
  hosts(role) {
    return Object.keys(this.record[role]).map((name) => [name, this.host(role, name)]);
  }

  /** A stored tensor on the device. */
  tensor(role, name, options = {}) {
    const { values, shape, dtype } = this.host(role, name);
    return nn.tensor(values, { shape, dtype, device: this.device, ...options });
  }

  /** All inputs on the device; those whose gradient is stored under `gradientName(name)` require one. */
  inputs(gradientName) {
    const made = {};
    for (const name of Object.keys(this.record.inputs))
      made[name] = this.tensor("inputs", name, {
        requiresGrad: gradientName(name) in this.record.grads,
      });
    return made;
  }

  /** Compare every stored output with ours of the same name. */
  compareOutputs(comparison, outputs) {
    for (const [name, expected] of this.hosts("outputs")) {
      const ours = outputs[name];
      if (ours === undefined) throw new Error(`the library gives no output ${name}`);
      comparison.add(`outputs/${name}`, ours, expected);
    }
  }

  /** d(sum over the outputs of output * upstream) down to the leaves. */
  backward(outputs) {
    const names = Object.keys(this.record.upstream);
    for (const [i, name] of names.entries()) {
      const retainGraph = i < names.length - 1;
      outputs[name].backward({ gradient: this.tensor("upstream", name), retainGraph });
    }
  }

  /** Compare every stored gradient with that of the leaf which `leafOf` finds. */
  compareGradients(comparison, leafOf) {
    for (const [name, expected] of this.hosts("grads")) {
      const gradient = leafOf(name)?.grad;
      if (!gradient) throw new Error(`grads ${name}: the library gives no such gradient`);
      comparison.add(`grads/${name}`, gradient, expected);
    }
  }
}
