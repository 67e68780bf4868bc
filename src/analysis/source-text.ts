import { NamedContent } from './check';
import { decodeText } from '../manifest/parse/decode-text';
import { ManifestDocument } from '../manifest/parse/manifest-document';
import { objectsOf } from '../manifest/parse/parse-document';
import { readYaml } from '../manifest/parse/read-yaml';
import { Provenance } from '../model/mesh';

/** The texts that a mesh was read from, for pointing into them. A text is read again only when something in it is asked for. */
export class SourceText {
  private readonly lines = new Map<string, readonly string[]>();
  private readonly objects = new Map<string, readonly ManifestDocument[]>();

  constructor(private readonly contents: readonly NamedContent[]) {}

  /** Absent when the text is not at hand. */
  line({ file, line }: Provenance): string | undefined {
    return this.linesOf(file)[line - 1];
  }

  /** Where a field of a rule was written, as in `from[0].source.principals`; the rule itself when that cannot be told. */
  fieldAt(rule: Provenance, field: string): Provenance {
    for (const object of this.objectsOf(rule.file)) {
      const index = ruleIndex(object, rule);
      if (index !== undefined) return object.locate(['spec', 'rules', index, ...fieldPath(field)]);
    }
    return rule;
  }

  private contentOf(file: string): NamedContent | undefined {
    return this.contents.find(({ name }) => name === file);
  }

  private linesOf(file: string): readonly string[] {
    return remembered(this.lines, file, () => {
      const content = this.contentOf(file);
      const decoded = content ? decodeText(content.content, file) : undefined;
      return decoded && 'text' in decoded ? decoded.text.split('\n') : [];
    });
  }

  private objectsOf(file: string): readonly ManifestDocument[] {
    return remembered(this.objects, file, () => {
      const content = this.contentOf(file);
      return content ? readYaml(content.content, file).flatMap((document) => objectsOf(document)) : [];
    });
  }
}

function remembered<T>(known: Map<string, T>, file: string, make: () => T): T {
  const value = known.get(file) ?? make();
  known.set(file, value);
  return value;
}

/** Two rules never begin at the same place. */
function ruleIndex({ value, locate }: ManifestDocument, { line, column }: Provenance): number | undefined {
  const rules = (value as { readonly spec?: { readonly rules?: unknown } } | null | undefined)?.spec?.rules;
  if (!Array.isArray(rules)) return undefined;
  const index = rules.findIndex((_, position) => {
    const at = locate(['spec', 'rules', position]);
    return at.line === line && at.column === column;
  });
  return index < 0 ? undefined : index;
}

/** `from[0].source.notPaths` as the keys that lead there; of a condition, the condition. */
function fieldPath(field: string): readonly (string | number)[] {
  const [place] = field.split(' ', 1);
  return [...place.matchAll(/(\w+)|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index));
}
