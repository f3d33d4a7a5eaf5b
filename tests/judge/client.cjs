// Driven by editors.py: the wire code of VS Code against the server. Arguments: the command, the folder of the program.
const { spawn } = require('child_process');
const assert = require('assert');
const { pathToFileURL } = require('url');
const rpc = require('module').createRequire(process.env.LSP_MODULES + '/')('vscode-languageserver-protocol/node');

const [command, folder] = process.argv.slice(2);
const server = spawn(command, ['lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
const ended = new Promise(done => server.on('exit', done));
const connection = rpc.createProtocolConnection(new rpc.StreamMessageReader(server.stdout), new rpc.StreamMessageWriter(server.stdin));
const told = new Map();
let news = () => {};
connection.onNotification(rpc.PublishDiagnosticsNotification.type, d => { told.set(d.uri, d); news(); });
connection.onRequest(rpc.RegistrationRequest.type, () => {});
connection.onError(error => { console.error(error); process.exit(1); });
connection.listen();

const until = good => new Promise(done => { news = () => good() && done(); news(); });
setTimeout(() => { console.error('not in time'); process.exit(1); }, 20000).unref();

(async () => {
  const uri = pathToFileURL(folder + '/shop.bastide').href;
  const fs = require('fs'), text = fs.readFileSync(folder + '/shop.bastide', 'utf8');
  const result = await connection.sendRequest(rpc.InitializeRequest.type, { processId: process.pid, rootUri: pathToFileURL(folder).href,
    workspaceFolders: null, capabilities: { general: { positionEncodings: ['utf-16'] },
      workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
      textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } } } });
  assert.strictEqual(result.capabilities.positionEncoding, 'utf-16');
  await connection.sendNotification(rpc.InitializedNotification.type, {});
  await connection.sendNotification(rpc.DidOpenTextDocumentNotification.type,
    { textDocument: { uri, languageId: 'bastide', version: 1, text } });
  await until(() => told.get(uri)?.version === 1);
  const [error] = told.get(uri).diagnostics;
  assert.strictEqual(error.code, 'wrong-type');
  assert.strictEqual(error.range.start.character, text.split('\n')[1].indexOf('ordrs'));      // JavaScript counts as UTF-16 does
  await connection.sendNotification(rpc.DidChangeTextDocumentNotification.type, { textDocument: { uri, version: 2 },
    contentChanges: [{ range: error.range, text: 'orders' }] });
  await until(() => told.get(uri)?.version === 2);
  assert.deepStrictEqual(told.get(uri).diagnostics, []);
  const symbols = await connection.sendRequest(rpc.DocumentSymbolRequest.type, { textDocument: { uri } });
  assert.deepStrictEqual(symbols.map(s => s.name), ['shop', 'orders']);
  const edits = await connection.sendRequest(rpc.DocumentFormattingRequest.type,
    { textDocument: { uri }, options: { tabSize: 2, insertSpaces: true } });
  assert(Array.isArray(edits));
  const cancel = new rpc.CancellationTokenSource();
  const asked = connection.sendRequest(rpc.HoverRequest.type, { textDocument: { uri }, position: { line: 0, character: 1 } }, cancel.token);
  cancel.cancel();
  await asked.catch(refused => assert.strictEqual(refused.code, rpc.LSPErrorCodes.RequestCancelled));
  await assert.rejects(connection.sendRequest('no/such', {}), refused => refused.code === rpc.ErrorCodes.MethodNotFound);
  await connection.sendRequest(rpc.ShutdownRequest.type);
  await connection.sendNotification(rpc.ExitNotification.type);
  assert.strictEqual(await ended, 0);
  console.log('PASS');
  process.exit(0);
})().catch(error => { console.error(error); process.exit(1); });
