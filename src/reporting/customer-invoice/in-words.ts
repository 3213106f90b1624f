/** A quantity as customers say it: `8 messages`, not `8 msg`. */
export const inWords = (text: string): string =>
  text
    .replace(/^1 msg$/, '1 message')
    .replace(/ msg$/, ' messages')
    .replace(/ unit$/, '');
