export { type Kernelspec, sqlKernelspec, writeKernelspec } from './duckdb/kernelspec.ts';
export { PythonMissing } from './python/find-python.ts';
export { prepareBubblewrap } from './python/prepare-bubblewrap.ts';
export { type PreparedPython, preparePython } from './python/prepare-python.ts';
