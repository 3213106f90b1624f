/** Codes of files that are no plain YAML. */
export const YAML_CODES = {
  'YAML-SYNTAX': {
    title: 'The file is not YAML',
    why: 'A bracket, quote, colon, dash or indentation is not where YAML needs it, so the rest cannot be read.',
    remedy: 'Mend the line shown. Text that holds ": ", " #" or starts with a sign such as @ or % belongs in quotes.',
  },
  'YAML-TAB': {
    title: 'A tab is used to indent',
    why: 'YAML counts spaces to see what belongs to what; a tab has no agreed width.',
    remedy: 'Indent with spaces, two a level.',
  },
  'YAML-ANCHOR': {
    title: 'Anchors and aliases are not used here',
    why: 'With &name and *name a change in one place silently changes another. Every value stands where it holds.',
    remedy: 'Write the value out in each place, or put it in a `calendar` or `rates` document and name that.',
  },
  'YAML-MERGE': {
    title: 'Merge keys are not used here',
    why: 'With << a mapping takes over keys that cannot be seen where they hold.',
    remedy: 'Write the keys out.',
  },
  'YAML-TAG': {
    title: 'Tags are not used here',
    why: 'A tag such as !!int changes how a value is read; here a value is read by the key it belongs to.',
    remedy: 'Leave the tag out.',
  },
  'YAML-DIRECTIVE': {
    title: 'Directives are not used here',
    why: 'A line such as %YAML or %TAG changes how the file is read.',
    remedy: 'Leave the line out.',
  },
  'YAML-DUPLICATE-KEY': {
    title: 'A key is written twice',
    why: 'Two values for one key contradict each other, and readers of YAML differ in which of them they take.',
    remedy: 'Keep one of the two.',
  },
  'YAML-KEY': {
    title: 'A key is no plain text',
    why: 'A key is a word on one line; an empty key, a list or a mapping as a key has no meaning here.',
    remedy: 'Write a word before the colon.',
  },
  'YAML-CONTROL': {
    title: 'A control character stands in the file',
    why: 'Characters that cannot be seen (NUL, escape sequences, lone carriage returns) could show one text and mean another.',
    remedy: 'Remove the character. It often comes with text pasted from elsewhere.',
  },
  'YAML-ENCODING': {
    title: 'The file is not UTF-8 text',
    why: 'Its bytes are no UTF-8, so its letters cannot be told with certainty.',
    remedy: 'Save the file as UTF-8.',
  },
  'YAML-EMPTY': {
    title: 'The file is empty',
    why: 'There is nothing in it but comments and blank lines.',
    remedy: 'Fill it or delete it.',
  },
  'YAML-TOO-DEEP': {
    title: 'Too deeply nested',
    why: 'No document needs more than 64 levels; so many are a mistake or an attack.',
    remedy: 'Check the brackets.',
  },
  'YAML-TOO-LARGE': {
    title: 'The file is too large',
    why: 'A file holds at most 4 MiB, 250,000 values and a million words and signs, so that checking it stays quick.',
    remedy: 'Divide it into several files.',
  },
} as const;
