import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Environment } from '../environment.ts';
import { readJson, sendJson, sendNothing, textField } from '../http/body.ts';
import { badRequest, HttpError, notFound } from '../http/errors.ts';
import type { Router } from '../http/router.ts';
import type { Kernel } from '../kernels/kernel.ts';
import { KernelNotFound, type Kernels } from '../kernels/kernels.ts';
import type { InstalledKernel } from '../kernels/kernelspecs.ts';
import type { Session, Sessions } from '../kernels/sessions.ts';
import { isObject } from '../kernels/wire.ts';
import { kernelModel, kernelspecModel, sessionModel } from './models.ts';

/** `/api/kernelspecs`, `/kernelspecs`, `/api/kernels` and `/api/sessions`. */
export function addKernelRoutes(router: Router, environment: Environment, kernels: Kernels, sessions: Sessions): void {
  const { baseUrl } = environment;

  router.on('GET', '/api/kernelspecs', async ({ response }) => {
    const specs = await kernels.specs();
    const models = await Promise.all(
      specs.map(async (spec) => [spec.name, await withResources(spec, baseUrl)] as const),
    );
    sendJson(response, 200, { default: defaultKernel(specs), kernelspecs: Object.fromEntries(models) });
  });
  router.on('GET', '/api/kernelspecs/:name', async ({ response, params }) => {
    sendJson(response, 200, await withResources(await specNamed(kernels, params.name), baseUrl));
  });
  router.on('GET', '/kernelspecs/:name/:file', async ({ response, params }) => {
    const spec = await specNamed(kernels, params.name);
    const file = basename(params.file ?? '');
    if (spec.resourceFolder === null || file !== params.file || file.startsWith('.')) throw notFound('No such file.');
    const path = join(spec.resourceFolder, file);
    const found = await stat(path).catch(() => null);
    if (found === null || !found.isFile()) throw notFound('No such file.');
    response.writeHead(200, { 'content-type': resourceType(file), 'content-length': found.size });
    await pipeline(createReadStream(path), response);
  });

  router.on('GET', '/api/kernels', ({ response }) => sendJson(response, 200, kernels.list().map(kernelModel)));
  router.on('POST', '/api/kernels', async ({ request, response }) => {
    const body = await readJson(request);
    const name = textField(body, 'name') ?? defaultKernel(await kernels.specs());
    const env = isObject(body.env) ? body.env : {};
    const kernel = await known(() =>
      kernels.create({
        name,
        cwd: join(environment.home, textField(body, 'path') ?? ''),
        notebook: '',
        env: Object.fromEntries(Object.entries(env).map(([key, value]) => [key, String(value)])),
      }),
    );
    await started(kernel);
    sendJson(response, 201, kernelModel(kernel), { location: `${baseUrl}/api/kernels/${kernel.id}` });
  });
  router.on('GET', '/api/kernels/:id', ({ response, params }) =>
    sendJson(response, 200, kernelModel(kernelNamed(kernels, params.id))),
  );
  router.on('DELETE', '/api/kernels/:id', async ({ response, params }) => {
    const kernel = kernelNamed(kernels, params.id);
    await kernels.remove(kernel.id);
    sessions.dropKernel(kernel.id);
    sendNothing(response);
  });
  router.on('POST', '/api/kernels/:id/interrupt', async ({ response, params }) => {
    await kernelNamed(kernels, params.id).interrupt();
    sendNothing(response);
  });
  router.on('POST', '/api/kernels/:id/restart', async ({ response, params }) => {
    const kernel = kernelNamed(kernels, params.id);
    await kernel.restart('jupyter').catch((error: unknown) => {
      throw new HttpError(500, `The kernel did not restart. ${messageOf(error)}`);
    });
    sendJson(response, 200, kernelModel(kernel));
  });

  router.on('GET', '/api/sessions', ({ response }) => {
    sendJson(
      response,
      200,
      sessions.list().map((session) => sessionModel(session, sessions)),
    );
  });
  router.on('POST', '/api/sessions', async ({ request, response }) => {
    const body = await readJson(request);
    const path = textField(body, 'path');
    if (path === null) throw badRequest('"path" is missing.');
    const type = textField(body, 'type') ?? 'notebook';
    const name = textField(body, 'name') ?? (type === 'notebook' ? basename(path) : '');
    const wanted = isObject(body.kernel) ? body.kernel : {};
    const kernelId = textField(wanted, 'id');
    if (kernelId !== null) {
      const kernel = kernelNamed(kernels, kernelId);
      const existing = sessions.list().find((session) => session.path === path && session.kernelId === kernel.id);
      const session = existing ?? sessions.attach(path, kernel.id, type, name);
      sendJson(response, 201, sessionModel(session, sessions));
      return;
    }
    const kernelName = textField(wanted, 'name') ?? defaultKernel(await kernels.specs());
    const session = await known(() => sessions.ensure(path, kernelName.toLowerCase(), type, name));
    const kernel = sessions.kernelOf(session);
    if (kernel !== null) await started(kernel);
    sendJson(response, 201, sessionModel(session, sessions), { location: `${baseUrl}/api/sessions/${session.id}` });
  });
  router.on('GET', '/api/sessions/:id', ({ response, params }) =>
    sendJson(response, 200, sessionModel(sessionNamed(sessions, params.id), sessions)),
  );
  router.on('PATCH', '/api/sessions/:id', async ({ request, response, params }) => {
    const session = sessionNamed(sessions, params.id);
    const body = await readJson(request);
    const path = textField(body, 'path');
    const name = textField(body, 'name');
    const type = textField(body, 'type');
    sessions.change(session, {
      ...(path === null ? {} : { path }),
      ...(name === null ? {} : { name }),
      ...(type === null ? {} : { type }),
    });
    if (isObject(body.kernel)) await changeKernel(session, body.kernel);
    sendJson(response, 200, sessionModel(session, sessions));
  });
  router.on('DELETE', '/api/sessions/:id', async ({ response, params }) => {
    await sessions.remove(sessionNamed(sessions, params.id));
    sendNothing(response);
  });

  async function changeKernel(session: Session, wanted: Record<string, unknown>): Promise<void> {
    const before = session.kernelId;
    const id = textField(wanted, 'id');
    const name = textField(wanted, 'name');
    if (id !== null) sessions.change(session, { kernelId: kernelNamed(kernels, id).id });
    else if (name !== null) {
      const kernel = await known(() => sessions.newKernel(session.path, name));
      await started(kernel);
      sessions.change(session, { kernelId: kernel.id });
    }
    if (session.kernelId !== before && sessions.ofKernel(before) === null) await kernels.remove(before);
  }

  async function started(kernel: Kernel): Promise<void> {
    try {
      await kernel.start();
    } catch (error) {
      await kernels.remove(kernel.id);
      sessions.dropKernel(kernel.id);
      throw new HttpError(500, `The ${kernel.spec.displayName} kernel did not start. ${messageOf(error)}`);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function defaultKernel(specs: InstalledKernel[]): string {
  return specs.some(({ name }) => name === 'python3') ? 'python3' : (specs[0]?.name ?? 'python3');
}

async function known<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof KernelNotFound) throw new HttpError(400, error.message, 'kernel-not-found');
    throw error;
  }
}

