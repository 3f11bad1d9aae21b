/** The bytes at an address. @throws TypeError where nothing answers, RangeError that names the status of what is no success */
export async function fetchInput(address: string, signal?: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(address, signal ? { signal } : {});
  if (!response.ok)
    throw new RangeError(`${address}: the answer is ${response.status}, expected 200 and the file`);
  return new Uint8Array(await response.arrayBuffer());
}
