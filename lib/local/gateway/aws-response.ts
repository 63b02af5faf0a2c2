import type { JsonObject } from '../template/json.ts';
import type { AwsRequest } from './aws-call.ts';

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

/** An answer in AWS's query protocol, which is SNS's: XML. @param fields flat, in the result */
export function awsQuery(operation: string, fields: Readonly<Record<string, string>>): AwsResponse {
  return xml(
    200,
    `<${operation}Response><${operation}Result>${elements(fields)}</${operation}Result></${operation}Response>`,
  );
}

/** An error, in the protocol of the service. */
export function failureFor(service: AwsRequest['service'], code: string, message: string): AwsResponse {
  if (service !== 'sns') return awsFailure(400, code, message);
  return xml(
    400,
    `<ErrorResponse><Error>${elements({ Type: 'Sender', Code: code, Message: message })}</Error></ErrorResponse>`,
  );
}

function xml(status: number, text: string): AwsResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body: Buffer.from(text) };
}

function elements(fields: Readonly<Record<string, string>>): string {
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return Object.entries(fields)
    .map(([name, text]) => `<${name}>${escaped(text)}</${name}>`)
    .join('');
}
