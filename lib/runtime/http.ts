import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Problem } from '#application/contracts/api/bodies.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  404: 'Not found',
  409: 'Conflict',
  422: 'Not accepted',
  503: 'Not available now',
};

/** A request that the edge refuses before any use case sees it. */
export class BadRequestError extends Error {}

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
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : event.body;
  return parse(schema, text ? parseJson(text) : {}, 'body');
}

/** The query parameters by their schema. */
export function parseQuery<Schema extends z.ZodMiniType>(
  event: APIGatewayProxyEventV2,
  schema: Schema,
): z.output<Schema> {
  return parse(schema, event.queryStringParameters ?? {}, 'query');
}

/** One value by its schema. Throws `BadRequestError` that names the field and what was received. */
export function parse<Schema extends z.ZodMiniType>(schema: Schema, value: unknown, field: string): z.output<Schema> {
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = [field, ...(issue?.path ?? [])].join('.');
  const keys = issue?.code === 'unrecognized_keys' ? ` ${issue.keys.join(', ')}` : '';
  throw new BadRequestError(
    `${place}: ${issue?.message ?? 'not valid'}${keys}, received ${JSON.stringify(value)?.slice(0, 100)}`,
  );
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
