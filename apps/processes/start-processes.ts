import type { Parts } from '../composition/parts.js';

/** Where "whenever … then …" lives. Metering has none: nothing follows by itself from a reading yet. */
export const startProcesses = ({ log }: Parts): void => {
  log.info('No process is defined yet: this role has nothing to do');
};
