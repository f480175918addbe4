/** The environment without what is set around the tests, none of which is a setting of a platform. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STOA_')));
}
