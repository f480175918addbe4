/**
 * Node's http without its price: `import … from 'node:http'` reads every export, `WebSocket` among them, and that loads
 * all of undici, 65 ms of the start.
 */
export const { createServer, request, STATUS_CODES } = process.getBuiltinModule('node:http');
