/** @param {number} ms */
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Asks again every 50 ms until the answer is not undefined or the time is over.
 * @template T
 * @param {number} withinMs
 * @param {() => T | undefined | Promise<T | undefined>} ask
 * @returns {Promise<T | undefined>} undefined when the time was over
 */
export const waitFor = async (withinMs, ask) => {
  for (const deadline = Date.now() + withinMs; ;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) return undefined;
    await sleep(50);
  }
};
