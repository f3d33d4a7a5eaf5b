# Written by bastide from the program; change the program, not this file.

# Whoever asks payments is answered by this; it is made beside another, never in its place.
resource "terraform_data" "payments" {
  triggers_replace = "hosts in the fleet cards-payments-main"
}
