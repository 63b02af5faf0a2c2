/** The strategy whose token is made with the secret, so that there is one to begin with. */
export const FIRST_WEBHOOK_STRATEGY = 'tradingview';

/** Locally, the tokens in place of a new one for that strategy: JSON, strategy → token. */
export const WEBHOOK_TOKENS_VARIABLE = 'TIDEGATE_WEBHOOK_TOKENS';
