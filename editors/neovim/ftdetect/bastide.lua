vim.cmd('autocmd BufRead,BufNewFile *.bastide setfiletype bastide')
