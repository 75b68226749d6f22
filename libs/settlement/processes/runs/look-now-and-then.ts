/** Looks at once and then every so often, one look at a time; a look that fails is told and the next one comes as usual. */
export const lookNowAndThen = (everyMs: number, look: () => Promise<unknown>, onTrouble: (error: unknown) => void): Readonly<{ stop(): Promise<void> }> => {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const turn = async (): Promise<void> => {
    try {
      await look();
    } catch (error) {
      onTrouble(error);
    }
    if (!stopped) timer = setTimeout(() => { underWay = turn(); }, everyMs);
  };
  let underWay = turn();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
};
