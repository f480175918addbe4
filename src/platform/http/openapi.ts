import type { Operation } from '../operation.ts';
import { knownProblems } from '../problem.ts';

const problemSchema = {
  type: 'object',
  description: 'RFC 9457 problem details',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    field: { type: 'string', description: 'where in the request the fault is' },
    requestId: { type: 'string' },
  },
};

/** The OpenAPI 3.1 document of the operations. TypeBox's schemas are JSON Schema already. */
export function openApi(operations: readonly Operation[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Stoa', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'stoa_session' },
      },
      schemas: { Problem: problemSchema },
    },
  };
}

function describe(operation: Operation): object {
  const anonymous = operation.policy === 'everybody, signed in or not';
  return {
    operationId: operationId(operation),
    summary: operation.summary,
    description: `Who may: ${operation.policy}.`,
    parameters: [...parameters('path', operation.params), ...parameters('query', operation.query)],
    ...(operation.body ? { requestBody: { required: true, content: json(operation.body) } } : {}),
    responses: { [String(operation.status ?? 200)]: success(operation), ...failures(operation) },
    ...(anonymous ? { security: [] } : {}),
  };
}

function success(operation: Operation): object {
  const type = { events: 'text/event-stream', lines: 'application/x-ndjson' } as const;
  const content = operation.stream ? { [type[operation.stream]]: { schema: operation.reply } } : json(operation.reply);
  return { description: 'Done', content };
}

function failures(operation: Operation): Record<string, object> {
  const byStatus = new Map<string, string[]>();
  for (const code of operation.errors) {
    const status = String(knownProblems().get(code)?.status ?? 400);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const answers = [...byStatus].map(([status, codes]) => [status, { description: codes.join(', '), content }]);
  return { ...Object.fromEntries(answers), default: { description: 'Any other problem', content } };
}

function json(schema: object): object {
  return { 'application/json': { schema } };
}

function parameters(where: 'path' | 'query', schema: object | undefined): object[] {
  if (!schema || !('properties' in schema) || typeof schema.properties !== 'object' || !schema.properties) return [];
  const required = 'required' in schema && Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).map(([name, each]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: each,
  }));
}

/** `POST /api/accounts/:name/suspend` → `post_accounts_name_suspend` */
function operationId({ method, path }: Operation): string {
  return `${method.toLowerCase()}_${path.replace(/^\/(api\/)?/, '').replace(/[^A-Za-z]+/g, '_')}`.replace(/_+$/, '');
}
