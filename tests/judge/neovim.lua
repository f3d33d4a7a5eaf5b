-- Driven by editors.py: the editor has shop.bastide open, with editors/neovim on its run-time path.
local failed = {}

local function must(what, good)
  if not good then table.insert(failed, what) end
end

local function client()
  for _, c in pairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do
    if c.name == 'bastide' then return c end
  end
end

local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 5000) or {}
  for _, answer in pairs(answers) do return answer.result end
end

local function at(line, character)
  return { textDocument = { uri = vim.uri_from_bufnr(0) }, position = { line = line, character = character } }
end

local function run()
  must('file type', vim.bo.filetype == 'bastide')
  must('the server starts', vim.wait(10000, function() return client() ~= nil and client().initialized ~= false end, 20))
  must('an error is shown', vim.wait(10000, function() return #vim.diagnostic.get(0) == 1 end, 20))
  local shown = vim.diagnostic.get(0)[1] or {}
  must('at its place, behind an astral character', shown.lnum == 1 and shown.code == 'wrong-type')
  local line = vim.api.nvim_buf_get_lines(0, 1, 2, false)[1]
  must('and column', shown.col == (line:find('ordrs', 1, true) or 0) - 1)
  vim.api.nvim_buf_set_lines(0, 1, 2, false, { (line:gsub('ordrs', 'orders')) })
  must('and goes when it is mended', vim.wait(10000, function() return #vim.diagnostic.get(0) == 0 end, 20))
  local hover = ask('textDocument/hover', at(0, 2))
  must('hover', hover and hover.contents.value:find('kind service', 1, true))
  local place = ask('textDocument/definition', at(3, 9))
  must('definition', place and place.range.start.line == 3)
  local symbols = ask('textDocument/documentSymbol', { textDocument = { uri = vim.uri_from_bufnr(0) } })
  must('symbols', symbols and #symbols == 2)
  vim.api.nvim_buf_set_lines(0, 3, 4, false, { (vim.api.nvim_buf_get_lines(0, 3, 4, false)[1]:gsub('store', 'store   ')) })
  vim.wait(100)
  if vim.lsp.buf.format then vim.lsp.buf.format({ timeout_ms = 5000 }) else vim.lsp.buf.formatting_sync(nil, 5000) end
  must('layout', vim.api.nvim_buf_get_lines(0, -2, -1, false)[1]:find('^store orders {'))
  must('layout of the rest', vim.api.nvim_buf_get_lines(0, 1, 2, false)[1] == '  in       production')
  local id = client().id
  vim.lsp.stop_client(id)
  must('stop', vim.wait(5000, function() return vim.lsp.client_is_stopped(id) end, 20))
end

local good, why = pcall(run)
if not good then table.insert(failed, tostring(why)) end
local out = io.open(os.getenv('JUDGED'), 'w')
out:write(#failed == 0 and 'PASS\n' or table.concat(failed, '\n') .. '\n')
out:close()
vim.cmd('qa!')
