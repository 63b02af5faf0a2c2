import type { JsonObject } from '../template/json.ts';

/** An answer of an emulator, or of the gateway itself. */
export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An answer in AWS's JSON protocol. */
export function awsJson(status: number, body: JsonObject): AwsResponse {
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  return { status, headers, body: Buffer.from(JSON.stringify(body)) };
}

/** An error in AWS's JSON protocol; `code` is the name of the exception. */
export function awsFailure(status: number, code: string, message: string): AwsResponse {
  return awsJson(status, { __type: code, message });
}
