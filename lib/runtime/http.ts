import { isUtf8 } from 'node:buffer';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Problem } from '#application/contracts/api/bodies.ts';
import { expectedBy } from '#application/contracts/describe-issue.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  413: 'Content too large',
  422: 'Not accepted',
  503: 'Not available now',
};

/** A request that the edge refuses before any use case sees it. */
export class BadRequestError extends Error {
  /** Of the answer. */
  readonly status: 400 | 413;

  constructor(message: string, status: 400 | 413 = 400) {
    super(message);
    this.name = 'BadRequestError';
    this.status = status;
  }
}

/** Bytes of a body: the longest that makes sense names a hundred symbols. */
const MOST_BYTES = 65_536;
/** Characters of what was received that an answer says again. */
const MOST_SHOWN = 100;
const MOST_KEYS = 5;

export function json(status: number, body: unknown): APIGatewayProxyStructuredResultV2 {
  return { statusCode: status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** @param members what the problem has beside its text */
export function problem(status: number, detail: string, members: object = {}): APIGatewayProxyStructuredResultV2 {
  const body: Problem = { type: 'about:blank', title: TITLES[status] ?? 'Error', status, detail, ...members };
  return { statusCode: status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(body) };
}

/** The JSON body by its schema; no body counts as `{}`. */
export function parseBody<Schema extends z.ZodMiniType>(
  event: APIGatewayProxyEventV2,
  schema: Schema,
): z.output<Schema> {
  const text = bodyText(event);
  return parse(schema, text === '' ? {} : parseJson(text), 'body', text);
}

/** The body as JSON, by no schema; `undefined` where it is none. For bodies of which an error must not tell a word. */
export function readJson(event: APIGatewayProxyEventV2): unknown {
  try {
    return JSON.parse(bodyText(event));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function bodyText({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): string {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MOST_BYTES)
    throw new BadRequestError(`body: received ${bytes.length} bytes, expected at most ${MOST_BYTES}`, 413);
  if (!isUtf8(bytes)) throw new BadRequestError('body: received bytes that are no UTF-8, expected JSON');
  return bytes.toString('utf8');
}

/** The query parameters by their schema. */
export function parseQuery<Schema extends z.ZodMiniType>(
  event: APIGatewayProxyEventV2,
  schema: Schema,
): z.output<Schema> {
  return parse(schema, event.queryStringParameters ?? {}, 'query');
}

/**
 * One value by its schema. Throws `BadRequestError` that names the field and what was received.
 *
 * @param received the value as it was written. Default: as JSON, for values that are not nested
 */
export function parse<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  field: string,
  received: string | undefined = JSON.stringify(value),
): z.output<Schema> {
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = [field, ...(issue?.path ?? [])].join('.');
  throw new BadRequestError(`${place}: ${faultOf(issue)}, received ${shorten(received)}`);
}

function faultOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys') return `unknown ${namesOf(issue.keys)}`;
  return `expected ${issue === undefined ? 'a valid value' : expectedBy(issue)}`;
}

function namesOf(keys: readonly string[]): string {
  const named = keys.slice(0, MOST_KEYS).map(shorten).join(', ');
  return keys.length > MOST_KEYS ? `${named} and ${keys.length - MOST_KEYS} more` : named;
}

function shorten(text = 'nothing'): string {
  return text.slice(0, MOST_SHOWN);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new BadRequestError(`body: expected JSON, received ${JSON.stringify(text.slice(0, 60))}`);
    throw error;
  }
}
