import { Aws, type RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface AlarmTopicProps {
  /** What becomes of the key when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
  /** Addresses that are told by e-mail. */
  readonly emails: readonly string[];
}

/** Where alarms tell of themselves; whoever wants to hear subscribes. Encrypted by a key of its own: CloudWatch may not use the one that AWS keeps for SNS. */
export class AlarmTopic extends Construct {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const key = new kms.Key(this, 'Key', {
      description: 'Notices of alarms',
      enableKeyRotation: true,
      removalPolicy: props.removalPolicy,
    });
    this.topic = new sns.Topic(this, 'Topic', { displayName: 'Tidegate alarms', masterKey: key, enforceSSL: true });
    key.addToResourcePolicy(alarmsMay(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
    this.topic.addToResourcePolicy(alarmsMay(['sns:Publish'], this.topic.topicArn));
    for (const address of props.emails) this.topic.addSubscription(new EmailSubscription(address));
  }
}

/** Alarms of this account only. A key's own policy calls the key `*`. */
function alarmsMay(actions: string[], resource: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
    actions,
    resources: [resource],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });
}
