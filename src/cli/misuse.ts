/** Something that was asked for and cannot be meant. */
export class Misuse extends Error {}
