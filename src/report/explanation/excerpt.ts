import { Explanation, Provenance } from '../../model/mesh';
import { Painter } from '../paint';

/** The texts that a mesh was read from. */
export interface SourceText {
  /** The line that was written at a place; absent when its text is not at hand. */
  readonly line: (at: Provenance) => string | undefined;
  /** Where a field of the rule at a place was written: `from[0].source.principals`, or of the rule itself. */
  readonly fieldAt: (rule: Provenance, field: string) => Provenance;
}

export function excerptLines(_explanation: Explanation, _sources: SourceText, _paint: Painter): readonly string[] {
  return [];
}
