export type StartKafka = Readonly<{
  /** A folder of its own for state, log and data; made when missing. The same folder is the same broker with the same messages. */
  dataDir: string;
  /** Must be free. Absent: the one used last time when it is free, else any. */
  port?: number;
  /** Unless false: the broker ends when this process does, even after SIGKILL. With false it stays until `stop` or `stopKafka`. */
  endsWithParent?: boolean;
  /** Largest heap in MB, 768 unless told. */
  heapMb?: number;
  /** Gets one sentence for people for each thing that takes time. */
  say?: (sentence: string) => void;
}>;

export type KafkaBroker = Readonly<{
  /** `127.0.0.1:port` */
  brokers: string;
  port: number;
  pid: number;
  /** Another living program, or `npm run engines`, started it: then `stop` and `kill` leave it alone. */
  joined: boolean;
  /** Settles when the broker has ended, with how; never for one that was joined. */
  exited: Promise<string>;
  /** Lets it finish and waits until it is gone. */
  stop(): Promise<void>;
  /** Pulls the plug (SIGKILL), for tests of recovery. */
  kill(): Promise<void>;
}>;

export type KafkaStatus = Readonly<{ pid: number; brokers: string; /** The living program it will end with, if any. */ ownerPid: number | undefined }>;

/**
 * Starts a Kafka broker (KRaft, one node, loopback) on a folder of its own, or joins the one that already runs there. Fetches Kafka with Maven the first time.
 * Returns once it answers for its metadata.
 * @throws EngineError (`code` NOT_INSTALLED, PORT_IN_USE, DISK_FULL, DID_NOT_START, BUSY) whose message says what to do
 */
export function startKafka(options: StartKafka): Promise<KafkaBroker>;
/** Stops a broker that was started to stay, or left behind. False when there was none. @throws EngineError BUSY when it belongs to a living program */
export function stopKafka(where: Readonly<{ dataDir: string }>): Promise<boolean>;
/** Sixteen random bytes as Kafka's own tool writes them, never with a dash first: Kafka would take it for an option. */
export function newClusterId(random?: (bytes: number) => Buffer): string;
export function kafkaStatus(where: Readonly<{ dataDir: string }>): KafkaStatus | undefined;
