import type { RouteSpec } from '../template/local-template.ts';
import { LOCAL_ACCOUNT } from '../template/resource-identity.ts';

/** What the function's event is made of. */
export interface RouteRequest {
  readonly route: RouteSpec;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly body: string;
  readonly requestId: string;
  /** ARN of the caller of a signed request; `null` on an open route. */
  readonly callerArn: string | null;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** The event of an HTTP API with payload format 2.0. */
export function toPayload(request: RouteRequest): object {
  const { route, url, headers, body, pathParameters } = request;
  const query = Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name).join(',')]),
  );
  return {
    version: '2.0',
    routeKey: `${route.method} ${route.path}`,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    requestContext: {
      accountId: LOCAL_ACCOUNT,
      apiId: 'local',
      stage: '$default',
      domainName: url.host,
      routeKey: `${route.method} ${route.path}`,
      requestId: request.requestId,
      time: new Date(request.time).toUTCString(),
      timeEpoch: request.time,
      http: {
        method: route.method,
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      ...(request.callerArn === null
        ? {}
        : { authorizer: { iam: { userArn: request.callerArn, accountId: LOCAL_ACCOUNT } } }),
    },
    ...(body === '' ? {} : { body }),
    isBase64Encoded: false,
  };
}

/** The HTTP answer that a function's result stands for. */
export interface RouteResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A result with a `statusCode` is the answer; any other is the JSON body of a 200, as API Gateway infers. */
export function toResponse(payload: unknown): RouteResponse {
  if (typeof payload !== 'object' || payload === null || !('statusCode' in payload)) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(payload) };
  }
  const {
    statusCode,
    headers = {},
    body = '',
    isBase64Encoded = false,
  } = payload as {
    statusCode: number;
    headers?: Record<string, string | number | boolean>;
    body?: string;
    isBase64Encoded?: boolean;
  };
  return {
    status: statusCode,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body: isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
  };
}
