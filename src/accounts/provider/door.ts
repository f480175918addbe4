import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { common } from '../../platform/index.ts';
import { CallRate } from './call-rate.ts';
import type { ProviderParts } from './parts.ts';

/** Serves the provider's own addresses; the library reads the request and writes the answer itself. */
export function openProviderDoor(app: FastifyInstance, parts: ProviderParts): void {
  const { options, provider, providerOptions, foundation } = parts;
  const { host, protocol } = new URL(options.publicUrl);
  const rate = new CallRate(providerOptions.callsPerMinute, () => foundation.clock.monotonic());
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_, _body, done) => done(null));
    const serve = (req: IncomingMessage, res: ServerResponse) => {
      // Its addresses are those that people type, whatever name this request came under.
      Object.assign(req.headers, { host, 'x-forwarded-proto': protocol.slice(0, -1), 'x-forwarded-host': host });
      res.setHeader('x-content-type-options', 'nosniff');
      res.setHeader('referrer-policy', 'no-referrer');
      return provider.now.callback()(req, res);
    };
    for (const path of ['/.well-known/openid-configuration', '/oidc/*'])
      scope.all(path, async (request, reply) => {
        if (!rate.take(String(request.headers['x-stoa-remote'] ?? 'local'))) throw common['too-many-requests']();
        reply.hijack();
        await serve(request.raw, reply.raw);
      });
  });
}
