import type { CloudAssembly } from '../assembly/cloud-assembly.ts';
import { objectAt } from './json.ts';
import type { LocalTemplate } from './local-template.ts';
import { readAlarm, readTopic } from './read-alarms.ts';
import { readFunction, readRole } from './read-functions.ts';
import { readStateMachine } from './read-state-machines.ts';
import { readQueue, readTable } from './read-storage.ts';
import {
  assertPlainApi,
  EXPORT_CALL,
  isStreamMapping,
  readMapping,
  readRoute,
  readRule,
  readSchedule,
  readStreamMapping,
} from './read-triggers.ts';
import { type ResolvedResource, resolveResources } from './resolved-resources.ts';

export interface TemplateOptions {
  /** Region of stacks that fix none. */
  readonly region: string;
  /** Base URL at which the gateway listens: the host of every queue URL. */
  readonly gatewayUrl: string;
}

/** The typed model of a cloud assembly. Throws `UnsupportedTemplateError` for whatever the local cloud does not serve. */
export function readTemplate(assembly: CloudAssembly, options: TemplateOptions): LocalTemplate {
  const region = assembly.stacks.find((stack) => stack.region !== null)?.region ?? options.region;
  const resources = resolveResources(assembly, region, options.gatewayUrl);
  const of = (type: string): readonly ResolvedResource[] => resources.filter((resource) => resource.type === type);

  const queues = of('AWS::SQS::Queue').map((resource) => readQueue(resource, of('AWS::SQS::QueuePolicy')));
  const roles = of('AWS::IAM::Role').map((resource) => readRole(resource, of('AWS::IAM::Policy')));
  const around = { roles, permissions: of('AWS::Lambda::Permission'), aliases: of('AWS::Lambda::Alias') };
  const functions = of('AWS::Lambda::Function').map((resource) => readFunction(resource, around));
  const targets = { functions, queues, roles };
  const mappings = of('AWS::Lambda::EventSourceMapping');
  const integrations = of('AWS::ApiGatewayV2::Integration');
  of('AWS::ApiGatewayV2::Api').forEach(assertPlainApi);
  const topics = of('AWS::SNS::Topic').map((one) => readTopic(one, of('AWS::SNS::TopicPolicy'), of('AWS::KMS::Key')));
  const alarms = [...of('AWS::CloudWatch::Alarm'), ...of('AWS::CloudWatch::CompositeAlarm')];
  return {
    region,
    tables: of('AWS::DynamoDB::Table').map(readTable),
    queues,
    secrets: of('AWS::SecretsManager::Secret').map(({ ref, name }) => ({ arn: ref, name })),
    roles,
    functions,
    mappings: mappings.filter((one) => !isStreamMapping(one)).map((one) => readMapping(one, targets)),
    streamMappings: mappings.filter(isStreamMapping).map((one) => readStreamMapping(one, targets)),
    schedules: of('AWS::Scheduler::Schedule')
      .filter(({ properties }) => objectAt(properties, 'Target').Arn !== EXPORT_CALL)
      .map((resource) => readSchedule(resource, targets)),
    rules: of('AWS::Events::Rule').map((resource) => readRule(resource, targets)),
    routes: of('AWS::ApiGatewayV2::Route').map((resource) => readRoute(resource, integrations, targets, region)),
    stateMachines: of('AWS::StepFunctions::StateMachine').map((resource) => readStateMachine(resource, targets)),
    topics,
    alarms: alarms.map((one) => readAlarm(one, [...functions, ...topics])),
  };
}
