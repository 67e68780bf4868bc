/** How many items of a list are told. */
const MOST_ITEMS = 6;
const MOST_CHARACTERS = 120;

/** As many items as a line bears, and how many more there are. One alone is never left out. */
export function shortList(items: readonly string[]): string {
  const texts = items.map(shortText);
  if (texts.length <= MOST_ITEMS + 1) return texts.join(', ');
  return `${texts.slice(0, MOST_ITEMS).join(', ')} and ${texts.length - MOST_ITEMS} more`;
}

export function shortText(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}… (${text.length} characters)`;
}
