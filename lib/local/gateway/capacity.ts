import { isJsonObject, type Json, listAt, numberAt } from '../template/json.ts';
import type { AwsRequest } from './aws-call.ts';

/** The body with DynamoDB asked to report the capacity that it consumes, indexes included; other services' bodies as they are. */
export function withCapacityReport(request: AwsRequest, body: Buffer): Buffer {
  if (request.service !== 'dynamodb') return body;
  return Buffer.from(JSON.stringify({ ...request.body, ReturnConsumedCapacity: 'INDEXES' }));
}

/** Capacity units that a DynamoDB answer reports, over all tables and their indexes; 0 when it reports none. */
export function capacityUnitsOf(body: Buffer): number {
  const answer = JSON.parse(body.toString('utf8') || '{}') as Json;
  if (!isJsonObject(answer)) return 0;
  const reports = listAt(answer, 'ConsumedCapacity').filter(isJsonObject);
  return reports.reduce((sum, report) => sum + numberAt(report, 'CapacityUnits', 0), 0);
}
