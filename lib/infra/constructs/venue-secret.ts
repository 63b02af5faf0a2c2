import { type RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export interface VenueSecretProps {
  readonly description: string;
  /** Fields that are known: everything but the key that is generated. */
  readonly template: Readonly<Record<string, string>>;
  /** Field that holds the secret part. */
  readonly secretField: string;
  /** What becomes of the secret when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** Key of a venue, as JSON. It is created with a key that does not work; the operator puts the real one. */
export class VenueSecret extends Construct {
  readonly secret: secretsmanager.Secret;

  constructor(scope: Construct, id: string, props: VenueSecretProps) {
    super(scope, id);
    const { description, template, secretField, removalPolicy } = props;
    this.secret = new secretsmanager.Secret(this, 'Secret', {
      description,
      generateSecretString: { secretStringTemplate: JSON.stringify(template), generateStringKey: secretField },
      removalPolicy,
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The venue issues this key on its web page only: no API could rotate it. The runbook says how to.',
    });
  }
}
