import { build, ensureInstalled } from './prepare.mjs';

ensureInstalled();
process.exitCode = build() ? 0 : 1;
