import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { ccxtVariable } from '#application/contracts/venue-variables.ts';
import { VenueSecret } from './venue-secret.ts';

const ALPACA_TRADING = { paper: 'https://paper-api.alpaca.markets', live: 'https://api.alpaca.markets' } as const;

/** Key of the market-data service, apart from any key that can trade. */
export function addMarketDataSecret(scope: Construct, removalPolicy: RemovalPolicy): secretsmanager.Secret {
  return new VenueSecret(scope, 'MarketData', {
    description: 'Market-data key: APCA_API_KEY_ID, APCA_API_SECRET_KEY, APCA_API_DATA_URL',
    template: { APCA_API_KEY_ID: 'replace-me', APCA_API_DATA_URL: 'https://data.alpaca.markets' },
    secretField: 'APCA_API_SECRET_KEY',
    removalPolicy,
  }).secret;
}

/** Key that trades on the environment's account; `null` for the simulated broker, which needs none. */
export function addBrokerSecret(
  scope: Construct,
  { broker, live }: EnvironmentConfig,
  removalPolicy: RemovalPolicy,
): secretsmanager.Secret | null {
  if (broker === 'sim') return null;
  if (broker === 'alpaca') {
    return new VenueSecret(scope, 'Broker', {
      description: 'Trading key: APCA_API_KEY_ID, APCA_API_SECRET_KEY, APCA_API_BASE_URL',
      template: { APCA_API_KEY_ID: 'replace-me', APCA_API_BASE_URL: ALPACA_TRADING[live ? 'live' : 'paper'] },
      secretField: 'APCA_API_SECRET_KEY',
      removalPolicy,
    }).secret;
  }
  const exchange = broker.replace('ccxt:', '');
  const [key] = ccxtVariable(exchange, 'API_KEY');
  const [secretField] = ccxtVariable(exchange, 'SECRET');
  return new VenueSecret(scope, 'Broker', {
    description: `Trading key: ${key}, ${secretField}, or what else the exchange asks for: PASSWORD, UID, WALLET_ADDRESS, PRIVATE_KEY`,
    template: { [key]: 'replace-me' },
    secretField,
    removalPolicy,
  }).secret;
}
