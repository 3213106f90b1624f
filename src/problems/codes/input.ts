/** Codes of what a command is pointed at. */
export const INPUT_CODES = {
  'INPUT-MISSING': {
    title: 'There is nothing to read',
    why: 'A command that finds no file must not look as if it had found nothing wrong.',
    remedy: 'Mind the spelling and the folder in which the command runs; plans are .yaml files.',
  },
} as const;
