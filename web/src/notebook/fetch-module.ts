const waitsMs = [300, 1_000, 3_000, 8_000];

/** Fetches a part of the page's own code; a network that is away for a moment must not leave the page without it. */
export async function fetchModule<T>(load: () => Promise<T>): Promise<T> {
  for (const wait of waitsMs) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return load();
}
