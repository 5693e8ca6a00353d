import type { FamilyDefinition, Labels } from './family.js';
export interface TrackedFamily { readonly id: number; readonly definition: FamilyDefinition; readonly width: number }
export interface TrackedSeries { readonly id: number; readonly family: TrackedFamily; readonly offset: number }
