import { type RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export interface MarketDataSecretProps {
  /** What becomes of the secret when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Key of the market-data service: JSON `{ APCA_API_KEY_ID, APCA_API_SECRET_KEY, APCA_API_DATA_URL }`, apart from any
 * key that can trade. It is created with a key that does not work; the operator puts the real one.
 */
export class MarketDataSecret extends Construct {
  readonly secret: secretsmanager.Secret;

  constructor(scope: Construct, id: string, props: MarketDataSecretProps) {
    super(scope, id);
    this.secret = new secretsmanager.Secret(this, 'Secret', {
      description: 'Market-data key: APCA_API_KEY_ID, APCA_API_SECRET_KEY, APCA_API_DATA_URL',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({
          APCA_API_KEY_ID: 'replace-me',
          APCA_API_DATA_URL: 'https://data.alpaca.markets',
        }),
        generateStringKey: 'APCA_API_SECRET_KEY',
      },
      removalPolicy: props.removalPolicy,
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The venue issues this key on its web page only: no API could rotate it. The runbook says how to.',
    });
  }
}
