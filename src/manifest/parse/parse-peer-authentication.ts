import type { ObjectReader } from './object-reader';
import { parseSelector } from './parse-attachment';
import { headerOf, type ParsedMetadata, specOf } from './parse-header';
import { noteRefusedPeerAuthentication } from './refused-policies';
import type { MtlsMode, WrittenPeerAuthentication } from '../../model/mesh';

const MODES = ['STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET'] as const;
const PORT = /^(?:0|[1-9]\d{0,9})$/;

export function parsePeerAuthentication(object: ObjectReader, metadata: ParsedMetadata): WrittenPeerAuthentication {
  const spec = specOf(object);
  const selector = parseSelector(spec);
  const policy = {
    ...headerOf(metadata),
    ...selector === undefined ? {} : { selector },
    mode: parseMode(spec.object('mtls')),
    portModes: parsePortModes(spec.object('portLevelMtls')),
  };
  spec.finish();
  noteRefusedPeerAuthentication(spec, policy);
  return policy;
}

function parseMode(mtls: ObjectReader | undefined): MtlsMode {
  const mode = mtls?.choice('mode', MODES);
  mtls?.finish();
  return mode ?? 'UNSET';
}

function parsePortModes(ports: ObjectReader | undefined): ReadonlyMap<number, MtlsMode> {
  const modes = new Map<number, MtlsMode>();
  for (const key of ports?.keys() ?? []) {
    const mode = parseMode(ports?.object(key));
    if (PORT.test(key)) modes.set(Number(key), mode);
    else ports?.place.child(key).report('wrong-type', `a key of portLevelMtls is a port number, not ${JSON.stringify(key)}`);
  }
  return modes;
}
