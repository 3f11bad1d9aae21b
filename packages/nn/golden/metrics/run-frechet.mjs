import { compareFields } from "../compare-deeply.mjs";
import { nn } from "../library.mjs";
import { storedTensor } from "../preprocessing/stored-tensor.mjs";

/** Features [samples, size] of two sets; with fewer samples than features the root has no more digits. */
function runFrechet({ record, tensors }, comparison) {
  const [a, b] = [record.a, record.b].map((name) => {
    const { shape, values } = storedTensor(tensors, name);
    return new nn.FeatureStatistics(shape[1]).add(values);
  });
  const figures = {
    fid: () => nn.frechetDistance(a, b),
    by_sqrtm: () => nn.frechetDistance(a, b),
    same: () => nn.frechetDistance(a, a),
  };
  const tolerance = record.singular ? 1e-4 : 1e-5;
  const allowed = (expected) => tolerance * Math.max(1, Math.abs(expected));
  compareFields(comparison, record, ["a", "b", "singular"], figures, allowed);
}

export const frechetRunners = { "fid/cases": runFrechet };
