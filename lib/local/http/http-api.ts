import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { FunctionHost } from '../functions/function-host.ts';
import type { AccessControl } from '../gateway/access-control.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { LocalTemplate, RouteSpec } from '../template/local-template.ts';
import { LOCAL_ACCOUNT } from '../template/resource-identity.ts';
import { toPayload, toResponse } from './payload.ts';
import { verifySignature } from './signature.ts';

export interface HttpApiOptions {
  readonly template: LocalTemplate;
  readonly access: AccessControl;
  readonly gateway: Gateway;
  readonly host: (functionName: string) => FunctionHost;
  /** 0 chooses a free port. */
  readonly port: number;
  /** The clock that the functions see. */
  readonly now: () => number;
}

const API_SERVICE = 'apigateway.amazonaws.com';

/**
 * The HTTP API of the template: its routes in front of their functions, signatures verified where the route wants
 * them. `POST /` with an `X-Amz-Target` is an AWS call and goes on to the gateway.
 */
export class HttpApi {
  readonly #options: HttpApiOptions;
  readonly #server: ServerType;

  private constructor(options: HttpApiOptions, server: ServerType) {
    this.#options = options;
    this.#server = server;
  }

  static async listen(options: HttpApiOptions): Promise<HttpApi> {
    const app = new Hono();
    let api: HttpApi | null = null;
    app.post('/', (context) => api?.awsCall(context) ?? notReady());
    for (const route of options.template.routes) {
      const path = route.path.replaceAll(/\{([^}+]+)\+?\}/g, ':$1');
      app.on(
        route.method === 'ANY' ? ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] : [route.method],
        path,
        (context) => api?.call(route, context) ?? notReady(),
      );
    }
    app.notFound((context) => context.json({ message: 'Not Found' }, 404));
    const server = await new Promise<ServerType>((settle, fail) => {
      const starting = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: options.port }, () => settle(starting));
      starting.once('error', fail);
    });
    api = new HttpApi(options, server);
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await new Promise((settle) => {
      this.#server.close(settle);
      if ('closeAllConnections' in this.#server) this.#server.closeAllConnections();
    });
  }

  /** Answers one request on a route. */
  async call(route: RouteSpec, context: Context): Promise<Response> {
    const { access, host, now } = this.#options;
    const body = await context.req.text();
    const headers = context.req.header();
    const verdict = await this.#verify(context, headers, body);
    if (route.authorization === 'AWS_IAM') {
      if (verdict.kind === 'refused') return context.json({ message: verdict.reason }, 403);
      if (access.authorise(verdict.accessKeyId, [{ action: 'execute-api:Invoke', resource: route.arn }]) !== null)
        return context.json({ message: 'Forbidden' }, 403);
    }
    // More than API Gateway does, which looks at no signature of an open route: `GET /health` tells a signed caller all of its answer here only.
    const caller = verdict.kind === 'valid' ? this.#arnOf(verdict.accessKeyId) : null;
    if (access.authoriseService(API_SERVICE, route.arn, route.function, 'lambda:InvokeFunction') !== null)
      return failure(context);
    const url = new URL(context.req.url);
    const pathParameters = context.req.param();
    const event = toPayload({
      route,
      url,
      headers,
      pathParameters,
      body,
      requestId: randomUUID(),
      callerArn: caller,
      time: now(),
    });
    const identity = JSON.stringify([route.method, url.pathname, url.search, headers['idempotency-key'] ?? null, body]);
    const result = await host(route.function.name).invoke(event, identity);
    if (!result.ok) return failure(context);
    const response = toResponse(result.payload);
    return new Response(response.body, { status: response.status, headers: response.headers });
  }

  /** By name: keys are another at every boot, and the ledger keeps who did what. */
  #arnOf(accessKeyId: string): string {
    const name = this.#options.access.holderOf(accessKeyId)?.principal.name ?? 'unknown';
    return `arn:aws:iam::${LOCAL_ACCOUNT}:user/${name}`;
  }

  /** Answers an AWS call that came to the public door. */
  async awsCall(context: Context): Promise<Response> {
    const body = await context.req.text();
    const headers = context.req.header();
    const verdict = await this.#verify(context, headers, body);
    if (verdict.kind === 'refused') {
      return new Response(JSON.stringify({ __type: 'InvalidSignatureException', message: verdict.reason }), {
        status: 403,
      });
    }
    const answer = await this.#options.gateway.handle(headers, Buffer.from(body));
    return new Response(new Uint8Array(answer.body), { status: answer.status, headers: answer.headers });
  }

  #verify(context: Context, headers: Readonly<Record<string, string>>, body: string) {
    const request = { method: context.req.method, url: new URL(context.req.url), headers, body };
    const credentialsOf = (accessKeyId: string) => this.#options.access.holderOf(accessKeyId)?.credentials ?? null;
    return verifySignature(request, credentialsOf, Date.now());
  }
}

/** What API Gateway answers when the function failed or could not be called. */
function failure(context: Context): Response {
  return context.json({ message: 'Internal Server Error' }, 500);
}

function notReady(): Response {
  return new Response(JSON.stringify({ message: 'Service Unavailable' }), { status: 503 });
}
