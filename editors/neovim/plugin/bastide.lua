-- Starts `bastide lsp` for every *.bastide file, one server for each repository.
if vim.lsp.enable then
  vim.lsp.enable('bastide')
  return
end

-- Neovim before 0.11.
local clients = {}

local function root_of(path)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  local git = vim.fn.finddir('.git', folder .. ';')
  return git == '' and folder or vim.fn.fnamemodify(git, ':p:h:h')
end

_G.bastide_attach = function(buffer)
  local root = root_of(vim.api.nvim_buf_get_name(buffer))
  if not clients[root] or vim.lsp.client_is_stopped(clients[root]) then
    clients[root] = vim.lsp.start_client({ name = 'bastide', cmd = { 'bastide', 'lsp' }, root_dir = root })
  end
  vim.lsp.buf_attach_client(buffer, clients[root])
end

vim.cmd('autocmd FileType bastide lua bastide_attach(tonumber(vim.fn.expand("<abuf>")))')