function kernelNamed(kernels: Kernels, id: string | undefined): Kernel {
  const kernel = kernels.get(id ?? '');
  if (kernel === null) throw notFound(`Kernel does not exist: ${id}`);
  return kernel;
}

function sessionNamed(sessions: Sessions, id: string | undefined): Session {
  const session = sessions.get(id ?? '');
  if (session === null) throw notFound(`Session not found: session_id=${id}`);
  return session;
}

async function specNamed(kernels: Kernels, name: string | undefined): Promise<InstalledKernel> {
  const spec = (await kernels.specs()).find((candidate) => candidate.name === name?.toLowerCase());
  if (spec === undefined) throw notFound(`Kernel spec ${name} not found`);
  return spec;
}

async function withResources(spec: InstalledKernel, baseUrl: string): Promise<Record<string, unknown>> {
  const files = spec.resourceFolder === null ? [] : await readdir(spec.resourceFolder).catch(() => []);
  const resources: Record<string, string> = {};
  for (const file of files) {
    const name = file === 'kernel.js' || file === 'kernel.css' ? file : /^(logo-[^.]+)\./.exec(file)?.[1];
    if (name !== undefined) resources[name] = `${baseUrl}/kernelspecs/${spec.name}/${encodeURIComponent(file)}`;
  }
  return kernelspecModel(spec, resources);
}

function resourceType(file: string): string {
  const types: Record<string, string> = { '.png': 'image/png', '.svg': 'image/svg+xml', '.css': 'text/css' };
  return types[extname(file)] ?? 'application/octet-stream';
}
