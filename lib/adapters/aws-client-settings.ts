/** Gives up well within a function's ten seconds. For calls of which a repeat does nothing: a client sends a request up to three times. */
export const AWS_CLIENT_SETTINGS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_500, throwOnRequestTimeout: true },
};
