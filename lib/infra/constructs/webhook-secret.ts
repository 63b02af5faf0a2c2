import { type RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { FIRST_WEBHOOK_STRATEGY } from '#application/contracts/webhook-tokens.ts';

export interface WebhookSecretProps {
  /** What becomes of the secret when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** Tokens of the webhook, strategy → token, as JSON. It begins with one for the strategy `tradingview`; the operator adds others. */
export class WebhookSecret extends Construct {
  readonly secret: secretsmanager.Secret;

  constructor(scope: Construct, id: string, { removalPolicy }: WebhookSecretProps) {
    super(scope, id);
    this.secret = new secretsmanager.Secret(this, 'Secret', {
      description: 'Tokens of the signal webhook: strategy → token',
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: FIRST_WEBHOOK_STRATEGY,
        // It goes into a header, and into the alerts of charting services.
        excludePunctuation: true,
        passwordLength: 40,
      },
      removalPolicy,
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The token stands in the sender’s alerts, too: whoever changes one changes both, by hand.',
    });
  }
}
