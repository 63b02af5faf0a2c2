import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerCall, type GatewayBackends } from './answer-call.ts';
import { type AwsRequest, accessKeyOf, type NeededAccess, type ObservedCall, parseRequest } from './aws-call.ts';
import { type AwsResponse, awsFailure, failureFor } from './aws-response.ts';
import { capacityUnitsOf, withCapacityReport } from './capacity.ts';
import { neededAccess } from './needed-access.ts';

export interface GatewayHooks {
  /** Before a call is authorised or forwarded; for crash drills. */
  readonly onArrival?: (number: number) => void;
  /** After the answer is known. */
  readonly onCall?: (call: ObservedCall) => void;
  /** Have DynamoDB report the capacity units of each call (the bench); costs a little time. */
  readonly meterCapacity?: boolean;
}

const MAKES_VISIBLE = new Set([
  'SendMessage',
  'SendMessageBatch',
  'ChangeMessageVisibility',
  'ChangeMessageVisibilityBatch',
]);

/**
 * The one door in front of the emulators: it knows the caller by the access key of the signature, checks the
 * call against the role's policies, and passes it on. The signature itself is not verified: the door is on the
 * loopback and the keys are random.
 */
export class Gateway {
  readonly #server: Server;
  readonly #hooks: GatewayHooks;
  #backends: GatewayBackends | null = null;
  #calls = 0;
  #sends = 0;

  private constructor(server: Server, hooks: GatewayHooks) {
    this.#server = server;
    this.#hooks = hooks;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.#receive(request, response));
  }

  /** Listens on a free port of the loopback. Calls are refused with 503 until `connect`. */
  static async listen(hooks: GatewayHooks): Promise<Gateway> {
    const server = createServer({ keepAliveTimeout: 60_000, noDelay: true });
    const gateway = new Gateway(server, hooks);
    await new Promise<void>((settle, fail) => {
      server.once('error', fail);
      server.listen(0, '127.0.0.1', settle);
    });
    return gateway;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Calls that have arrived so far. */
  get calls(): number {
    return this.#calls;
  }

  /** Requests that may have made a message visible. */
  get sends(): number {
    return this.#sends;
  }

  connect(backends: GatewayBackends): void {
    this.#backends = backends;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((settle) => this.#server.close(settle));
  }

  /** Handles one AWS request, also for the public door of `--serve`. */
  async handle(headers: IncomingHttpHeaders, body: Buffer): Promise<AwsResponse> {
    this.#calls += 1;
    const number = this.#calls;
    this.#hooks.onArrival?.(number);
    if (this.#backends === null) return awsFailure(503, 'ServiceUnavailable', 'The local cloud is starting');
    const request = parseRequest(headers['x-amz-target']?.toString(), body);
    if (request === null)
      return awsFailure(400, 'UnknownOperationException', `X-Amz-Target ${headers['x-amz-target']}`);
    const key = accessKeyOf(headers.authorization) ?? '';
    const access = neededAccess(request, this.#backends.template);
    const denial = this.#backends.access.authorise(key, access);
    const response =
      denial === null
        ? await answerCall(this.#backends, {
            request,
            access,
            headers,
            body: this.#hooks.meterCapacity ? withCapacityReport(request, body) : body,
          })
        : failureFor(
            request.service,
            'AccessDeniedException',
            `Not authorized to perform: ${denial.action} on resource: ${denial.resource}`,
          );
    if (request.service === 'sqs' && MAKES_VISIBLE.has(request.operation)) this.#sends += 1;
    this.#report(number, key, request, access, body, response);
    return response;
  }

  #report(
    number: number,
    key: string,
    request: AwsRequest,
    access: readonly NeededAccess[],
    body: Buffer,
    response: AwsResponse,
  ): void {
    this.#hooks.onCall?.({
      number,
      principal: this.#backends?.access.holderOf(key)?.principal.name ?? 'unknown credentials',
      service: request.service,
      operation: request.operation,
      body: request.body,
      access,
      status: response.status,
      requestBytes: body.length,
      responseBytes: response.body.length,
      capacityUnits: this.#hooks.meterCapacity && request.service === 'dynamodb' ? capacityUnitsOf(response.body) : 0,
    });
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      void this.handle(request.headers, Buffer.concat(chunks))
        .catch((error: unknown) => awsFailure(500, 'InternalFailure', String(error)))
        .then(({ status, headers, body }) => {
          response.sendDate = false;
          response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
        });
    });
  }
}
