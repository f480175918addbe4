/** Decoded; as it stands where that is no UTF-8: whoever wrote it must not keep the page from being shown. */
export function readableAddress(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}
