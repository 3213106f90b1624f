/** Codes of templates that say what a customer's invoice looks like. */
export const INVOICE_CODES = {
  'INVOICE-TEMPLATE': {
    title: 'A template of an invoice has something in it that it must not have',
    why:
      'A template comes with a plan, often from somebody else, and its page is opened by people who trust it. It places ' +
      'texts and repeats rows; it cannot run anything, load anything, link anywhere or read another file.',
    remedy:
      'Use plain elements such as table, tr, td, p and div with a class, {{field}}, and {{#each}}, {{#if}}, {{#unless}} and ' +
      '{{#with}} of one field. Begin with the template that is used where a plan has none.',
  },
} as const;
