import { userInfo } from 'node:os';

/** Who is at the command line, for the record of what was done to a message or a key. */
export const who = (): string => {
  try {
    return `command line (${userInfo().username})`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).syscall === 'uv_os_get_passwd') return 'command line'; // a user without a name, as in some containers
    throw error;
  }
};
