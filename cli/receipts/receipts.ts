import { commandTable } from '../command.ts';
import { make } from './make.ts';
import { verify } from './verify.ts';

export const receipts = commandTable('witnessmark receipts', 'Makes and checks receipts: the proof of one flag of a list, in one small file.', { make, verify });
