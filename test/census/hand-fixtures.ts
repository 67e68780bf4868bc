import type { Scene } from './judged';
import { KUBERNETES_FIXTURES } from './kubernetes-fixtures';
import { SETTINGS_FIXTURES } from './settings-fixtures';
import type { Decision } from '../../src/model/mesh';

/** Scenes that differ in nothing but one field, and their decisions. */
export type Cases = readonly (readonly [Scene, Decision['decision']])[];

/** By kind and field, what no CRD lists. */
export const HAND_FIXTURES: Readonly<Record<string, Readonly<Record<string, Cases>>>> = { ...KUBERNETES_FIXTURES, ...SETTINGS_FIXTURES };
