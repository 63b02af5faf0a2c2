/**
 * The market-data secret as the local cloud answers it: keys from the ecosystem's variables where they are set, and
 * always the local market-data server, so that no key ever leaves the machine.
 */
export function marketDataSecret(environment: NodeJS.ProcessEnv, marketDataUrl: string): string {
  return JSON.stringify({
    APCA_API_KEY_ID: environment['APCA_API_KEY_ID'] ?? environment['ALPACA_API_KEY'] ?? 'local',
    APCA_API_SECRET_KEY: environment['APCA_API_SECRET_KEY'] ?? environment['ALPACA_SECRET_KEY'] ?? 'local',
    APCA_API_DATA_URL: marketDataUrl,
  });
}
