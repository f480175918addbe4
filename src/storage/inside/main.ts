import { readEnvironment } from './environment.ts';
import { readTables } from './previews/table-reader.ts';
import { serve } from './serve.ts';

process.umask(0o077);
// The same bundle is the files server and, as its child, the reader of tables.
if (process.argv[2] === 'read-tables') await readTables();
else serve(readEnvironment(process.env), process.argv[1] ?? '');
