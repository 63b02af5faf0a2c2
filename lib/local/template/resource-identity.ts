import { UnsupportedTemplateError } from '../errors.ts';
import { type JsonObject, textAt } from './json.ts';

/** Account id that every local ARN carries (the queue emulator's own). */
export const LOCAL_ACCOUNT = '000000000000';

/** Where the resources of one stack live. */
export interface Place {
  readonly stackName: string;
  readonly region: string;
  /** Base URL that queue URLs start with: the gateway's. */
  readonly gatewayUrl: string;
}

/** What `Ref` and `Fn::GetAtt` give for one resource. */
export interface ResourceIdentity {
  /** Physical name. */
  readonly name: string;
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Identify = (name: string, place: Place) => Omit<ResourceIdentity, 'name'>;

interface ResourceType {
  /** Property that may give the physical name. */
  readonly nameProperty: string | null;
  readonly identify: Identify;
}

const arn = (service: string, place: Place, resource: string): string =>
  `arn:aws:${service}:${place.region}:${LOCAL_ACCOUNT}:${resource}`;

const named: Identify = (name) => ({ ref: name, attributes: {} });
const withoutName: ResourceType = { nameProperty: null, identify: named };

const identifySecret: Identify = (name, place) => {
  const ref = arn('secretsmanager', place, `secret:${name}-local0`);
  return { ref, attributes: { Id: ref } };
};

const identifyAlarm: Identify = (name, place) => ({
  ref: name,
  attributes: { Arn: arn('cloudwatch', place, `alarm:${name}`) },
});

/** The closed list of resource types; any other stops the boot. */
const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    identify: (name, place) => ({
      ref: name,
      attributes: {
        Arn: arn('dynamodb', place, `table/${name}`),
        StreamArn: arn('dynamodb', place, `table/${name}/stream/local`),
      },
    }),
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    identify: (name, place) => ({
      ref: `${place.gatewayUrl}/${LOCAL_ACCOUNT}/${name}`,
      attributes: {
        Arn: arn('sqs', place, name),
        QueueName: name,
        QueueUrl: `${place.gatewayUrl}/${LOCAL_ACCOUNT}/${name}`,
      },
    }),
  },
  'AWS::SQS::QueuePolicy': withoutName,
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    identify: (name, place) => ({ ref: name, attributes: { Arn: arn('lambda', place, `function:${name}`) } }),
  },
  'AWS::Lambda::Version': {
    nameProperty: null,
    identify: (name) => ({ ref: name, attributes: { Version: '1' } }),
  },
  // Its ARN is that of its function with its name at the end.
  'AWS::Lambda::Alias': withoutName,
  'AWS::Lambda::Permission': withoutName,
  'AWS::Lambda::EventSourceMapping': withoutName,
  'AWS::Lambda::EventInvokeConfig': withoutName,
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    identify: (name) => ({ ref: name, attributes: { Arn: `arn:aws:iam::${LOCAL_ACCOUNT}:role/${name}` } }),
  },
  'AWS::IAM::Policy': withoutName,
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    identify: (name, place) => ({ ref: name, attributes: { Arn: arn('logs', place, `log-group:${name}:*`) } }),
  },
  'AWS::SecretsManager::Secret': { nameProperty: 'Name', identify: identifySecret },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    identify: (name, place) => ({
      ref: name,
      attributes: { Arn: arn('events', place, `event-bus/${name}`), Name: name },
    }),
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    identify: (name, place) => ({ ref: name, attributes: { Arn: arn('events', place, `rule/${name}`) } }),
  },
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    identify: (name, place) => ({
      ref: name,
      attributes: { Arn: arn('scheduler', place, `schedule/default/${name}`) },
    }),
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    identify: (name, place) => {
      const ref = arn('states', place, `stateMachine:${name}`);
      return { ref, attributes: { Arn: ref, Name: name } };
    },
  },
  'AWS::ApiGatewayV2::Api': {
    nameProperty: null,
    identify: (name, place) => ({ ref: name, attributes: { ApiId: name, ApiEndpoint: place.gatewayUrl } }),
  },
  'AWS::ApiGatewayV2::Stage': withoutName,
  'AWS::ApiGatewayV2::Route': withoutName,
  'AWS::ApiGatewayV2::Integration': withoutName,
  // Kept for what AWS does with them by itself: nothing here writes to a bucket.
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    identify: (name) => ({ ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } }),
  },
  'AWS::S3::BucketPolicy': withoutName,
  'AWS::Budgets::Budget': withoutName,
  // Deployments are AWS's: here nothing is ever replaced while it runs.
  'AWS::CodeDeploy::Application': withoutName,
  'AWS::CodeDeploy::DeploymentGroup': withoutName,
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    identify: (name, place) => ({
      ref: arn('sns', place, name),
      attributes: { TopicArn: arn('sns', place, name), TopicName: name },
    }),
  },
  'AWS::SNS::TopicPolicy': withoutName,
  // Mail is AWS's to send.
  'AWS::SNS::Subscription': withoutName,
  'AWS::KMS::Key': {
    nameProperty: null,
    identify: (name, place) => ({ ref: name, attributes: { Arn: arn('kms', place, `key/${name}`), KeyId: name } }),
  },
  'AWS::CloudWatch::Alarm': { nameProperty: 'AlarmName', identify: identifyAlarm },
  'AWS::CloudWatch::CompositeAlarm': { nameProperty: 'AlarmName', identify: identifyAlarm },
  'AWS::CloudWatch::Dashboard': withoutName,
  'AWS::CDK::Metadata': withoutName,
};

/** The identity of a resource; throws {@link UnsupportedTemplateError} for a type that is not on the list. */
export function identifyResource(
  logicalId: string,
  type: string,
  properties: JsonObject,
  place: Place,
): ResourceIdentity {
  const known = RESOURCE_TYPES[type];
  if (known === undefined) {
    const list = Object.keys(RESOURCE_TYPES).join(', ');
    throw new UnsupportedTemplateError(
      `resource type ${type} (${logicalId} in stack ${place.stackName})`,
      `known are ${list}`,
    );
  }
  const given = known.nameProperty === null ? undefined : givenName(properties, known.nameProperty);
  const suffix = type === 'AWS::SQS::Queue' && properties.FifoQueue === true ? '.fifo' : '';
  const name = given ?? `${place.stackName}-${logicalId}${suffix}`;
  return { name, ...known.identify(name, place) };
}

/** A literal physical name; one that is computed is replaced by the generated one, as names never matter here. */
function givenName(properties: JsonObject, property: string): string | undefined {
  return typeof properties[property] === 'string' ? textAt(properties, property) : undefined;
}
