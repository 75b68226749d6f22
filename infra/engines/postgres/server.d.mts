export type StartPostgres = Readonly<{
  /** A folder of its own for password, log and data; made when missing. The same folder is the same database. */
  dataDir: string;
  /** Must be free. Absent: the one used last time when it is free, else any. */
  port?: number;
  /** Unless false: the server ends when this process does, even after SIGKILL. With false it stays until `stop` or `stopPostgres`. */
  endsWithParent?: boolean;
  /** Created when missing; `gridtally` unless told. */
  database?: string;
  /** Server settings beside our own. */
  settings?: Readonly<Record<string, string>>;
  /** Gets one sentence for people for each thing that takes time or that they should know. */
  say?: (sentence: string) => void;
}>;

export type PostgresServer = Readonly<{
  /** `postgres://user:password@127.0.0.1:port/database`; the user is superuser of this server. */
  url: string;
  port: number;
  pid: number;
  /** Another living program, or `npm run engines`, started it: then `stop` and `kill` leave it alone. */
  joined: boolean;
  /** Settles when the server has ended, with how; never for one that was joined. */
  exited: Promise<string>;
  /** Ends all sessions, writes everything down, and waits until the server is gone. */
  stop(): Promise<void>;
  /** Pulls the plug (SIGKILL), for tests of recovery. */
  kill(): Promise<void>;
}>;

export type PostgresStatus = Readonly<{ pid: number; port: number; url: string; /** The living program it will end with, if any. */ ownerPid: number | undefined }>;

/**
 * Starts Postgres on a folder of its own, or joins the one that already runs there. A server left behind by a program that died is stopped first.
 * Returns once it answers queries, after recovery if need be. As root it runs as the system's user postgres; data and programs are put where that user can reach them.
 * @throws EngineError (`code` PORT_IN_USE, DISK_FULL, NOT_INSTALLED, NOT_ALLOWED, DID_NOT_START, BUSY) whose message says what to do
 */
export function startPostgres(options: StartPostgres): Promise<PostgresServer>;
/** Stops a server that was started to stay, or left behind. False when there was none. @throws EngineError BUSY when it belongs to a living program */
export function stopPostgres(where: Readonly<{ dataDir: string }>): Promise<boolean>;
export function postgresStatus(where: Readonly<{ dataDir: string }>): PostgresStatus | undefined;
/** Removes the folder with everything in it, also what had to be put elsewhere because the user postgres could not enter it. @throws EngineError BUSY when its server belongs to a living program */
export function removePostgres(where: Readonly<{ dataDir: string }>): Promise<void>;
