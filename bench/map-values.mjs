/** The object with every value replaced by transform(value, key). */
export const mapValues = (object, transform) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, transform(value, key)]));
