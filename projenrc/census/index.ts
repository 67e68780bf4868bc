import { CensusSection } from './entry';
import { EXTENSIONS } from './extensions';
import { GATEWAY_API } from './gateway-api';
import { KUBERNETES } from './kubernetes';
import { NETWORKING } from './networking';
import { SECURITY } from './security';
import { SETTINGS } from './settings';

/** Every kind that a mesh may be described with, field by field. */
export const CENSUS: readonly CensusSection[] = [SECURITY, NETWORKING, EXTENSIONS, GATEWAY_API, KUBERNETES, SETTINGS];
