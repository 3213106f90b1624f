/** Ctrl-C, and its like from a machine. */

/** The first signal asks, the second ends the process at once; a file is whole or not there at any moment. */
export function onInterrupt(stop: () => void): () => void {
  let asked = false;
  const interrupt = (): void => {
    if (asked) process.exit(130);
    asked = true;
    stop();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  };
}
