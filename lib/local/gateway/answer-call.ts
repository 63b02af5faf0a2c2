import type { IncomingHttpHeaders } from 'node:http';
import type { ChangeCapture } from '../streams/change-capture.ts';
import type { JsonObject } from '../template/json.ts';
import type { LocalTemplate } from '../template/local-template.ts';
import type { AccessControl } from './access-control.ts';
import type { AwsRequest, NeededAccess } from './aws-call.ts';
import { type AwsResponse, awsFailure, awsJson, failureFor } from './aws-response.ts';
import { forward } from './forward.ts';

/** What the gateway guards; known once the emulators run. */
export interface GatewayBackends {
  readonly template: LocalTemplate;
  readonly access: AccessControl;
  readonly dynamodb: URL;
  readonly sqs: URL;
  /** Answers `GetSecretValue`: the secret's text, `null` when there is no such secret. */
  readonly secretValue: (secretArn: string) => string | null;
  /** Answers `PutEvents`. */
  readonly putEvents: (body: JsonObject) => JsonObject;
  /** Makes the table's stream of what its writes change. */
  readonly capture: Pick<ChangeCapture, 'around'>;
  /** Answers `StartExecution`. */
  readonly startExecution: (body: JsonObject) => AwsResponse;
  /** Answers `Publish`. */
  readonly publish: (body: JsonObject) => AwsResponse;
}

/** A call that has been authorised. */
export interface AuthorisedCall {
  readonly request: AwsRequest;
  readonly access: readonly NeededAccess[];
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Passes a call on to its emulator, or answers it here. */
export async function answerCall(backends: GatewayBackends, call: AuthorisedCall): Promise<AwsResponse> {
  const { request, access, headers, body } = call;
  switch (request.service) {
    case 'dynamodb':
      return backends.capture.around(call, () => forward(backends.dynamodb, headers, body));
    case 'sqs':
      return forward(backends.sqs, headers, body);
    case 'secretsmanager':
      return secretResponse(request, access[0]?.resource ?? '', backends);
    case 'events':
      return awsJson(200, backends.putEvents(request.body));
    case 'states':
      if (request.operation === 'StartExecution') return backends.startExecution(request.body);
      return unknownOperation('StartExecution', request.operation);
    case 'sns':
      if (request.operation === 'Publish') return backends.publish(request.body);
      return failureFor('sns', 'InvalidAction', `The local cloud serves Publish only, not ${request.operation}`);
  }
}

function secretResponse(request: AwsRequest, arn: string, backends: GatewayBackends): AwsResponse {
  if (request.operation !== 'GetSecretValue') {
    return unknownOperation('GetSecretValue', request.operation);
  }
  const value = backends.secretValue(arn);
  if (value === null) return awsFailure(400, 'ResourceNotFoundException', `There is no secret ${arn}`);
  return awsJson(200, {
    ARN: arn,
    Name: arn.split(':').at(-1) ?? arn,
    SecretString: value,
    VersionId: 'local',
    VersionStages: ['AWSCURRENT'],
  });
}

function unknownOperation(known: string, received: string): AwsResponse {
  return awsFailure(400, 'UnknownOperationException', `The local cloud serves ${known} only, not ${received}`);
}
