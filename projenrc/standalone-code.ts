import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone';
import { buildSync } from 'esbuild';
import { StructuralSchema } from './crd';
import { toJsonSchema } from './json-schema';

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`;
const HEX = '[\\da-f]{1,4}';
/** All eight groups, six and an IPv4 address, or `::` after n groups. */
const IPV6 = [
  `(?:${HEX}:){7}(?:${HEX}|:)`,
  `(?:${HEX}:){6}(?:${IPV4}|:${HEX}|:)`,
  ...[5, 4, 3, 2, 1, 0].map((n) => `(?:${HEX}:){${n}}${n === 0 ? ':' : ''}(?:(?::${HEX}){0,${5 - n}}:${IPV4}|(?::${HEX}){1,${7 - n}}|:)`),
].join('|');

/** As kube-openapi's strfmt reads them; only those that refuseUnknownKeywords lets through. */
const FORMATS = {
  'byte': /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/,
  'date-time': /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/,
  'ipv4': new RegExp(`^${IPV4}$`),
  'ipv6': new RegExp(`^(?:${IPV6})$`, 'i'),
};

/** Gathers a fault; without a path it only counts (branches of oneOf, anyOf and not are tried, not reported). */
const PRELUDE = `
function fault(faults, path, keyword, name) {
  const entry = path === undefined ? undefined : { path, keyword, name };
  if (faults === null) return [entry];
  faults.push(entry);
  return faults;
}
`;
const EPILOGUE = `
export function schemaFaults(manifest) {
  return validate(manifest) ? [] : validate.errors.filter((entry) => entry !== undefined);
}
`;

/** JavaScript of a function \`schemaFaults(manifest)\`, free of imports. */
export function standaloneValidator(schema: StructuralSchema): string {
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    strictTypes: false,
    inlineRefs: false,
    formats: FORMATS,
    code: { source: true, esm: true, optimize: 2 },
  });
  const code = compact(standaloneCode(ajv, ajv.compile(toJsonSchema(schema))));
  const contents = PRELUDE + code.replace('export default', 'void ') + EPILOGUE;
  const { outputFiles } = buildSync({
    stdin: { contents: contents.replace('export const validate', 'const validate'), resolveDir: __dirname },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'node',
    legalComments: 'none',
  });
  return outputFiles[0].text.trim();
}

const FAULT = new RegExp(
  'const (err\\d+) = \\{(?:instancePath(?::(.*?))?,schemaPath:"((?:[^"\\\\]|\\\\.)*)",keyword:"(\\w+)",params:(\\{.*?\\}))?\\};'
  + 'if\\(vErrors === null\\)\\{vErrors = \\[\\1\\];\\}else \\{vErrors\\.push\\(\\1\\);\\}errors\\+\\+;', 'g');

/** Ajv writes each fault as an object of 200 characters; path, keyword and the named field say the same. */
function compact(code: string): string {
  const compacted = code
    .replace(FAULT, (_, _name, path: string | undefined, schemaPath: string | undefined, keyword: string, params: string) => {
      if (schemaPath === undefined || /\/(?:oneOf|anyOf)\/\d+\/|\/not\//.test(schemaPath)) return 'vErrors = fault(vErrors);errors++;';
      const named = /^\{missingProperty: (.*)\}$/.exec(params);
      return `vErrors = fault(vErrors,${path ?? 'instancePath'},"${keyword}"${named ? `,${named[1]}` : ''});errors++;`;
    })
    .replace(/,parentData:\w+,parentDataProperty:[^,}]+,rootData\}/g, '}')
    .replace(/\{instancePath="", parentData, parentDataProperty, rootData=data\}=\{\}/g, '{instancePath=""}={}');
  if (/vErrors\.push|parentData|schemaPath/.test(compacted)) throw new Error('ajv writes its faults in another form: adapt standalone-code.ts');
  return compacted;
}
