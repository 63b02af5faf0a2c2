import type { BrokerErrorCode } from '#application/ports/broker-error.ts';

/**
 * How certain a failure leaves us of an order. `refused`: the venue has it not and will not have it. `not_taken_up`: it has it not, a further attempt is as good as
 * the first. `uncertain`: it may have it.
 */
export type Certainty = 'refused' | 'not_taken_up' | 'uncertain';

export interface ErrorClass {
  readonly certainty: Certainty;
  readonly code: BrokerErrorCode;
}

const refused = (code: BrokerErrorCode): ErrorClass => ({ certainty: 'refused', code });
const uncertain = (code: BrokerErrorCode): ErrorClass => ({ certainty: 'uncertain', code });

/**
 * ccxt's classes of errors by their name (its `errorHierarchy`): its own name is a literal, which no minifier changes. Everything network-like is uncertain, a bare
 * `ExchangeError` too: ccxt throws it for words that it does not know, some of which mean "execution status unknown".
 */
const CLASSES: Readonly<Record<string, ErrorClass>> = {
  InsufficientFunds: refused('INSUFFICIENT_FUNDS'),
  InvalidOrder: refused('INVALID_ORDER'),
  OrderNotFound: refused('ORDER_NOT_FOUND'),
  OrderImmediatelyFillable: refused('INVALID_ORDER'),
  OrderNotFillable: refused('LIQUIDITY'),
  DuplicateOrderId: refused('DUPLICATE_CLIENT_ORDER_ID'),
  ContractUnavailable: refused('INVALID_ORDER'),
  BadRequest: refused('INVALID_ORDER'),
  BadSymbol: refused('INVALID_ORDER'),
  ArgumentsRequired: refused('INVALID_ORDER'),
  OperationRejected: refused('INVALID_ORDER'),
  MarketClosed: refused('MARKET_CLOSED'),
  RestrictedLocation: refused('AUTH_FAILED'),
  ManualInteractionNeeded: refused('AUTH_FAILED'),
  AuthenticationError: refused('AUTH_FAILED'),
  PermissionDenied: refused('AUTH_FAILED'),
  AccountNotEnabled: refused('AUTH_FAILED'),
  AccountSuspended: refused('AUTH_FAILED'),
  NotSupported: refused('NOT_SUPPORTED'),
  DDoSProtection: { certainty: 'not_taken_up', code: 'RATE_LIMITED' },
  RateLimitExceeded: { certainty: 'not_taken_up', code: 'RATE_LIMITED' },
  OperationFailed: uncertain('UNAVAILABLE'),
  NetworkError: uncertain('UNAVAILABLE'),
  ExchangeNotAvailable: uncertain('UNAVAILABLE'),
  OnMaintenance: uncertain('UNAVAILABLE'),
  RequestTimeout: uncertain('UNAVAILABLE'),
  InvalidNonce: uncertain('AUTH_FAILED'),
};

/** Unknown classes, and errors that are not ccxt's, are uncertain. */
export function classOf(error: unknown): ErrorClass {
  const name = error instanceof Error ? error.name : '';
  return (Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined) ?? uncertain('UNREADABLE');
}
