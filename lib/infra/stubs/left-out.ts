/** In place of packages that ccxt imports and no REST call of the exchanges needs: websockets and their compression, protobuf, a second HTTP client. */
export default { util: {}, configure(): void {} };

/** What `ws` exports besides. */
export function createWebSocketStream(): never {
  throw new Error('websockets are left out of this bundle');
}
