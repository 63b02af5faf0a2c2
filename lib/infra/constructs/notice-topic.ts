import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface NoticeTopicProps {
  /** Who gets what is published; each confirms a mail of AWS's first. */
  readonly emails: readonly string[];
}

/** Notices that go by e-mail. The key that AWS keeps for SNS encrypts it: unlike CloudWatch's alarms, a role of the account that may publish may use that one. */
export class NoticeTopic extends Construct {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, { emails }: NoticeTopicProps) {
    super(scope, id);
    const masterKey = kms.Alias.fromAliasName(this, 'Key', 'alias/aws/sns');
    this.topic = new sns.Topic(this, 'Topic', { displayName: 'Tidegate notices', masterKey, enforceSSL: true });
    for (const address of emails) this.topic.addSubscription(new EmailSubscription(address));
  }
}
