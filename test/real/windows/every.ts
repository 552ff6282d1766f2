/** All tests of Windows programs: AVA wants them declared in one go. */
import './fuzzer.ts';
import './programs.ts';
import './refusals.ts';
import './hostile.ts';
