/** What the file of a new environment is about; everything else begins as in `config/paper.yaml`. */
export interface NewEnvironment {
  readonly name: string;
  /** Name of the broker account. */
  readonly account: string;
  /** `sim`, `alpaca` or `ccxt:ID`. */
  readonly broker: string;
  readonly symbols: readonly string[];
  readonly timeframe: string;
  readonly policy: string;
}

/** The YAML of a new environment, explained. It trades on paper: `testnet` is the default, `live` is not in it. */
export function renderEnvironment({ name, account, broker, symbols, timeframe, policy }: NewEnvironment): string {
  return `# ${name}: written by tidegate init. It trades on paper.
# Every key, its default and its range: docs/configuration.md. Every limit: docs/risk.md.
# Unknown keys are refused; each _pct is a fraction (0.1 is 10 %).

environment: ${quoted(name)}
account: ${quoted(account)} # one ledger for each name
region: us-east-1

${broker === 'sim' ? SIMULATED : outside(broker)}
# Needs a key of the market-data service in the secret that the data stack creates (output MarketDataSecretArn).
market_data: alpaca
symbols: [${symbols.map(quoted).join(', ')}]
timeframe: ${quoted(timeframe)}

# npx tidegate strategies list names them, strategies show NAME their parameters.
strategies:
  - name: first
    policy: ${quoted(policy)}

sizing:
  position_size_pct: 0.1 # of equity, for each entry
${broker === 'sim' ? '  initial_capital: 100000\n' : ''}
exits:
  stop_loss_pct: 0.02 # from the average entry price
  take_profit_pct: 0.05

risk:
  profile: conservative # then balanced, aggressive; a key beside it replaces the profile's

# Who is told when the AWS account is billed more than expected: npx tidegate cost says what to expect.
# budget: { monthly_usd: 10, emails: [you@example.com] }

# Logs are kept for the next longer period that CloudWatch offers.
retention_days: 30
`;
}

const SIMULATED = `# The simulated broker fills at real market prices and moves no money. Others: docs/brokers.md.
broker: sim
brokers:
  sim:
    commission_bps: 10
    slippage_bps: 5
`;

function outside(broker: string): string {
  return `# Its paper account or test network; the key goes into the secret BrokerSecretArn, never into this file. docs/brokers.md.
broker: ${quoted(broker)}
testnet: true

# What is made of differences between ledger and broker: docs/reconciliation.md.
reconciliation:
  interval_seconds: 300
`;
}

/** A word that YAML takes for text, whatever it looks like: NO and NULL are tickers. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
