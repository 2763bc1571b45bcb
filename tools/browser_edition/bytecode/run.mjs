// node run.mjs CORE FOLDER: compile the archives of a folder with the Pyodide whose core lies in CORE.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [core, folder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${core}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: core });
python.mountNodeFS('/archives', folder);
python.runPython(readFileSync(new URL('compiling.py', import.meta.url), 'utf8'));
python.runPython('compile_all(Path("/archives"))');
