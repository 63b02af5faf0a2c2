import { type RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { NOTICE_SECRET_FIELDS } from '#application/contracts/notice-secret.ts';

const SIGNING_KEY = 'NOTICE_WEBHOOK_SECRET';

/** Addresses and keys of the channels, as JSON. It begins empty but for the key that signs webhooks; the operator puts in the others. */
export class NoticeSecret extends Construct {
  readonly secret: secretsmanager.Secret;

  constructor(scope: Construct, id: string, { removalPolicy }: { readonly removalPolicy: RemovalPolicy }) {
    super(scope, id);
    const empty = NOTICE_SECRET_FIELDS.filter((name) => name !== SIGNING_KEY).map((name) => [name, '']);
    this.secret = new secretsmanager.Secret(this, 'Secret', {
      description: `Channels of notices: ${NOTICE_SECRET_FIELDS.join(', ')}`,
      generateSecretString: {
        secretStringTemplate: JSON.stringify(Object.fromEntries(empty)),
        generateStringKey: SIGNING_KEY,
        excludePunctuation: true,
        passwordLength: 40,
      },
      removalPolicy,
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The services issue these keys on their web pages only: no API could rotate them.',
    });
  }
}
