import type { NoticeSecret } from '#application/contracts/notice-secret.ts';
import type { DeadMan } from '#application/ports/dead-man.ts';
import { getUrl, type PostTools } from './http-post.ts';
import { needed } from './notice-channels.ts';

export interface PingTools extends PostTools {
  /** Read with each ping: an address that was changed holds at once. */
  readonly readSecret: () => Promise<NoticeSecret>;
}

/** A GET of `DEAD_MAN_URL`, which every such service takes. The address is the key: it is part of no error. */
export function deadManPing(tools: PingTools): DeadMan {
  return {
    ping: async () => {
      const secret = await tools.readSecret();
      await getUrl(tools, { what: 'dead man', url: needed(secret, 'DEAD_MAN_URL') });
    },
  };
}
