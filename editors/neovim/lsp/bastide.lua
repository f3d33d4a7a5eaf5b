-- For Neovim 0.11 and later: `vim.lsp.enable('bastide')`, which plugin/bastide.lua says.
return {
  cmd = { 'bastide', 'lsp' },
  filetypes = { 'bastide' },
  root_markers = { '.git' },
  -- A repository may hold more than the program: its folder then goes here.
  -- init_options = { program = 'estate' },
}
