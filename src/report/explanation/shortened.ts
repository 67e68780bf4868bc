/** How much of a list is told in a line. */
const MOST_ITEMS = 6;
const MOST_CHARACTERS = 120;

/** As many items as a line bears, and how many more there are. */
export function shortList(items: readonly string[]): string {
  const whole = items.join(', ');
  // One alone is never left out.
  if (items.length <= 1 || (items.length <= MOST_ITEMS + 1 && whole.length <= MOST_CHARACTERS)) return shortText(whole);
  let count = 1;
  while (count < MOST_ITEMS && items.slice(0, count + 1).join(', ').length <= MOST_CHARACTERS) count++;
  return `${shortText(items.slice(0, count).join(', '))} and ${items.length - count} more`;
}

export function shortText(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}… (${text.length} characters)`;
}
