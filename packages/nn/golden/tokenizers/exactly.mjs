/** Throws with the first place where a value is not what is expected. */
export function exactly(label, ours, expected) {
  const difference = firstDifference(ours, expected, label);
  if (difference !== undefined) throw new Error(difference);
}

function firstDifference(ours, expected, path) {
  if (Array.isArray(expected) && Array.isArray(ours)) {
    for (let i = 0; i < Math.min(ours.length, expected.length); i++) {
      const difference = firstDifference(ours[i], expected[i], `${path}[${i}]`);
      if (difference !== undefined) return difference;
    }
    if (ours.length === expected.length) return undefined;
    return `${path} has ${ours.length} elements, expected ${expected.length}`;
  }
  if (Object.is(ours, expected)) return undefined;
  return `${path} is ${show(ours)}, expected ${show(expected)}`;
}

function show(value) {
  const json = JSON.stringify(value) ?? "missing";
  return json.length > 300 ? `${json.slice(0, 300)}…` : json;
}
