#!/usr/bin/env node
import { run } from './dashboards/dashboards.js';

process.exitCode = run(process.argv.slice(2), process);
