/** What other rooms' code in the sandbox may use. */
export { type SeedPlaces, seedHome } from './seed.ts';
