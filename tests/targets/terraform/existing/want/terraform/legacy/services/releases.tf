# Written by bastide from the program; change the program, not this file.

# Whoever asks ledger is answered by this; it is made beside another, never in its place.
resource "terraform_data" "ledger" {
  triggers_replace = "hosts in the fleet legacy-ledger-main"
}
