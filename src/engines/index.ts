export { PythonMissing } from './python/find-python.ts';
export { type PreparedPython, preparePython } from './python/prepare-python.ts';
