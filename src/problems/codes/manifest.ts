/** Codes of the manifest that a run leaves. */
export const MANIFEST_CODES = {
  'MANIFEST-MISSING': {
    title: 'There is no manifest of a run',
    why: 'Only what a run wrote down of its inputs and results can be held against the files as they are.',
    remedy: 'Run `rateproof test` first, or name the folder that it wrote to.',
  },
  'MANIFEST-UNREADABLE': {
    title: 'A manifest is not what a run writes',
    why: 'A manifest that was changed or cut short proves nothing, and one that names files outside of the project is not followed.',
    remedy: 'Run `rateproof test` again, or bring the manifest whole from where the run was.',
  },
  'SIMULATION-MISSING': {
    title: 'There is no result of a simulation',
    why: 'Reports are made of what a simulation has written.',
    remedy: 'Run `rateproof simulate` first, or name the folder that it wrote to.',
  },
  'SIMULATION-UNREADABLE': {
    title: 'The file of a simulation is not what `rateproof simulate` writes',
    why: 'A simulation.json that is cut short or was changed tells only a part of the truth, so nothing is made of it.',
    remedy: 'Run `rateproof simulate` again; mind that the file is copied whole when it travels between machines.',
  },
} as const;
