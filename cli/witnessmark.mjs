#!/usr/bin/env node
// Node 20 runs no TypeScript: tsx translates the sources on the way in, so nothing needs to be built first.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./main.ts');
const { processTerminal } = await import('./terminal.ts');
process.exitCode = await main(process.argv.slice(2), processTerminal());
