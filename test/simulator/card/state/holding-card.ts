/** A program that has a card in its reader, says so on standard output, and keeps it until its input ends. */
import { CardFile } from '../../../../simulator/card/state/card-file.ts';

CardFile.open(process.argv[2] as string);
process.stdout.write('open\n');
process.stdin.resume();
