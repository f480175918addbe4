export interface FetchPlaces {
  work: string;
  home: string;
  /** The most that is kept in the home for the tenant's next tasks. */
  cacheBytes: number;
}
